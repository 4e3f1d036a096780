from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gapbridge.act.calls.models import Call
from gapbridge.programmes.filters import ProgrammeFilter
from gapbridge.programmes.models import Topic

from .lifecycle import GRANT
from .models import Change, Expense, Finding, Grant, Instalment, Payment, Report
from .queries.due import standing_payments
from .queries.lists import late_reports

WAITS = [
    ("report", _("A report to be checked")),
    ("change", _("A change to be decided")),
    ("payment", _("An instalment to be paid")),
    ("confirmation", _("A payment to be confirmed")),
    ("finding", _("A finding to be closed")),
    ("late", _("A report is late")),
]


def calls_of_reader(request: Any) -> QuerySet[Call]:
    if request is None:
        return Call.objects.none()
    return Call.objects.visible_to(request.user).select_related("intervention").order_by("-opens_at")


class GrantFilter(ProgrammeFilter):
    programme_path = "application__call__intervention__programme"
    call = django_filters.ModelChoiceFilter(
        queryset=calls_of_reader, field_name="application__call", label=_("Call")
    )
    text = django_filters.CharFilter(label=_("Words"), method="with_words")
    state = django_filters.ChoiceFilter(choices=GRANT.choices, label=_("State"))
    signed = django_filters.BooleanFilter(
        field_name="signed_on", lookup_expr="isnull", exclude=True, label=_("Agreement signed")
    )
    theme = django_filters.ModelChoiceFilter(
        queryset=Topic.objects.filter(lots__isnull=False).distinct(),
        label=_("Theme"),
        field_name="application__lot__theme",
    )
    waits = django_filters.ChoiceFilter(choices=WAITS, label=_("Waits for"), method="that_wait")

    class Meta:
        model = Grant
        fields = ["text", "programme", "call", "state", "signed", "theme", "waits"]

    def with_words(self, queryset: QuerySet, name: str, text: str) -> QuerySet:
        """A name that is withheld from the reader is not found either."""
        for word in text.split()[:10]:
            named = Q(organisation_shown__icontains=word)
            queryset = queryset.filter(Q(title_shown__icontains=word) | named)
        return queryset

    def that_wait(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Only of grants that the reader sees inside: what goes on there is no one else's."""
        inside = queryset.filter(is_inside=True)
        if value == "late":
            return inside.filter(late_reports())
        return inside.filter(Exists(_waiting(value)))


def _waiting(value: str) -> QuerySet:
    if value == "report":
        return Report.objects.filter(grant=OuterRef("pk"), state="submitted")
    if value == "change":
        return Change.objects.filter(grant=OuterRef("pk"), state="asked")
    if value == "payment":
        ready = Q(requires=None) | Q(requires__state="approved")
        return Instalment.objects.filter(
            ready, ~Exists(standing_payments()), grant=OuterRef("pk"), due_on__lte=timezone.localdate()
        )
    if value == "confirmation":
        return Payment.objects.filter(grant=OuterRef("pk"), state="recorded")
    return Finding.objects.filter(visit__grant=OuterRef("pk"), closed_at=None, answered_at__isnull=False)


class ExpenseFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(label=_("Words"), method="with_words")
    sampled = django_filters.BooleanFilter(field_name="is_sampled", label=_("In the sample"))
    verdict = django_filters.ChoiceFilter(
        choices=[*Expense.Verdict.choices, ("none", _("Without a verdict"))],
        label=_("Verdict"),
        method="with_verdict",
    )
    heading = django_filters.CharFilter(label=_("Budget heading"))

    class Meta:
        model = Expense
        fields = ["text", "sampled", "verdict", "heading"]

    def with_words(self, queryset: QuerySet, name: str, text: str) -> QuerySet:
        for word in text.split()[:10]:
            queryset = queryset.filter(
                Q(supplier__icontains=word) | Q(number__icontains=word) | Q(text__icontains=word)
            )
        return queryset

    def with_verdict(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(verdict="" if value == "none" else value)
