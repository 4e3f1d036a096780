import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from gapbridge.programmes.filters import ProgrammeFilter
from gapbridge.programmes.models import Place, Programme, Topic

from .lifecycle import INTERVENTION
from .models import Intervention, InterventionQuerySet


def places_with_some(request: HttpRequest | None) -> QuerySet[Place]:
    """Where something is done, and the districts around it."""
    there = Place.objects.filter(interventions__isnull=False)
    return Place.objects.filter(Q(pk__in=there.values("pk")) | Q(pk__in=there.values("district")))


class InterventionFilter(ProgrammeFilter):
    kind = django_filters.ChoiceFilter(choices=Intervention.Kind.choices, label=_("Kind"))
    state = django_filters.ChoiceFilter(choices=INTERVENTION.choices, label=_("State"))
    place = django_filters.ModelChoiceFilter(queryset=places_with_some, label=_("Place"), method="at_place")
    topic = django_filters.ModelChoiceFilter(
        queryset=Topic.objects.filter(interventions__isnull=False).distinct(),
        label=_("Topic"),
        method="on_topic",
    )
    text = django_filters.CharFilter(label=_("Words"), method="with_words")
    late = django_filters.BooleanFilter(label=_("Past its last day and not completed"), method="only_late")

    class Meta:
        model = Intervention
        fields = ["text", "programme", "kind", "state", "place", "topic", "late"]

    def of_programme(
        self, queryset: InterventionQuerySet, name: str, value: Programme
    ) -> InterventionQuerySet:
        return queryset.of_programme(value)

    def at_place(self, queryset: QuerySet, name: str, place: Place) -> QuerySet:
        there = Place.objects.filter(Q(pk=place.pk) | Q(district=place) | Q(parent=place)).values("pk")
        return queryset.filter(
            pk__in=Intervention.places.through.objects.filter(place__in=there).values("intervention")
        )

    def on_topic(self, queryset: QuerySet, name: str, topic: Topic) -> QuerySet:
        return queryset.filter(pk__in=topic.interventions.values("pk"))

    def with_words(self, queryset: QuerySet, name: str, text: str) -> QuerySet:
        for word in text.split()[:10]:
            queryset = queryset.filter(
                Q(code__icontains=word) | Q(title__icontains=word) | Q(summary__icontains=word)
            )
        return queryset

    def only_late(self, queryset: InterventionQuerySet, name: str, wanted: bool) -> QuerySet:
        return queryset.late() if wanted else queryset
