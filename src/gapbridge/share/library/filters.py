import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gapbridge.programmes.filters import ProgrammeFilter
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, Topic

from .models import Resource


class ResourceFilter(ProgrammeFilter):
    text = django_filters.CharFilter(label=_("Words"), method="by_text")
    kind = django_filters.ChoiceFilter(choices=Resource.Kind.choices, label=_("Kind"))
    topics = django_filters.ModelChoiceFilter(queryset=lambda request: Topic.objects.all(), label=_("Topic"))
    language = django_filters.ChoiceFilter(choices=NARRATIVE_LANGUAGES, label=_("Language"))

    class Meta:
        model = Resource
        fields = ["text", "kind", "topics", "language", "programme"]

    def by_text(self, queryset, name, value):
        return queryset.filter(
            Q(title__icontains=value) | Q(summary__icontains=value) | Q(text__icontains=value)
        )
