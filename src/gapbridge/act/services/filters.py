import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gapbridge.programmes.axes import AgeBand, Disability, Sex, Status
from gapbridge.programmes.filters import ProgrammeFilter
from gapbridge.programmes.models import Place

from .models import Person, Record


class RecordFilter(django_filters.FilterSet):
    code = django_filters.CharFilter(
        field_name="person__code", lookup_expr="istartswith", label=_("Person code")
    )
    sex = django_filters.ChoiceFilter(field_name="person__sex", choices=Sex.choices, label=_("Sex"))
    age = django_filters.ChoiceFilter(field_name="person__age_band", choices=AgeBand.choices, label=_("Age"))
    disability = django_filters.ChoiceFilter(
        field_name="person__disability", choices=Disability.choices, label=_("Disability")
    )
    status = django_filters.ChoiceFilter(
        field_name="person__status", choices=Status.choices, label=_("Displacement status")
    )
    place = django_filters.ModelChoiceFilter(
        queryset=Place.objects.exclude(kind="country"), label=_("Place"), method="at_place"
    )

    class Meta:
        model = Record
        fields = ["code", "sex", "age", "disability", "status", "place"]

    def at_place(self, queryset: QuerySet, name: str, place: Place) -> QuerySet:
        return queryset.filter(
            place__in=Place.objects.filter(pk=place.pk) | Place.objects.filter(district=place)
        )


class PersonFilter(ProgrammeFilter):
    code = django_filters.CharFilter(lookup_expr="istartswith", label=_("Person code"))
    sex = django_filters.ChoiceFilter(choices=Sex.choices, label=_("Sex"))
    age_band = django_filters.ChoiceFilter(choices=AgeBand.choices, label=_("Age"))
    status = django_filters.ChoiceFilter(choices=Status.choices, label=_("Displacement status"))

    class Meta:
        model = Person
        fields = ["code", "programme", "sex", "age_band", "status"]
