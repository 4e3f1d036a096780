from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.base.forms import ModelForm, ReasonForm
from gapbridge.listen.places import PlaceField, inhabited, place_label
from gapbridge.programmes.models import Clause, Programme

from .childhood import missing_under_18
from .models import UNDER_18, Assessment, Consent, Session, Statement
from .queries import clauses_to_choose, facilitators_to_choose, topics_to_choose


class AssessmentForm(ModelForm):
    class Meta:
        model = Assessment
        fields = ("title", "starts_on", "ends_on", "purpose", "language", "populations", "places")
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
        self.fields["places"].queryset = inhabited()
        self.fields["places"].label_from_instance = place_label
        self.fields["places"].help_text = _("Hold Ctrl (or Command) to choose several.")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The end lies before the start."))
        return data


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

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("kind", "sex", "age_group"):
            self.fields[name].choices = [each for each in self.fields[name].choices if each[0]]
        self.fields["place"].queryset = inhabited()
        self.fields["facilitators"].queryset = facilitators_to_choose(programme)
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
        fields = ("excerpt", "language", "people_rank", "clauses", "topics")
        field_classes = {"clauses": ClausesField}
        widgets = {
            "clauses": ClauseTree,
            "topics": forms.CheckboxSelectMultiple,
            "excerpt": forms.Textarea(attrs={"rows": 7}),
        }

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["excerpt"].help_text = _(
            "Word for word, in the language in which it was said. No names, numbers or addresses."
        )
        self.fields["clauses"].queryset = clauses_to_choose(programme)
        self.fields["clauses"].help_text = _("What standards promise about this. Several can be marked.")
        self.fields["topics"].queryset = topics_to_choose(programme)
