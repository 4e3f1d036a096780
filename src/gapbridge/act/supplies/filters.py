import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from gapbridge.programmes.filters import ProgrammeFilter
from gapbridge.programmes.models import Place

from .lifecycle import HANDOVER
from .models import Facility, Handover


class FacilityFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(label=_("Words"), method="with_words")
    place = django_filters.ModelChoiceFilter(
        queryset=Place.objects.filter(pk__in=Facility.objects.values("place")), label=_("Place")
    )

    class Meta:
        model = Facility
        fields = ["text", "place"]

    def with_words(self, queryset: QuerySet, name: str, text: str) -> QuerySet:
        for word in text.split()[:10]:
            queryset = queryset.filter(Q(name__icontains=word) | Q(run_by__name__icontains=word))
        return queryset


class HandoverFilter(ProgrammeFilter):
    programme_path = "procurement__intervention__programme"
    state = django_filters.ChoiceFilter(choices=HANDOVER.choices, label=_("State"))
    facility = django_filters.ModelChoiceFilter(
        queryset=lambda request: Facility.objects.visible_to(request.user), label=_("Facility")
    )

    class Meta:
        model = Handover
        fields = ["programme", "state", "facility"]
