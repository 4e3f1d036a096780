from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.consultations.changes import changeable, changed, facts_of, responsible_of
from gapbridge.agree.consultations.models import Answer, Item, Version
from gapbridge.base.forms import Form
from gapbridge.people.models import Organisation
from gapbridge.programmes.models import NARRATIVE_LANGUAGES


class VersionChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Version) -> str:
        facts = {"code": obj.text.get("code", ""), "number": obj.number, "because": obj.because}
        return _("%(code)s, version %(number)s: %(because)s") % facts


class AnswerForm(Form):
    outcome = forms.ChoiceField(choices=Answer.Outcome.choices, widget=forms.RadioSelect, label=_("Outcome"))
    answer = forms.CharField(
        widget=forms.Textarea,
        max_length=10_000,
        label=_("Answer"),
        help_text=_(
            "What is done about it, or why it is not taken up. Everybody who sees the round reads it."
        ),
    )
    language = forms.ChoiceField(
        choices=NARRATIVE_LANGUAGES, label=_("Language"), help_text=_("The language you write in.")
    )
    version = VersionChoice(
        queryset=Version.objects.none(),
        required=False,
        label=_("The text that was changed for it"),
        empty_label=_("None"),
    )

    def __init__(self, *args: Any, items: list[int], **kwargs: Any):
        super().__init__(*args, **kwargs)
        versions = Version.objects.filter(item__in=items, number__gt=1).order_by("item", "-number")
        self.fields["version"].queryset = versions
        if not versions.exists():
            self.fields["version"].widget = forms.HiddenInput()


class ObjectionForm(Form):
    answer = forms.CharField(
        widget=forms.Textarea,
        max_length=10_000,
        label=_("Answer"),
        help_text=_(
            "What was done about the objection, or why nothing was. It stands beside it in the agreement."
        ),
    )


class RevisionForm(Form):
    """A text as it shall be. `number` is the version it was written on, `previewed` the hash of what was looked at."""

    title = forms.CharField(max_length=200, label=_("Title"))
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 10}), max_length=20_000, label=_("Text"))
    because = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        label=_("Why it is changed"),
        help_text=_("Everybody reads it beside the change."),
    )
    number = forms.IntegerField(widget=forms.HiddenInput)
    previewed = forms.CharField(widget=forms.HiddenInput, required=False)
    order = ("title", "text", "remedy", "responsible", "due_on", "cost", "because")

    def __init__(self, *args: Any, item: Item, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.item = item
        self.order_fields(self.order)
        self.fields["text"].required = bool(item.text.get("text"))

    def clean(self) -> dict[str, Any]:
        """A browser sends line ends of its own: what was not touched is the same as before."""
        data = super().clean() or self.cleaned_data
        return {
            name: value.replace("\r\n", "\n") if isinstance(value, str) else value
            for name, value in data.items()
        }

    @property
    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in changeable(self.item)}

    @property
    def new_text(self) -> dict[str, Any]:
        return changed(self.item, self.changes)


class GapRevisionForm(RevisionForm):
    remedy = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=20_000,
        required=False,
        label=_("Remedy proposed"),
    )


class MeasureRevisionForm(RevisionForm):
    responsible = forms.ModelChoiceField(
        queryset=Organisation.objects.order_by("name"), required=False, label=_("Responsible")
    )
    due_on = forms.DateField(required=False, label=_("By"))
    cost = forms.DecimalField(
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
        label=_("Cost"),
        help_text=_("Leave empty when it is not known yet."),
    )


def revision_form(item: Item) -> type[RevisionForm]:
    return GapRevisionForm if item.gap_id else MeasureRevisionForm


def revision_initial(item: Item, number: int) -> dict[str, Any]:
    words = {name: item.text.get(name, "") for name in ("title", "text", "remedy")}
    return {**words, **facts_of(item), "responsible": responsible_of(item), "number": number}
