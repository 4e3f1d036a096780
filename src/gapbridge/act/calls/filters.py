import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gapbridge.people.models import Organisation
from gapbridge.programmes.filters import ProgrammeFilter
from gapbridge.programmes.models import Place, Topic

from .models import Call, EligibilityRule

WHEN = (("open", _("Open now")), ("coming", _("Opens later")), ("closed", _("Closed")))


class CallFilter(ProgrammeFilter):
    """Everything a person with a phone asks: about what, where, for whom, still open, how much."""

    programme_path = "intervention__programme"
    text = django_filters.CharFilter(label=_("Words"), method="with_words")
    when = django_filters.ChoiceFilter(choices=WHEN, label=_("Deadline"), method="at_a_time")
    theme = django_filters.ModelChoiceFilter(
        queryset=Topic.objects.filter(lots__isnull=False).distinct(), label=_("Theme"), method="on_theme"
    )
    place = django_filters.ModelChoiceFilter(
        queryset=Place.objects.filter(interventions__call__isnull=False).distinct(),
        label=_("Place"),
        field_name="intervention__places",
    )
    kind = django_filters.ChoiceFilter(
        choices=Organisation.Kind.choices, label=_("Open to"), method="open_to"
    )
    amount = django_filters.NumberFilter(label=_("A grant of this size"), method="of_size", min_value=0)

    class Meta:
        model = Call
        fields = ["text", "when", "theme", "place", "kind", "amount", "programme"]

    def with_words(self, queryset: QuerySet, name: str, text: str) -> QuerySet:
        for word in text.split()[:10]:
            queryset = queryset.filter(Q(intervention__title__icontains=word) | Q(guidelines__icontains=word))
        return queryset

    def at_a_time(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        now = timezone.now()
        if value == "open":
            return queryset.filter(past=0)
        if value == "coming":
            return queryset.filter(state="open", opens_at__gt=now)
        return queryset.exclude(state="draft").exclude(state="open", closes_at__gt=now)

    def on_theme(self, queryset: QuerySet, name: str, theme: Topic) -> QuerySet:
        return queryset.filter(pk__in=theme.lots.values("call"))

    def open_to(self, queryset: QuerySet, name: str, kind: str) -> QuerySet:
        """Without those whose rule names other kinds only. The few rules are compared here: JSON is asked differently
        on each database."""
        rules = EligibilityRule.objects.filter(kind=EligibilityRule.Kind.ORGANISATION_KIND)
        shut = [call for call, kinds in rules.values_list("call", "value") if kind not in kinds]
        return queryset.exclude(pk__in=shut)

    def of_size(self, queryset: QuerySet, name: str, amount: object) -> QuerySet:
        fitting = Call.objects.filter(lots__smallest__lte=amount, lots__largest__gte=amount)
        return queryset.filter(pk__in=fitting.values("pk"))
