"""Filters of the lists about evaluators and what they score."""

from typing import Any

import django_filters
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gapbridge.act.applications.models import Application
from gapbridge.act.calls.models import Lot

from .lifecycle import ASSIGNMENT
from .models import Assignment

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


class BoardFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(label=_("Text"), method="with_text")
    lot = django_filters.ModelChoiceFilter(label=_("Lot"), queryset=lots_of)
    progress = django_filters.ChoiceFilter(label=_("Progress"), choices=PROGRESS, method="with_progress")

    class Meta:
        model = Application
        fields = ("text", "lot", "progress")

    def with_text(self, queryset: Any, _name: str, value: str) -> Any:
        found = (
            Q(title__icontains=value) | Q(number__icontains=value) | Q(organisation__name__icontains=value)
        )
        return queryset.filter(found)

    def with_progress(self, queryset: Any, _name: str, value: str) -> Any:
        if value == "short":
            return queryset.filter(given__lt=F("call__procedure__evaluators_each"))
        return queryset.filter(CONDITIONS[value])


class MineFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=[each for each in ASSIGNMENT.choices if each[0] in {"given", "scored"}]
    )

    class Meta:
        model = Assignment
        fields = ("state",)
