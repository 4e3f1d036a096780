import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from .lifecycle import CHECK, HIT
from .models import Hit

STANDING = [("none", _("Not checked yet")), *CHECK.choices, ("over", _("Run out"))]


class FileFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Name"), method="by_name")
    check = django_filters.ChoiceFilter(label=_("Check"), choices=STANDING, method="by_check")
    expiring = django_filters.BooleanFilter(
        label=_("A document runs out within 30 days, or has"), method="by_expiry", widget=forms.CheckboxInput
    )

    def by_name(self, rows, name, value):
        return rows.filter(organisation__name__icontains=value) | rows.filter(
            organisation__short_name__icontains=value
        )

    def by_check(self, rows, name, value):
        return rows.filter(standing=value)

    def by_expiry(self, rows, name, value):
        return rows.filter(expiring__gt=0) if value else rows


class HitFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=HIT.choices)

    class Meta:
        model = Hit
        fields = ["state", "subject"]
