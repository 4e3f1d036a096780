import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gapbridge.base import search
from gapbridge.listen.places import place_label
from gapbridge.programmes.filters import ProgrammeFilter
from gapbridge.programmes.models import Clause, Place, PopulationGroup, Topic
from gapbridge.programmes.standing import standing

from .forms import ClauseField
from .lifecycle import ASSESSMENT
from .models import KEEPERS, AgeGroup, Assessment, Session, Sex, Statement, Theme
from .queries import SMALLEST_CELL

MOST_FOUND = 1000


class AssessmentFilter(ProgrammeFilter):
    state = django_filters.ChoiceFilter(choices=ASSESSMENT.choices, label=_("State"))

    class Meta:
        model = Assessment
        fields = ("programme", "state")


def assessments_of_reader(request):
    return Assessment.objects.visible_to(request.user) if request else Assessment.objects.none()


def places_of_reader(request):
    """Where visible sessions took place, and the districts around them."""
    if request is None:
        return Place.objects.none()
    sessions = Session.objects.visible_to(request.user).order_by()
    heard_in = Q(pk__in=sessions.values("place_id")) | Q(pk__in=sessions.values("place__district_id"))
    return Place.objects.filter(heard_in).select_related("district")


def themes_of_reader(request):
    return Theme.objects.visible_to(request.user) if request else Theme.objects.none()


class PlaceFilterField(django_filters.fields.ModelChoiceField):
    def label_from_instance(self, obj):
        return place_label(obj)


class PlaceFilter(django_filters.ModelChoiceFilter):
    field_class = PlaceFilterField


class ClauseFilterField(ClauseField):
    def __init__(self, *args, **kwargs):
        for name in ("null_label", "null_value"):
            kwargs.pop(name, None)
        super().__init__(*args, **kwargs)


class ClauseFilter(django_filters.ModelChoiceFilter):
    field_class = ClauseFilterField


class StatementFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(label=_("Words"), method="with_words")
    clause = ClauseFilter(
        queryset=Clause.objects.select_related("framework").order_by(
            "framework__kind", "framework_id", "position"
        ),
        label=_("Clause"),
        method="under_clause",
    )
    topic = django_filters.ModelChoiceFilter(
        queryset=Topic.objects.all(), label=_("Topic"), method="on_topic"
    )
    theme = django_filters.ModelChoiceFilter(queryset=themes_of_reader, label=_("Theme"), method="with_theme")
    sex = django_filters.ChoiceFilter(choices=Sex.choices, field_name="session__sex", label=_("Sex"))
    age_group = django_filters.ChoiceFilter(
        choices=AgeGroup.choices, field_name="session__age_group", label=_("Age group")
    )
    diversity = django_filters.ModelChoiceFilter(
        queryset=PopulationGroup.objects.filter(kind=PopulationGroup.Kind.DIVERSITY),
        label=_("Diversity"),
        method="of_diversity",
    )
    place = PlaceFilter(queryset=places_of_reader, label=_("Place"), method="in_place")
    assessment = django_filters.ModelChoiceFilter(
        queryset=assessments_of_reader, label=_("Assessment"), field_name="session__assessment"
    )

    def with_words(self, queryset, name, value):
        found = search.find(value, self.request.user, kind="assessments.statement", limit=MOST_FOUND)
        return queryset.filter(pk__in=[hit.object.pk for hit in found.hits])

    def under_clause(self, queryset, name, value):
        """Marked with the clause or with one below it (frameworks have two or three levels)."""
        below = Q(pk=value.pk) | Q(parent=value.pk) | Q(parent__parent=value.pk)
        return queryset.filter(pk__in=Clause.objects.filter(below).order_by().values("statements__pk"))

    def on_topic(self, queryset, name, value):
        return queryset.filter(pk__in=value.statements.order_by().values("pk"))

    def with_theme(self, queryset, name, value):
        """Marked with the theme or with one below it."""
        below = [theme.pk for theme in value.descendants(include_self=True)]
        marked = Statement.themes.through.objects.filter(theme__in=below)
        return queryset.filter(pk__in=marked.values("statement_id"))

    def of_diversity(self, queryset, name, value):
        """What sets a few people apart is told to keepers only, hence found by them only."""
        groups = Session.diversity.through.objects.filter(populationgroup=value)
        told = Q(session__participants__gte=SMALLEST_CELL) | Q(
            session__assessment__programme__in=standing(self.request.user).programmes_with(*KEEPERS)
        )
        return queryset.filter(told, session__in=groups.values("session_id"))

    def in_place(self, queryset, name, value):
        return queryset.filter(Q(session__place=value.pk) | Q(session__place__district=value.pk))
