from typing import Any

from django import forms
from django.db.models.functions import Length
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.consultations.models import Consultation, Stakeholder
from gapbridge.agree.consultations.queries import (
    gaps_to_ask,
    groups_behind,
    groups_to_ask,
    measures_to_ask,
    named,
    organisations_to_ask,
    other_groups,
    speakers_of,
)
from gapbridge.agree.gaps.forms import FoldedCheckboxes, refuse_reversed
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.forms import by_kind
from gapbridge.agree.plans.models import Measure
from gapbridge.base.forms import Form, ModelForm
from gapbridge.listen.assessments.models import Session
from gapbridge.people.models import Organisation, User


class ConsultationForm(ModelForm):
    class Meta:
        model = Consultation
        fields = ("title", "intro", "language", "opens_on", "closes_on", "rule", "quorum")
        widgets = {"rule": forms.RadioSelect}
        help_texts = {
            "intro": _("Why this round is held, and what you ask of those who are invited."),
            "quorum": _("How many of the invited must take a position before there can be an agreement."),
            "language": _("The language of the round's own texts."),
        }

    def clean(self) -> dict[str, Any]:
        refuse_reversed(self, "opens_on", "closes_on", _("It closes before it opens. Check both dates."))
        return self.cleaned_data


class ItemsForm(Form):
    gaps = forms.ModelMultipleChoiceField(
        queryset=Gap.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, label=_("Gaps")
    )
    measures = forms.ModelMultipleChoiceField(
        queryset=Measure.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Measures"),
    )

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["gaps"].queryset = gaps_to_ask(consultation).order_by(Length("code"), "code")
        self.fields["measures"].queryset = measures_to_ask(consultation).order_by(
            "plan", Length("code"), "code"
        )


class FindForm(Form):
    """Looks for organisations in a long list; without scripts it narrows the page."""

    find = forms.CharField(required=False, max_length=100, label=_("Find an organisation"))
    kind = forms.ChoiceField(
        required=False, label=_("Kind"), choices=[("", _("All kinds")), *Organisation.Kind.choices]
    )


class InviteForm(Form):
    organisations = forms.ModelMultipleChoiceField(
        queryset=Organisation.objects.none(),
        widget=FoldedCheckboxes,
        label=_("Organisations and community groups"),
    )
    mandate = forms.CharField(
        max_length=200,
        required=False,
        label=_("Mandate of who speaks"),
        help_text=_(
            "For example: decision of the board, order of the minister, choice of the community's assembly."
        ),
    )

    def __init__(self, *args: Any, consultation: Consultation, find: str = "", kind: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        organisations = organisations_to_ask(consultation)
        shown = named(organisations.filter(kind=kind) if kind else organisations, find)
        self.fields["organisations"].queryset = organisations
        self.fields["organisations"].choices = by_kind(shown)


def quorums_form(kinds: list[tuple[str, Any]]) -> type[Form]:
    """One number for each kind that is invited; empty asks for none."""
    fields = {
        kind: forms.IntegerField(
            label=label,
            required=False,
            min_value=1,
            max_value=100,
            help_text=_("Share of this kind that must take a position, in percent. Empty: none of its own."),
        )
        for kind, label in kinds
    }
    return type("QuorumsForm", (Form,), fields)


class GroupsForm(Form):
    """The groups behind the voices of what is asked, ticked to begin with, and all others that were listened to."""

    groups = forms.ModelMultipleChoiceField(
        queryset=Session.objects.none(), widget=FoldedCheckboxes, label=_("Groups that were listened to")
    )

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any):
        super().__init__(*args, **kwargs)
        behind = groups_behind(consultation)
        others = other_groups(consultation, behind)
        self.fields["groups"].queryset = groups_to_ask(consultation)
        self.fields["groups"].choices = [
            (_("Behind the voices of what is asked"), [_choice(each) for each in behind]),
            (_("Other groups that were listened to"), [_choice(each) for each in others]),
        ]
        self.fields["groups"].initial = [each.pk for each in behind]
        self.has_groups = bool(behind or others)


def _choice(session: Session) -> tuple[int, str]:
    said = _("%(group)s (heard on %(day)s)")
    return session.pk, said % {
        "group": session.group_name,
        "day": date_format(session.held_on, "SHORT_DATE_FORMAT"),
    }


class HolderForm(Form):
    holder = forms.ModelChoiceField(
        queryset=User.objects.none(),
        required=False,
        blank=True,  # radio buttons offer nobody only then
        widget=forms.RadioSelect,
        label=_("Who holds the mandate"),
        empty_label=_("Nobody in particular: whoever speaks for the organisation takes its position"),
    )
    mandate = forms.CharField(
        max_length=200,
        required=False,
        label=_("Mandate of who speaks"),
        help_text=_(
            "For example: decision of the board, order of the minister, choice of the community's assembly."
        ),
    )

    def __init__(self, *args: Any, seat: Stakeholder, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["holder"].queryset = speakers_of(seat)


class ExtendForm(Form):
    closes_on = forms.DateField(
        label=_("New closing date"),
        help_text=_("The last day on which positions are taken. Only a later one."),
    )
    reason = forms.CharField(
        widget=forms.Textarea,
        max_length=2000,
        label=_("Reason"),
        help_text=_("Everybody who is asked reads it in a letter, and it stays in the round's history."),
    )
