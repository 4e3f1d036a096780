import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gapbridge.listen.assessments.filters import StatementFilter
from gapbridge.listen.assessments.models import Statement, Theme
from gapbridge.programmes.filters import ProgrammeFilter
from gapbridge.programmes.models import Clause, Place, PopulationGroup, Topic

from .lifecycle import GAP
from .models import Gap


def _seen(request):
    return Gap.objects.visible_to(request.user).values("pk") if request else []


def clauses_of_reader(request):
    return Clause.objects.filter(gaps__in=_seen(request)).order_by("framework", "position").distinct()


def populations_of_reader(request):
    return PopulationGroup.objects.filter(gaps__in=_seen(request)).distinct()


def places_of_reader(request):
    return Place.objects.filter(gaps__in=_seen(request)).distinct()


class GapFilter(ProgrammeFilter):
    text = django_filters.CharFilter(label=_("Text"), method="with_text")
    state = django_filters.ChoiceFilter(label=_("State"), choices=GAP.choices)
    severity = django_filters.ChoiceFilter(label=_("Severity"), choices=Gap.Severity.choices)
    clause = django_filters.ModelChoiceFilter(
        label=_("Clause"), queryset=clauses_of_reader, field_name="clauses"
    )
    population = django_filters.ModelChoiceFilter(
        label=_("Population group"), queryset=populations_of_reader, field_name="populations"
    )
    place = django_filters.ModelChoiceFilter(label=_("Place"), queryset=places_of_reader, field_name="places")

    class Meta:
        model = Gap
        fields = ("text", "programme", "state", "severity", "clause", "population", "place")

    def with_text(self, queryset, name, value):
        return queryset.filter(
            Q(code__iexact=value)
            | Q(title__icontains=value)
            | Q(statement__icontains=value)
            | Q(remedy__icontains=value)
        )


class VoiceFilter(django_filters.FilterSet):
    """Narrows the statements that could become evidence."""

    text = django_filters.CharFilter(label=_("Words"), field_name="excerpt", lookup_expr="icontains")
    clause = django_filters.ModelChoiceFilter(
        label=_("Clause"),
        field_name="clauses",
        queryset=lambda request: (
            Clause.objects.exclude(statements=None).order_by("framework", "position").distinct()
        ),
    )
    topic = django_filters.ModelChoiceFilter(
        label=_("Theme"), queryset=Topic.objects.all(), field_name="topics"
    )

    class Meta:
        model = Statement
        fields = ("text", "clause", "topic")


class ProposalFilter(StatementFilter):
    """The voices list's own filters, and two more: a filtered list carries over as it is."""

    theme = django_filters.ModelChoiceFilter(
        label=_("Theme"),
        queryset=lambda request: Theme.objects.visible_to(request.user) if request else Theme.objects.none(),
        method="under_theme",
    )
    diversity = django_filters.ModelChoiceFilter(
        label=_("Diversity"),
        queryset=PopulationGroup.objects.filter(kind=PopulationGroup.Kind.DIVERSITY),
        field_name="session__diversity",
    )

    def under_theme(self, queryset, name, value):
        """Marked with the theme or with one below it."""
        below = value.descendants(include_self=True)
        themes = list(below.values_list("pk", flat=True))
        return queryset.filter(pk__in=Statement.objects.filter(themes__in=themes).order_by().values("pk"))
