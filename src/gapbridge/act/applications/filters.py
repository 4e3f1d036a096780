import django_filters
from django.utils.translation import gettext_lazy as _

from .lifecycle import APPLICATION
from .models import Application


class ApplicationFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=APPLICATION.choices)

    class Meta:
        model = Application
        fields = ("state",)
