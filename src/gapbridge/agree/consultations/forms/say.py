from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.consultations.models import Position, Stakeholder
from gapbridge.base.forms import Form
from gapbridge.programmes.models import NARRATIVE_LANGUAGES


class FromSeatMixin:
    """Asks from which seat one speaks, where there is more than one."""

    def __init__(self, *args: Any, mine: list[Stakeholder], **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["stakeholder"]  # type: ignore[attr-defined]
        field.queryset = Stakeholder.objects.filter(pk__in=[each.pk for each in mine]).select_related(
            "organisation"
        )
        if len(mine) == 1:
            field.initial = mine[0].pk
            field.widget = forms.HiddenInput()


class PositionForm(FromSeatMixin, Form):
    stakeholder = forms.ModelChoiceField(
        queryset=Stakeholder.objects.none(),
        widget=forms.RadioSelect,
        label=_("You speak for"),
        empty_label=None,
    )
    stand = forms.ChoiceField(choices=Position.Stand.choices, widget=forms.RadioSelect, label=_("Position"))
    reason = forms.CharField(
        widget=forms.Textarea,
        required=False,
        max_length=10_000,
        label=_("Reason"),
        help_text=_("Needed for everything but “agree”. Everybody who sees the round reads it."),
    )
    condition = forms.CharField(
        widget=forms.Textarea,
        required=False,
        max_length=10_000,
        label=_("Condition"),
        help_text=_("What would have to change for you to agree without reservations."),
    )
    language = forms.ChoiceField(
        choices=NARRATIVE_LANGUAGES, label=_("Language"), help_text=_("The language you write in.")
    )


class CommentForm(FromSeatMixin, Form):
    stakeholder = forms.ModelChoiceField(
        queryset=Stakeholder.objects.none(),
        widget=forms.RadioSelect,
        label=_("You speak for"),
        empty_label=None,
    )
    text = forms.CharField(
        widget=forms.Textarea,
        max_length=10_000,
        label=_("Comment"),
        help_text=_(
            "What should be changed, added or left out, and why. It is answered before the round closes."
        ),
    )
    language = forms.ChoiceField(
        choices=NARRATIVE_LANGUAGES, label=_("Language"), help_text=_("The language you write in.")
    )
