"""Filters that lists of every stage share."""

import django_filters
from django.utils.translation import gettext_lazy as _

from .models import Programme


def programmes_of_reader(request):
    return Programme.objects.visible_to(request.user) if request else Programme.objects.none()


class ProgrammeFilter(django_filters.FilterSet):
    """A list's filters, the programme first. `programme_path` leads from a row to its programme."""

    programme_path = "programme"
    programme = django_filters.ModelChoiceFilter(
        queryset=programmes_of_reader, label=_("Programme"), method="of_programme"
    )

    def of_programme(self, queryset, name, value):
        return queryset.filter(**{self.programme_path: value})
