from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.consultations.models import Position, Stakeholder
from gapbridge.agree.consultations.taking_part import AnswerPage, CommentPage, whole_number
from gapbridge.base.forms import Form
from gapbridge.programmes.models import NARRATIVE_LANGUAGES

from .carried import Carried

LONGEST = 10_000


class FromSeatMixin:
    """Asks from which seat one speaks, where there is more than one."""

    def __init__(self, *args: Any, mine: list[Stakeholder], **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["stakeholder"]  # type: ignore[attr-defined]
        field.queryset = Stakeholder.objects.filter(pk__in=[each.pk for each in mine]).select_related(
            "organisation", "group__place"
        )
        if len(mine) == 1:
            field.initial = mine[0].pk
            field.widget = forms.HiddenInput()


def seat_field() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        queryset=Stakeholder.objects.none(),
        widget=forms.RadioSelect,
        label=_("You speak for"),
        empty_label=None,
    )


def language_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=NARRATIVE_LANGUAGES, label=_("Language"), help_text=_("The language you write in.")
    )


def reason_field() -> forms.CharField:
    return forms.CharField(
        widget=forms.Textarea,
        required=False,
        max_length=LONGEST,
        label=_("Reason"),
        help_text=_("Needed for everything but “agree”. Everybody who sees the round reads it."),
    )


def condition_field() -> forms.CharField:
    return forms.CharField(
        widget=forms.Textarea,
        required=False,
        max_length=LONGEST,
        label=_("Condition"),
        help_text=_("What would have to change for you to agree without reservations."),
    )


class PositionForm(FromSeatMixin, Form):
    edition = Carried()
    stakeholder = seat_field()
    stand = forms.ChoiceField(choices=Position.Stand.choices, widget=forms.RadioSelect, label=_("Position"))
    reason = reason_field()
    condition = condition_field()
    language = language_field()

    def __init__(self, *args: Any, page: AnswerPage, **kwargs: Any):
        super().__init__(*args, mine=page.takers, **kwargs)
        edition: Any = self.fields["edition"]
        edition.initial, edition.now = page.edition, lambda: page.edition


class SpotField(forms.ChoiceField):
    """A sentence of the text. One that was chosen in an earlier version is found again in the latest."""

    page: CommentPage

    def valid_value(self, value: Any) -> bool:
        return self.page.knows(str(value))

    def bound_data(self, data: Any, initial: Any) -> Any:
        return self.page.moved(str(data or ""), self.page.before)


class CommentForm(FromSeatMixin, Form):
    version = Carried()
    stakeholder = seat_field()
    spot = SpotField(required=False, label=_("About"))
    text = forms.CharField(
        widget=forms.Textarea,
        max_length=LONGEST,
        label=_("Comment"),
        help_text=_(
            "What should be changed, added or left out, and why. It is answered before the round closes."
        ),
    )
    language = language_field()

    def __init__(self, *args: Any, page: CommentPage, **kwargs: Any):
        super().__init__(*args, mine=page.mine, **kwargs)
        version: Any = self.fields["version"]
        version.initial, version.now = page.latest.number, lambda: page.latest.number
        spot: Any = self.fields["spot"]
        spot.page, spot.choices = page, lambda: page.choices
        self._follow(page)

    def _follow(self, page: CommentPage) -> None:
        """A draft was written on an earlier version: its sentence may stand elsewhere by now."""
        if self.initial.get("spot") and not self.is_bound:
            typed_on = whole_number(self.initial.get("version", page.latest.number))
            self.initial["spot"] = page.moved(self.initial["spot"], typed_on)


class ContestForm(Form):
    reason = forms.CharField(
        widget=forms.Textarea,
        max_length=2000,
        label=_("What is not right"),
        help_text=_(
            "It stays with the record of the meeting. Your position itself you take afterwards, in your own words."
        ),
    )
