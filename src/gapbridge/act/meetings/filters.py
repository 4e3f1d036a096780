import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from gapbridge.people.models import Organisation
from gapbridge.programmes.filters import ProgrammeFilter
from gapbridge.programmes.models import Topic

from .models import FollowUp, FollowUpQuerySet, Lesson


def _with_words(queryset: QuerySet, text: str, *fields: str) -> QuerySet:
    for word in text.split()[:10]:
        condition = Q()
        for field in fields:
            condition |= Q(**{f"{field}__icontains": word})
        queryset = queryset.filter(condition)
    return queryset


class LessonFilter(ProgrammeFilter):
    programme_path = "meeting__intervention__programme"
    text = django_filters.CharFilter(label=_("Words"), method="with_words")
    topic = django_filters.ModelChoiceFilter(queryset=Topic.objects.all(), label=_("Topic"))

    class Meta:
        model = Lesson
        fields = ["text", "programme", "topic"]

    def with_words(self, queryset: QuerySet, name: str, text: str) -> QuerySet:
        return _with_words(queryset, text, "text", "meeting__intervention__title")


class FollowUpFilter(ProgrammeFilter):
    programme_path = "meeting__intervention__programme"
    text = django_filters.CharFilter(label=_("Words"), method="with_words")
    owner = django_filters.ModelChoiceFilter(
        queryset=Organisation.objects.filter(follow_ups__isnull=False).distinct(), label=_("Who does it")
    )
    done = django_filters.BooleanFilter(label=_("Done"), method="is_done")
    overdue = django_filters.BooleanFilter(label=_("Overdue"), method="is_overdue")

    class Meta:
        model = FollowUp
        fields = ["text", "programme", "owner", "done", "overdue"]

    def with_words(self, queryset: QuerySet, name: str, text: str) -> QuerySet:
        return _with_words(queryset, text, "text", "meeting__intervention__title")

    def is_done(self, queryset: QuerySet, name: str, wanted: bool) -> QuerySet:
        return queryset.filter(done_on__isnull=not wanted)

    def is_overdue(self, queryset: FollowUpQuerySet, name: str, wanted: bool) -> QuerySet:
        late = queryset.overdue()
        return late if wanted else queryset.exclude(pk__in=late.values("pk"))
