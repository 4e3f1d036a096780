from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.consultations.hearing import editions_on, seats_for
from gapbridge.agree.consultations.models import Attendance, Hearing, Position, Stakeholder, Version
from gapbridge.agree.consultations.taking_part import CommentPage, whole_number
from gapbridge.agree.consultations.writing import SharedText
from gapbridge.base.forms import Form, ModelForm
from gapbridge.listen.assessments.anonymity.forms import PrivateTexts

from .carried import Carried
from .say import LONGEST, SpotField, condition_field, language_field, reason_field

NO_NAMES = _("As they said it. No names, numbers or addresses of people.")


class HearingForm(ModelForm):
    class Meta:
        model = Hearing
        fields = ("kind", "held_on", "place", "language")
        widgets = {"kind": forms.RadioSelect}
        help_texts = {"language": _("The language in which it is written down.")}


class ChangeHearingForm(HearingForm):
    class Meta(HearingForm.Meta):
        fields = ("held_on", "place", "language")


class CountForm(ModelForm):
    """How many came; what nobody counted stays empty."""

    class Meta:
        model = Attendance
        fields = ("women", "men", "girls", "boys")
        help_texts = {"women": _("Leave empty what nobody counted. Nought means: none came.")}


class AttendanceForm(CountForm):
    stakeholder = forms.ModelChoiceField(queryset=Stakeholder.objects.none(), label=_("Who came"))

    field_order = ("stakeholder", "women", "men", "girls", "boys")

    def __init__(self, *args: Any, hearing: Hearing, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["stakeholder"]
        # One that is entered already may be chosen by whoever opened the form before: the action tells them so.
        field.queryset = hearing.consultation.stakeholders.select_related("organisation", "group__place")
        field.choices = [("", "---------"), *((each.pk, str(each)) for each in seats_for(hearing))]


class TextForm(Form):
    """One text that several may write at once: `version` is what its writer started from."""

    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 14}), required=False, max_length=100_000)
    version = Carried()
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    together = forms.BooleanField(
        label=_("I have brought both texts together"),
        help_text=_("What you save now takes the place of both."),
        error_messages={"required": _("Bring both texts together in the field above, then tick this.")},
    )

    def __init__(self, *args: Any, shared: SharedText, label: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        shared_version: Any = self.fields["version"]
        shared_version.initial, shared_version.now = shared.version, lambda: shared.version
        self.fields["text"].label = label
        self._together = self.fields.pop("together")
        if self.data.get("seen"):
            self.fields["together"] = self._together
        self.shared = shared
        self.ask_together = self._ask_together

    def _ask_together(self) -> None:
        """After a conflict: the form that comes back asks for it, and remembers that it did."""
        self.data = self.data.copy()
        self.data["seen"] = "1"
        self.data.pop("together", None)
        self.fields["together"] = self._together


class PrivateTextForm(PrivateTexts, TextForm):
    private = ("text",)


class EnteredCommentForm(Form):
    """What somebody said in a meeting about a text of the round."""

    version = Carried()
    spot = SpotField(required=False, label=_("About"))
    text = forms.CharField(widget=forms.Textarea, max_length=LONGEST, label=_("Comment"), help_text=NO_NAMES)
    language = language_field()

    def __init__(self, *args: Any, page: CommentPage, **kwargs: Any):
        super().__init__(*args, **kwargs)
        version: Any = self.fields["version"]
        version.initial, version.now = page.latest.number, lambda: page.latest.number
        spot: Any = self.fields["spot"]
        spot.page, spot.choices = page, lambda: page.choices


class PrivateEnteredCommentForm(PrivateTexts, EnteredCommentForm):
    private = ("text",)


class EnteredPositionForm(Form):
    """Where a delegation stands, as its secretary wrote it down."""

    edition = forms.TypedChoiceField(
        coerce=whole_number,
        label=_("The texts they had before them"),
        help_text=_("The texts were changed on the day of the meeting."),
        widget=forms.RadioSelect,
    )
    stand = forms.ChoiceField(choices=Position.Stand.choices, widget=forms.RadioSelect, label=_("Position"))
    reason = reason_field()
    condition = condition_field()
    language = language_field()

    def __init__(self, *args: Any, attendance: Attendance, **kwargs: Any):
        super().__init__(*args, **kwargs)
        hearing = attendance.hearing
        possible = editions_on(hearing.consultation, hearing.held_on)
        if len(possible) == 1:
            del self.fields["edition"]
        else:
            field: Any = self.fields["edition"]
            field.choices = [(each, _edition_label(hearing, each)) for each in possible]


def _edition_label(hearing: Hearing, edition: int) -> str:
    made = Version.objects.filter(item__consultation=hearing.consultation, edition=edition).first()
    when = date_format(made.made_at, "SHORT_DATETIME_FORMAT") if made else ""
    return _now("The texts as of %(when)s") % {"when": when}


class PrivatePositionForm(PrivateTexts, EnteredPositionForm):
    """Of a committee that was heard in a session with the community."""

    private = ("reason", "condition")


class GroupPositionForm(PrivateTexts, EnteredPositionForm):
    """A group answers together: how it came to it, and that it was read back."""

    private = ("reason", "condition", "reached")
    reached = forms.CharField(
        widget=forms.Textarea,
        max_length=LONGEST,
        label=_("How the group came to it"),
        help_text=_(
            "By talking until all agreed, by a show of hands, who saw it otherwise and why. No names."
        ),
    )
    read_back = forms.BooleanField(
        label=_("It was read back to the group and they confirmed it"),
        error_messages={
            "required": _("Read it back to the group first: it counts once they have confirmed it.")
        },
    )
