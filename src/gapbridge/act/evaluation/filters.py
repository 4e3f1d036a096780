"""Filters of the lists about evaluators and what they score."""

from typing import Any

import django_filters
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gapbridge.act.applications.lifecycle import APPLICATION
from gapbridge.act.applications.models import Application
from gapbridge.act.calls.models import Lot
from gapbridge.act.procedures.models import Step
from gapbridge.people.models import Organisation
from gapbridge.programmes.models import Place

from .lifecycle import ASSIGNMENT
from .models import Assignment, StepResult

PROGRESS = (
    ("short", _("Too few evaluators")),
    ("waiting", _("Waits for scores")),
    ("third", _("Needs a third evaluator")),
    ("done", _("Scored")),
)
CONDITIONS = {
    "waiting": Q(scored__lt=F("given")),
    "third": Q(needs_third=True),
    "done": Q(given__gt=0, scored=F("given"), needs_third=False),
}


def lots_of(request: Any) -> Any:
    match = getattr(request, "resolver_match", None)
    steps = {"call__steps": match.kwargs.get("pk")} if match else {"pk__in": []}
    return Lot.objects.filter(**steps).order_by("number")


class ByText(django_filters.FilterSet):
    """Applications found by their title, their number or who applied."""

    text = django_filters.CharFilter(label=_("Text"), method="with_text")

    def with_text(self, queryset: Any, _name: str, value: str) -> Any:
        return queryset.filter(
            Q(title__icontains=value) | Q(number__icontains=value) | Q(organisation__name__icontains=value)
        )


class BoardFilter(ByText):
    lot = django_filters.ModelChoiceFilter(label=_("Lot"), queryset=lots_of)
    progress = django_filters.ChoiceFilter(label=_("Progress"), choices=PROGRESS, method="with_progress")

    class Meta:
        model = Application
        fields = ("text", "lot", "progress")

    def with_progress(self, queryset: Any, _name: str, value: str) -> Any:
        if value == "short":
            return queryset.filter(given__lt=F("call__procedure__evaluators_each"))
        return queryset.filter(CONDITIONS[value])


def lots_of_call(request: Any) -> Any:
    match = getattr(request, "resolver_match", None)
    return Lot.objects.filter(call=match.kwargs.get("pk") if match else None).order_by("number")


class FilesFilter(ByText):
    """What was sent to a call; the funnel (act/grants/queries/overview.py) links to it."""

    lot = django_filters.ModelChoiceFilter(label=_("Lot"), queryset=lots_of_call)
    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=APPLICATION.choices)
    place = django_filters.ModelChoiceFilter(
        label=_("Place"), field_name="places", queryset=Place.objects.exclude(kind="settlement")
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind of organisation"), field_name="organisation__kind", choices=Organisation.Kind.choices
    )
    passed = django_filters.ChoiceFilter(label=_("Passed"), choices=Step.Kind.choices, method="that_passed")

    class Meta:
        model = Application
        fields = ("text", "lot", "state", "place", "kind", "passed")

    def that_passed(self, queryset: Any, _name: str, value: str) -> Any:
        passed = StepResult.objects.filter(
            call_step__step__kind=value, outcome="passed", replaced_at=None
        ).values("application_id")
        return queryset.filter(pk__in=passed)


class MineFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=[each for each in ASSIGNMENT.choices if each[0] in {"given", "scored"}]
    )

    class Meta:
        model = Assignment
        fields = ("state",)
