import django_filters
from django.utils.translation import gettext_lazy as _

from .models import Asking


class AskingFilter(django_filters.FilterSet):
    found = django_filters.ChoiceFilter(
        choices=[("no", _("Nothing was found")), ("unopened", _("Found, nothing opened"))],
        label=_("With what result"),
        method="by_result",
    )

    class Meta:
        model = Asking
        fields = ("language", "found")

    def by_result(self, queryset, name, value):
        if value == "no":
            return queryset.filter(found=0)
        return queryset.filter(found__gt=0, opened=0)
