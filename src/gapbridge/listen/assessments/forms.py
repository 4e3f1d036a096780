from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.base.forms import Form, ModelForm, ReasonForm
from gapbridge.listen.places import PlaceField, inhabited, place_label
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, Clause, PopulationGroup

from .childhood import missing_under_18
from .models import UNDER_18, Assessment, Consent, GuideQuestion, Session, Statement, Team
from .queries import (
    MOST_WANTED,
    Plan,
    clauses_to_choose,
    diversities,
    facilitators_to_choose,
    themes_to_choose,
    topics_to_choose,
)


def spoken_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=gettext_lazy("Languages spoken"),
        choices=NARRATIVE_LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class AssessmentForm(ModelForm):
    spoken = spoken_field()

    class Meta:
        model = Assessment
        fields = (
            "title",
            "starts_on",
            "ends_on",
            "purpose",
            "language",
            "spoken",
            "populations",
            "places",
            "recordings_until",
        )
        widgets = {
            "populations": forms.CheckboxSelectMultiple,
            "places": forms.SelectMultiple(attrs={"size": 8}),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].label = _("First day")
        self.fields["ends_on"].label = _("Last day")
        self.fields["language"].label = _("Language of these texts")
        self.fields["purpose"].help_text = _("What do you want to understand, and with whom will you listen?")
        self.fields["spoken"].help_text = _("In which people are listened to.")
        self.fields["places"].queryset = inhabited()
        self.fields["places"].label_from_instance = place_label
        self.fields["places"].help_text = _("Hold Ctrl (or Command) to choose several.")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The end lies before the start."))
        return data


# What the plan fills in when it leads to the form of a new session.
PREFILLED = {"place", "sex", "age_group", "diversity"}


class SessionForm(ModelForm):
    class Meta:
        model = Session
        fields = (
            "kind",
            "place",
            "held_on",
            "sex",
            "age_group",
            "participants",
            "population",
            "diversity",
            "language",
            "team",
            "facilitators",
            "woman_facilitated",
            "code",
            "notes",
        )
        field_classes = {"place": PlaceField}
        widgets = {
            "kind": forms.RadioSelect,
            "sex": forms.RadioSelect,
            "age_group": forms.RadioSelect,
            "diversity": forms.CheckboxSelectMultiple,
            "facilitators": forms.CheckboxSelectMultiple,
            "notes": forms.Textarea(attrs={"rows": 14}),
        }

    def __init__(self, *args: Any, assessment: Assessment, asked: Any = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._offer(assessment)
        for name in ("kind", "sex", "age_group"):
            self.fields[name].choices = [each for each in self.fields[name].choices if each[0]]
        self.fields["code"].required = False
        self.fields["code"].help_text = _(
            "Your own short mark for this session. Left empty, it gets the next number."
        )
        self.fields["participants"].help_text = _(
            "Up to ten people speak freely; leaders do not stand in for others."
        )
        self.fields["woman_facilitated"].help_text = _(
            "At least one woman facilitates a group of women or girls."
        )
        self.fields["diversity"].help_text = _("Only what the people themselves say about their group.")
        for name in PREFILLED & (asked or {}).keys():
            self._prefill(name, asked)

    def _offer(self, assessment: Assessment) -> None:
        self.fields["place"].queryset = inhabited()
        self.fields["team"].queryset = assessment.teams.all()
        self.fields["facilitators"].queryset = facilitators_to_choose(assessment.programme)
        if not assessment.teams.exists():
            del self.fields["team"]

    def _prefill(self, name: str, asked: Any) -> None:
        """Take what the address asks for, when it is a choice this form offers."""
        field = self.fields[name]
        several = isinstance(field, forms.ModelMultipleChoiceField)
        try:
            found = field.clean(asked.getlist(name) if several else asked[name])
        except forms.ValidationError:
            return
        self.initial[name] = found


class TeamForm(ModelForm):
    spoken = spoken_field()

    class Meta:
        model = Team
        fields = ("name", "members", "spoken")
        widgets = {"members": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, assessment: Assessment, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = facilitators_to_choose(assessment.programme)
        self.fields["members"].help_text = _(
            "A facilitator and a note-taker at least; among them a woman where women and girls are heard."
        )


class QuestionForm(ModelForm):
    class Meta:
        model = GuideQuestion
        fields = ("theme_en", "text_en", "theme_az", "text_az", "theme_ru", "text_ru")
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("text_en", "text_az", "text_ru")}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
        self.fields["text_en"].help_text = _("Open: it can't be answered by yes or no, and promises nothing.")


class PlanForm(Form):
    """A number for every cell of the plan."""

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any):
        self.plan = plan
        super().__init__(*args, **kwargs)
        for cell in plan.cells:
            self.fields[cell.key.name] = forms.IntegerField(
                label=f"{cell.group}: {cell.place}",
                initial=cell.wanted,
                required=False,
                min_value=0,
                max_value=MOST_WANTED,
                widget=forms.NumberInput(attrs={"min": 0, "max": MOST_WANTED, "inputmode": "numeric"}),
            )

    def rows(self) -> Iterator[Any]:
        """Each row of the plan with its cells' fields."""
        for row in self.plan.rows:
            yield row, [(cell, self[cell.key.name]) for cell in row.cells]

    def clean(self) -> dict[str, Any]:
        """Adds `cells`: how many sessions each cell of the plan wants."""
        data = super().clean()
        data["cells"] = {cell.key: data.get(cell.key.name) or 0 for cell in self.plan.cells}
        return data


class SpreadForm(Form):
    diversity = forms.ModelMultipleChoiceField(
        PopulationGroup.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["diversity"].queryset = diversities()
        self.fields["diversity"].label = _("Diversity groups to listen to separately as well")
        self.fields["diversity"].help_text = _(
            "One session with women and one with men, 18–40, in each place."
        )


class ConsentForm(ModelForm):
    class Meta:
        model = Consent
        fields = (
            "scope",
            "guardian_consent",
            "child_assent",
            "manner",
            "language",
            "text_version",
            "taken_on",
        )
        widgets = {"scope": forms.RadioSelect, "manner": forms.RadioSelect}

    def __init__(self, *args: Any, session: Session, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.under_18 = session.age_group in UNDER_18
        for name in ("scope", "manner"):
            self.fields[name].choices = [each for each in self.fields[name].choices if each[0]]
        self.fields["scope"].help_text = _(
            "As far as the people said, no further. They can take it back at any time."
        )
        self.fields["guardian_consent"].help_text = _("Needed for everyone under 18.")
        self.fields["text_version"].help_text = _("Which text was read to them, for example “2009-1”.")
        self.fields["language"].label = _("Language in which it was explained")
        self.fields["child_assent"].help_text = _(
            "Asked in words that they understand, after their guardians."
        )
        self.fields["taken_on"].initial = timezone.localdate

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.under_18:
            given = {name: data.get(name) for name in ("guardian_consent", "child_assent")}
            for field, missing in missing_under_18(**given).items():
                self.add_error(field, missing)
        return data


class WithdrawalForm(ReasonForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("What did they say?")
        self.fields["reason"].help_text = _(
            "No names. It stays with the consent and is read by the keepers only."
        )


# --- clauses -------------------------------------------------------------------------------------


def labelled(clause: Clause) -> str:
    return f"{clause.code} {clause.title}"


class ByFramework(ModelChoiceIterator):
    """Clauses in groups, one a framework; what lies below another clause is set in."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        for framework, clauses in groupby(self.queryset, key=lambda clause: clause.framework):
            yield str(framework), [self.choice(clause) for clause in clauses]

    def choice(self, obj: Clause) -> Any:
        value, label = super().choice(obj)
        return value, f"– {label}" if obj.parent_id else label


class ClauseField(forms.ModelChoiceField):
    iterator = ByFramework

    def label_from_instance(self, obj: Clause) -> str:
        return labelled(obj)


class ClauseTree(forms.CheckboxSelectMultiple):
    """Frameworks that open, areas in them, a checkbox for every clause. Plain HTML."""

    template_name = "assessments/widgets/clauses.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        chosen = {str(each) for each in value or []}
        prefix = (attrs or {}).get("id", f"id_{name}")
        clauses = list(self.choices.queryset)
        frameworks = [
            _branch(framework, list(found), chosen, prefix)
            for framework, found in groupby(clauses, key=lambda clause: clause.framework)
        ]
        if len(frameworks) == 1:
            frameworks[0]["open"] = True
        return {"widget": {"name": name, "frameworks": frameworks}}


def _branch(framework: Any, clauses: list[Clause], chosen: set[str], prefix: str) -> dict[str, Any]:
    nodes = {
        clause.pk: {
            "value": clause.pk,
            "label": labelled(clause),
            "checked": str(clause.pk) in chosen,
            "id": f"{prefix}_{clause.pk}",
            "below": [],
        }
        for clause in clauses
    }
    tops = []
    for clause in clauses:
        above = nodes.get(clause.parent_id)
        (above["below"] if above else tops).append(nodes[clause.pk])
    count = sum(node["checked"] for node in nodes.values())
    return {"name": str(framework), "nodes": tops, "chosen": count, "open": count > 0}


class ClausesField(forms.ModelMultipleChoiceField):
    widget = ClauseTree


class StatementForm(ModelForm):
    class Meta:
        model = Statement
        fields = ("excerpt", "language", "people_rank", "clauses", "themes", "topics", "memo")
        field_classes = {"clauses": ClausesField}
        widgets = {
            "clauses": ClauseTree,
            "themes": forms.CheckboxSelectMultiple,
            "topics": forms.CheckboxSelectMultiple,
            "excerpt": forms.Textarea(attrs={"rows": 7}),
        }

    def __init__(self, *args: Any, programme: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["excerpt"].help_text = _(
            "Word for word, in the language in which it was said. No names, numbers or addresses."
        )
        self.fields["clauses"].queryset = clauses_to_choose(programme)
        self.fields["clauses"].help_text = _("What standards promise about this. Several can be marked.")
        self.fields["topics"].queryset = topics_to_choose(programme)
        self.fields["themes"].queryset = themes = themes_to_choose(programme, self.instance)
        if not themes.exists():
            del self.fields["themes"]
        self.fields["memo"].help_text = _("Your own thought about it, for the keepers only. No names.")
