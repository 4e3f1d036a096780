from itertools import groupby
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from gapbridge.base.forms import Form, ModelForm
from gapbridge.base.uploads import CheckedFileField
from gapbridge.listen.assessments.anonymity.forms import PrivateTexts
from gapbridge.listen.assessments.models import Assessment, Statement
from gapbridge.people.models import Organisation
from gapbridge.programmes.models import Clause, Framework, Place, Programme

from .models import Cause, Evidence, Gap
from .queries import clauses_of


class FoldedCheckboxes(forms.CheckboxSelectMultiple):
    """Long lists to tick, each group folded until one of its entries is ticked."""

    template_name = "gaps/widgets/folded.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        groups = [(label, options) for label, options, _index in context["widget"]["optgroups"]]
        context["groups"] = [
            (label, options, any(each["selected"] for each in options)) for label, options in groups
        ]
        return context


def by_framework(clauses: Any) -> list[tuple[str, list[tuple[int, str]]]]:
    """Clauses as grouped choices of a form."""
    groups = groupby(clauses, key=lambda clause: clause.framework)
    return [(str(framework), [(each.pk, str(each)) for each in group]) for framework, group in groups]


class GapForm(ModelForm):
    class Meta:
        model = Gap
        fields = (
            "code", "title", "statement", "language", "clauses", "severity", "undoing", "people_affected",
            "people_rank", "populations", "places", "remedy",
        )  # fmt: skip
        widgets = {
            "clauses": FoldedCheckboxes,
            "populations": forms.CheckboxSelectMultiple,
            "places": FoldedCheckboxes,
        }
        help_texts = {
            "code": _("Short, like G7. It stays with the gap."),
            "statement": _("What is promised, and what people live instead. No names."),
            "clauses": _("What promises it: at least one before the gap is proposed."),
            "remedy": _("What would close the gap, in a few sentences. Measures are planned later."),
            "language": _("The language you write in."),
        }

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any):
        super().__init__(*args, **kwargs)
        clauses = clauses_of(programme)
        self.fields["clauses"].queryset = clauses
        self.fields["clauses"].choices = by_framework(clauses)
        places = places_of(programme)
        self.fields["places"].queryset = places
        self.fields["places"].choices = by_kind(places)
        self.fields["statement"].widget.attrs["rows"] = 7


def places_of(programme: Programme) -> Any:
    """The programme's places; all districts and towns where it has named none."""
    own = programme.places.all()
    if own.exists():
        return own.order_by("kind", "name")
    return Place.objects.filter(kind__in=[Place.Kind.DISTRICT, Place.Kind.CITY]).order_by("kind", "name")


def by_kind(places: Any) -> list[tuple[str, list[tuple[int, str]]]]:
    groups = groupby(places, key=lambda place: place.get_kind_display())
    return [(str(kind), [(each.pk, each.name) for each in group]) for kind, group in groups]


def refuse_reversed(form: forms.BaseForm, first: str, last: str, message: Any) -> None:
    """Say beside the later of two dates that they stand in the wrong order."""
    start, end = form.cleaned_data.get(first), form.cleaned_data.get(last)  # type: ignore[attr-defined]
    if start and end and end < start:
        form.add_error(last, message)


class ProposalForm(GapForm):
    """A gap from voices: the clauses they bear stand first, the most frequent on top, with how often."""

    def __init__(self, *args: Any, programme: Programme, borne: Any = (), places: Any = (), **kwargs: Any):
        super().__init__(*args, programme=programme, **kwargs)
        clauses = self.fields["clauses"]
        own = {clause.pk for clause, _number in borne}
        clauses.queryset = Clause.objects.filter(Q(pk__in=clauses.queryset.values("pk")) | Q(pk__in=own))
        first = [(clause.pk, _with_number(clause, number)) for clause, number in borne]
        others = [
            (group, [each for each in choices if each[0] not in own])
            for group, choices in by_framework(clauses_of(programme))
        ]
        clauses.choices = [*([(_("Marked on these voices"), first)] if first else []), *others]
        where = self.fields["places"]
        where.queryset = Place.objects.filter(
            Q(pk__in=where.queryset.values("pk")) | Q(pk__in=[place.pk for place in places])
        ).order_by("kind", "name")
        where.choices = by_kind(where.queryset)


def _with_number(clause: Clause, number: int) -> str:
    said = ngettext("%(clause)s (%(number)s voice)", "%(clause)s (%(number)s voices)", number)
    return said % {"clause": clause, "number": number}


class MergeForm(ModelForm):
    """The gap that drafts are merged into; what they point at and stand on comes along by itself."""

    reason = forms.CharField(
        label=_("Why they are merged"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000
    )

    class Meta:
        model = Gap
        fields = (
            "code", "title", "statement", "language", "severity", "undoing", "people_affected", "people_rank", "remedy",
        )  # fmt: skip
        help_texts = {
            "people_affected": _(
                "Leave empty when nobody knows: the same people may stand in several of them."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["statement"].widget.attrs["rows"] = 9


class PartForm(Form):
    """One of the gaps that a gap is split into."""

    code = forms.CharField(label=_("Code"), max_length=12)
    title = forms.CharField(label=_("Title"), max_length=200)
    statement = forms.CharField(
        label=_("What people live, against what is promised"), widget=forms.Textarea(attrs={"rows": 4})
    )
    severity = forms.TypedChoiceField(label=_("Severity"), choices=Gap.Severity.choices, coerce=int)
    evidence = forms.TypedMultipleChoiceField(
        label=_("Evidence"), widget=forms.CheckboxSelectMultiple, required=False, coerce=int
    )
    causes = forms.TypedMultipleChoiceField(
        label=_("Causes"), widget=forms.CheckboxSelectMultiple, required=False, coerce=int
    )

    def __init__(self, *args: Any, evidence: Any, causes: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["evidence"].choices = evidence
        self.fields["causes"].choices = causes


class CauseForm(ModelForm):
    class Meta:
        model = Cause
        fields = ("kind", "text", "duty_bearer", "evidence")
        widgets = {"evidence": forms.CheckboxSelectMultiple}
        help_texts = {
            "duty_bearer": _("Who has the duty to remove this cause."),
            "evidence": _("Which of the gap's voices, documents and messages show this cause."),
        }

    def __init__(self, *args: Any, gap: Gap, evidence: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["duty_bearer"].queryset = Organisation.objects.order_by("name")
        if not evidence:
            del self.fields["evidence"]
            return
        self.fields["evidence"].label = _("It rests on")
        self.fields["evidence"].queryset = Evidence.objects.filter(gap=gap)
        self.fields["evidence"].choices = evidence


class FeedbackForm(PrivateTexts, Form):
    private = ("note",)
    note = forms.CharField(
        label=_("What it shows, in your own words"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text=_(
            "Whoever reads the gap reads this, and not the message. No names, numbers or addresses of people."
        ),
    )


class DocumentForm(ModelForm):
    source = forms.CharField(label=_("Document"), max_length=250, help_text=_("Title, author and year."))
    url = forms.URLField(label=_("Web address"), required=False, assume_scheme="https")
    file = CheckedFileField(label=_("File"), required=False)

    class Meta:
        model = Evidence
        fields = ("source", "url", "note")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("It can be opened by those who have a part in the programme.")


class VoicesForm(Form):
    statements = forms.ModelMultipleChoiceField(
        queryset=Statement.objects.none(),
        error_messages={"required": _("Tick at least one voice.")},
    )

    def __init__(self, *args: Any, usable: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["statements"].queryset = usable


class MapForm(Form):
    """What a heat map shows. What is not chosen, or can't be, is left to the page."""

    programme = forms.ModelChoiceField(
        label=_("Programme"), queryset=Programme.objects.none(), required=False, empty_label=None
    )
    assessment = forms.ModelChoiceField(
        label=_("Assessment"),
        queryset=Assessment.objects.none(),
        required=False,
        empty_label=_("All assessments"),
    )
    framework = forms.ModelChoiceField(
        label=_("Framework"), queryset=Framework.objects.all(), required=False, empty_label=None
    )
    show = forms.ChoiceField(
        label=_("The number shown"),
        required=False,
        choices=[("severity", _("Severity of the gap")), ("voices", _("Number of voices"))],
    )
    before = forms.ModelChoiceField(
        label=_("First assessment"), queryset=Assessment.objects.none(), required=False, empty_label=None
    )
    after = forms.ModelChoiceField(
        label=_("Next assessment"), queryset=Assessment.objects.none(), required=False, empty_label=None
    )
    by = forms.ChoiceField(
        label=_("Compare"),
        required=False,
        choices=[("place", _("Areas in each district")), ("clause", _("Areas in the whole country"))],
    )

    def __init__(self, *args: Any, programmes: Any, assessments: Any, names: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = programmes
        for name in ("assessment", "before", "after"):
            self.fields[name].queryset = assessments
        for name in self.fields.keys() - set(names):
            del self.fields[name]
