from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.models import Report
from gapbridge.base.forms import Form, ModelForm
from gapbridge.base.uploads import CheckedFileField
from gapbridge.listen.assessments.anonymity.forms import PrivateTexts
from gapbridge.programmes.models import Programme

from .models import NO_REASON, Proof, Return


class ReturnForm(PrivateTexts, ModelForm):
    """What a group said. Which texts and numbers go together, the action says."""

    private = ("said", "reason")

    class Meta:
        model = Return
        fields = (
            "outcome", "said", "language", "reason", "asked_on", "how", "women", "men", "girls", "boys", "people",
            "again_on",
        )  # fmt: skip
        widgets = {"outcome": forms.RadioSelect, "how": forms.RadioSelect}
        help_texts = {
            "said": _("As they said it. No names, numbers or addresses of people."),
            "language": _("The language of these words."),
            "people": _("Where they were not counted by sex and age. Leave empty what nobody counted."),
            "reason": _("Only for a group that could not be asked: it moved away, the road is closed …"),
            "again_on": _("Leave empty when nobody promised to come back."),
        }

    def __init__(self, *args: Any, known_to: Programme, **kwargs: Any):
        super().__init__(*args, known_to=known_to, **kwargs)
        for name in ("outcome", "how"):
            field: Any = self.fields[name]
            field.choices = [choice for choice in field.choices if choice[0]]
        self.fields["reason"].widget.attrs["rows"] = 2

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("outcome") == Return.Outcome.UNREACHABLE and not data.get("reason"):
            self.add_error("reason", NO_REASON)
        return data


class ProofForm(ModelForm):
    report = forms.ModelChoiceField(
        label=_("Verified report of a measure"),
        queryset=Report.objects.none(),
        required=False,
        empty_label=_("None: a document"),
    )
    source = forms.CharField(
        label=_("Document"), max_length=250, required=False, help_text=_("Title, author and year.")
    )
    url = forms.URLField(label=_("Web address"), required=False, assume_scheme="https")
    file = CheckedFileField(label=_("File"), required=False)

    class Meta:
        model = Proof
        fields = ("note", "report", "source", "url")
        help_texts = {"note": _("Whoever reads the gap reads this. No names of people.")}

    def __init__(self, *args: Any, reports: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["report"].queryset = reports
        if not reports.exists():
            del self.fields["report"]
        self.fields["file"].help_text = _("It can be opened by those who have a part in the programme.")


class RemedyForm(Form):
    reason = forms.CharField(
        label=_("What shows that it is remedied"),
        widget=forms.Textarea,
        max_length=4000,
        help_text=_("It stays with the record and can be read by everyone who sees it."),
    )
    remains = forms.CharField(
        label=_("What remains"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
        help_text=_("What people say is still not remedied. It stands beside the reason."),
    )

    def __init__(self, *args: Any, asks_what_remains: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not asks_what_remains:
            del self.fields["remains"]


class BackForm(PrivateTexts, Form):
    """A message of the community says that a remedied gap is back."""

    private = ("reason",)
    gap = forms.ModelChoiceField(label=_("Gap"), queryset=Gap.objects.none())
    reason = forms.CharField(
        label=_("What the message shows, in your own words"),
        widget=forms.Textarea,
        max_length=2000,
        help_text=_(
            "Whoever reads the gap reads this, and not the message. No names, numbers or addresses of people."
        ),
    )

    def __init__(self, *args: Any, gaps: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["gap"].queryset = gaps
