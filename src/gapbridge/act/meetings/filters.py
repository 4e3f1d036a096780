from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gapbridge.act.interventions.models import Intervention
from gapbridge.base import search
from gapbridge.people.models import Organisation
from gapbridge.programmes.filters import ProgrammeFilter
from gapbridge.programmes.models import Programme, Topic

from .lifecycle import FOLLOW_UP
from .models import FollowUp, FollowUpQuerySet, Lesson, PartQuerySet
from .queries import countries_of, years_of

MOST_FOUND = 2_000  # a word that stands in more is no question
KINDS = [
    (kind.value, kind.label)
    for kind in (Intervention.Kind.ROUND_TABLE, Intervention.Kind.BILATERAL, Intervention.Kind.STUDY_TOUR)
]


class OfMeetings(ProgrammeFilter):
    """By the meeting that a thing hangs from: its programmes, country, year and kind; and by the thing's topic."""

    topic = django_filters.ModelChoiceFilter(
        queryset=Topic.objects.all(), label=_("Topic"), null_label=_("No topic is named")
    )
    country = django_filters.ChoiceFilter(label=_("Country"), method="in_country")
    year = django_filters.ChoiceFilter(label=_("Year of the meeting"), method="in_year")
    held_as = django_filters.ChoiceFilter(
        choices=KINDS, label=_("Kind of meeting"), field_name="meeting__intervention__kind"
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        user = self.request.user
        self.filters["country"].extra["choices"] = countries_of(user)
        self.filters["year"].extra["choices"] = [(str(year), str(year)) for year in years_of(user)]

    def of_programme(self, queryset: PartQuerySet, name: str, value: Programme) -> PartQuerySet:
        return queryset.of_programme(value)

    def in_country(self, queryset: PartQuerySet, name: str, value: str) -> PartQuerySet:
        return queryset.in_country(value)

    def in_year(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(meeting__intervention__starts_on__year=int(value))

    def with_words(self, queryset: QuerySet, name: str, text: str) -> QuerySet:
        kind = queryset.model._meta.label_lower
        found = search.find(text, self.request.user, kind=kind, limit=MOST_FOUND)
        return queryset.filter(pk__in=[hit.object.pk for hit in found.hits])


class LessonFilter(OfMeetings):
    text = django_filters.CharFilter(label=_("Words"), method="with_words")
    taken_up = django_filters.BooleanFilter(label=_("Taken up"), method="is_taken_up")

    class Meta:
        model = Lesson
        fields = ["text", "topic", "country", "programme", "year", "held_as", "taken_up"]

    def is_taken_up(self, queryset: QuerySet, name: str, wanted: bool) -> QuerySet:
        return queryset.filter(taken_up_in__isnull=not wanted)


def owners(request: Any) -> QuerySet[Organisation]:
    return Organisation.objects.filter(follow_ups__in=_seen(request).values("pk")).distinct()


def askers(request: Any) -> QuerySet[Organisation]:
    return Organisation.objects.filter(requests_made__in=_seen(request).values("pk")).distinct()


def _seen(request: Any) -> QuerySet[FollowUp]:
    return FollowUp.objects.visible_to(request.user).order_by() if request else FollowUp.objects.none()


class FollowUpFilter(OfMeetings):
    text = django_filters.CharFilter(label=_("Words"), method="with_words")
    kind = django_filters.ChoiceFilter(choices=FollowUp.Kind.choices, label=_("Kind"))
    promised = django_filters.BooleanFilter(label=_("Commitments and tasks"), method="is_promised")
    state = django_filters.ChoiceFilter(choices=FOLLOW_UP.choices, label=_("State"))
    given_up = django_filters.BooleanFilter(label=_("Declined or dropped"), method="is_given_up")
    owner = django_filters.ModelChoiceFilter(queryset=owners, label=_("Who does it"))
    asked_by = django_filters.ModelChoiceFilter(queryset=askers, label=_("Asked for by"))
    overdue = django_filters.BooleanFilter(label=_("Overdue"), method="is_overdue")

    class Meta:
        model = FollowUp
        fields = [
            "text", "kind", "state", "owner", "asked_by", "topic", "country", "programme", "year", "held_as",
            "overdue", "promised", "given_up",
        ]  # fmt: skip

    def is_promised(self, queryset: QuerySet, name: str, wanted: bool) -> QuerySet:
        return queryset.exclude(kind="request") if wanted else queryset.filter(kind="request")

    def is_given_up(self, queryset: QuerySet, name: str, wanted: bool) -> QuerySet:
        over = ("declined", "dropped")
        return queryset.filter(state__in=over) if wanted else queryset.exclude(state__in=over)

    def is_overdue(self, queryset: FollowUpQuerySet, name: str, wanted: bool) -> QuerySet:
        late = queryset.overdue()
        return late if wanted else queryset.exclude(pk__in=late.order_by().values("pk"))


class BroughtLessons(OfMeetings):
    """What the page of all that meetings brought is narrowed by."""

    class Meta:
        model = Lesson
        fields = ["country", "programme", "year", "held_as"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        del self.filters["topic"]


class BroughtFollowUps(BroughtLessons):
    class Meta:
        model = FollowUp
        fields = ["country", "programme", "year", "held_as"]
