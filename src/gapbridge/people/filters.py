import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .models import Organisation


class OrganisationFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(label=_("Name"), method="by_text")
    kind = django_filters.ChoiceFilter(choices=Organisation.Kind.choices, label=_("Kind"))

    class Meta:
        model = Organisation
        fields = ["text", "kind"]

    def by_text(self, queryset, name, value):
        matches = Q(short_name__icontains=value)
        for language in ("en", "az", "ru"):
            matches |= Q(**{f"name_{language}__icontains": value})
        return queryset.filter(matches)
