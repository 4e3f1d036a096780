import django_filters
from django.utils.translation import gettext_lazy as _

from gapbridge.programmes.filters import ProgrammeFilter
from gapbridge.programmes.models import Topic

from .lifecycle import RESOURCE
from .models import Doubt, Resource


class ResourceFilter(ProgrammeFilter):
    """The office's list; readers search (share/finding)."""

    kind = django_filters.ChoiceFilter(choices=Resource.Kind.choices, label=_("Kind"))
    topics = django_filters.ModelChoiceFilter(queryset=lambda request: Topic.objects.all(), label=_("Topic"))
    state = django_filters.MultipleChoiceFilter(choices=RESOURCE.choices, label=_("State"))

    class Meta:
        model = Resource
        fields = ("kind", "topics", "state", "programme")


class DoubtFilter(django_filters.FilterSet):
    class Meta:
        model = Doubt
        fields = ("state",)
