from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gapbridge.base.forms import Form, ModelForm
from gapbridge.base.uploads import CheckedFileField
from gapbridge.listen.assessments.models import Statement
from gapbridge.people.models import Organisation
from gapbridge.programmes.models import Place, Programme

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


class CauseForm(ModelForm):
    class Meta:
        model = Cause
        fields = ("kind", "text", "duty_bearer")
        help_texts = {"duty_bearer": _("Who has the duty to remove this cause.")}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["duty_bearer"].queryset = Organisation.objects.order_by("name")


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
