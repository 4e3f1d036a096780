from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gapbridge.act.interventions.forms import InterventionForm
from gapbridge.base.forms import Form, ModelForm
from gapbridge.base.markup import figure
from gapbridge.people.models import Organisation, User
from gapbridge.programmes.models import Place, Programme, Topic

from .actions.applications import check_amount, organisations_of
from .models import Application, Call, Criterion, Grant

GRID_ROWS = range(1, 9)
PROPOSED_GRID = (
    (
        _("Need and evidence"),
        25,
        _("Is the need shown, and by whom? Are displaced people's own words in it?"),
    ),
    (_("Activities"), 25, _("Will what is proposed change what is wrong?")),
    (_("Inclusion"), 20, _("Women, older people, people with disabilities: who takes part, who decides?")),
    (_("Capacity"), 15, _("Has the organisation done such work? Who will do it?")),
    (_("Budget"), 15, _("Is each cost needed and fair?")),
)


def _grid_fields() -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    guidance = Criterion._meta.get_field("guidance")
    for row in GRID_ROWS:
        fields[f"criterion_{row}_title"] = forms.CharField(
            label=_("Criterion"), max_length=150, required=False
        )
        fields[f"criterion_{row}_weight"] = forms.IntegerField(
            label=_("Weight"), min_value=1, max_value=100, required=False
        )
        fields[f"criterion_{row}_guidance"] = forms.CharField(
            label=guidance.verbose_name, required=False, widget=forms.Textarea(attrs={"rows": 2})
        )
    return fields


GridFields: Any = type("GridFields", (forms.Form,), _grid_fields())


class CallForm(InterventionForm, GridFields):
    """A call's terms and its intervention's facts. What can't be changed any more is not offered."""

    template_name = "grants/call_fields.html"
    guidelines = Call._meta.get_field("guidelines").formfield(
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_(
            "Who may apply, for what, and how. Markdown: # heading, - list, **bold**, [link](address)."
        ),
    )
    themes = forms.ModelMultipleChoiceField(
        Topic.objects.all(), label=_("Themes"), widget=forms.CheckboxSelectMultiple
    )
    opens_at = Call._meta.get_field("opens_at").formfield()
    closes_at = Call._meta.get_field("closes_at").formfield()
    budget = Call._meta.get_field("budget").formfield()
    smallest = Call._meta.get_field("smallest").formfield()
    largest = Call._meta.get_field("largest").formfield()

    def __init__(self, *args: Any, call: Call | None = None, programme: Programme, **kwargs: Any):
        self.call = call
        initial = {**self._start(call), **kwargs.pop("initial", {})}
        super().__init__(*args, programme=programme, initial=initial, **kwargs)
        own = programme.topics.all()
        if own and call is None:
            self.fields["themes"].queryset = own
        for name in ("budget", "smallest", "largest"):
            label = _("%(label)s, %(currency)s")
            self.fields[name].label = label % {
                "label": self.fields[name].label,
                "currency": programme.currency,
            }
        if call is not None and call.state != "draft":
            for name in ("budget", "smallest", "largest", "opens_at", *_grid_fields()):
                del self.fields[name]

    @staticmethod
    def _start(call: Call | None) -> dict[str, Any]:
        names = ("guidelines", "opens_at", "closes_at", "budget", "smallest", "largest")
        found = {name: getattr(call, name) for name in names} if call else {}
        if call:
            found["themes"] = list(call.themes.all())
        grid = (
            [(each.title, each.weight, each.guidance) for each in call.criteria.all()]
            if call
            else PROPOSED_GRID
        )
        for row, (title, weight, guidance) in zip(GRID_ROWS, grid, strict=False):
            found |= {
                f"criterion_{row}_title": title,
                f"criterion_{row}_weight": weight,
                f"criterion_{row}_guidance": guidance,
            }
        return found

    @property
    def grid(self) -> list[tuple[Any, Any, Any]]:
        if "criterion_1_title" not in self.fields:
            return []
        return [
            tuple(self[f"criterion_{row}_{part}"] for part in ("title", "weight", "guidance"))
            for row in GRID_ROWS
        ]

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if not self.grid:
            return found
        criteria = []
        for row in GRID_ROWS:
            title, weight, guidance = (
                found.pop(f"criterion_{row}_{part}", None) for part in ("title", "weight", "guidance")
            )
            if title and weight is None and f"criterion_{row}_weight" not in self.errors:
                self.add_error(f"criterion_{row}_weight", _("Give this criterion a weight."))
            if not title and (weight or guidance):
                self.add_error(f"criterion_{row}_title", _("Name this criterion, or empty its row."))
            if title and weight:
                criteria.append((title, weight, guidance or ""))
        found["criteria"] = criteria
        return found


class StartForm(Form):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Applying organisation"))
    title = Application._meta.get_field("title").formfield()
    theme = forms.ModelChoiceField(Topic.objects.none(), label=_("Theme"))
    language = Application._meta.get_field("language").formfield(
        help_text=_("The language in which you will write.")
    )

    def __init__(self, *args: Any, call: Call, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        own = Organisation.objects.filter(pk__in=organisations_of(user))
        self.fields["organisation"].queryset = own
        self.fields["theme"].queryset = call.themes.all()
        if len(own) == 1:
            self.fields["organisation"].initial = own[0]
        self.fields["language"].initial = user.language


class ApplicationForm(ModelForm):
    """All may be left open until it is submitted; what is filled in must fit."""

    amount = forms.DecimalField(label=_("Amount asked for"), required=False, max_digits=14, decimal_places=2)

    class Meta:
        model = Application
        fields = (
            "title", "theme", "language", "need", "activities", "change", "target_groups", "places",
            "people", "months", "amount",
        )  # fmt: skip
        widgets = {
            "target_groups": forms.CheckboxSelectMultiple,
            "places": forms.CheckboxSelectMultiple,
            **{name: forms.Textarea(attrs={"rows": 8}) for name in ("need", "activities", "change")},
        }
        help_texts = {
            "need": _("In which place, for whom, and how do you know? Tell what people themselves say."),
            "people": _("Different people, each counted once."),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        call = self.instance.call
        programme = call.intervention.programme
        self.fields["theme"].queryset = call.themes.all()
        groups = programme.populations.all()
        if groups:
            self.fields["target_groups"].queryset = groups
        self.fields["places"].queryset = _places(programme)
        self.fields["amount"].label = _("Amount asked for, %(currency)s") % {"currency": call.currency}
        self.fields["amount"].help_text = _("From %(smallest)s to %(largest)s.") % {
            "smallest": figure(call.smallest),
            "largest": figure(call.largest),
        }

    def clean_amount(self) -> Any:
        amount = self.cleaned_data["amount"]
        if amount is not None:
            check_amount(self.instance.call, amount)
        return amount


def _places(programme: Programme) -> Any:
    own = programme.places.all()
    if not own:
        return Place.objects.exclude(kind__in=["country", "region", "settlement"])
    return Place.objects.filter(Q(pk__in=own.values("pk")) | Q(parent__in=own) | Q(district__in=own))


class EvaluatorsForm(Form):
    evaluators = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Evaluators"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, offered: list[User], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["evaluators"].queryset = User.objects.filter(
            pk__in=[each.pk for each in offered]
        ).order_by("name")


class ShareOutForm(EvaluatorsForm):
    each = forms.IntegerField(label=_("Evaluators for each application"), min_value=1, max_value=5, initial=2)


class ScoreBase(Form):
    """One row of points and comment a criterion; `score_form` makes the fields of one call."""

    template_name = "grants/score_fields.html"
    criteria: list[Criterion] = []

    @property
    def rows(self) -> Iterator[tuple[Criterion, Any, Any]]:
        for criterion in self.criteria:
            yield criterion, self[f"value_{criterion.pk}"], self[f"comment_{criterion.pk}"]


def scores_in(data: dict[str, Any], criteria: list[Criterion]) -> dict[int, tuple[int | None, str]]:
    return {
        each.pk: (
            int(data[f"value_{each.pk}"]) if data.get(f"value_{each.pk}") else None,
            data[f"comment_{each.pk}"],
        )
        for each in criteria
    }


POINTS = (
    ("1", _("1 – not at all")),
    ("2", _("2 – weak")),
    ("3", _("3 – fair")),
    ("4", _("4 – good")),
    ("5", _("5 – excellent")),
)


def score_form(criteria: list[Criterion]) -> type[ScoreBase]:
    fields: dict[str, Any] = {}
    for each in criteria:
        fields[f"value_{each.pk}"] = forms.ChoiceField(
            label=_("Points"), choices=POINTS, widget=forms.RadioSelect, required=False
        )
        fields[f"comment_{each.pk}"] = forms.CharField(
            label=_("Comment"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
        )
    fields["comment"] = forms.CharField(
        label=_("Overall comment"), required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 4})
    )
    return type("ScoreForm", (ScoreBase,), {**fields, "criteria": criteria})


class AwardForm(Form):
    amount = forms.DecimalField(label=_("Amount awarded"), max_digits=14, decimal_places=2)


class SignForm(ModelForm):
    class Meta:
        model = Grant
        fields = ("signed_on", "starts_on", "ends_on")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = True

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("starts_on") and found.get("ends_on") and found["ends_on"] < found["starts_on"]:
            raise ValidationError({"ends_on": _("It can't end before it starts.")})
        return found
