"""Grants in lists and panels, with what their reader may know."""

from typing import Any

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.utils import timezone

from gapbridge.act.grants.models import Expense, Grant, LedgerEntry, Payment, Report, inside_of, staffed_by
from gapbridge.base.sockets import Panel
from gapbridge.people.models import Organisation

from .doubles import Double
from .money import support_of


def with_names(grants: QuerySet[Grant], user: Any) -> QuerySet[Grant]:
    """Each with `is_inside`, `named` (whether the reader may know the grantee's name), and what to show and to sort
    by: `organisation_shown` (None where it is withheld) and `title_shown`, which is then the lot's."""
    inside = inside_of(user)
    named = Q(name_withheld=False) | inside
    yes, no = Value(True), Value(False)
    return grants.annotate(
        is_inside=Case(When(inside, then=yes), default=no, output_field=BooleanField()),
        named=Case(When(named, then=yes), default=no, output_field=BooleanField()),
        organisation_shown=Case(When(named, then=F("application__organisation__name")), default=None),
        title_shown=Case(When(named, then=F("application__title")), default=F("application__lot__title")),
    )


def grants_for(user: Any) -> QuerySet[Grant]:
    """What the reader may see, with all that a list shows: what was paid, and what is due next."""
    visible = with_names(Grant.objects.visible_to(user), user)
    confirmed = Payment.objects.confirmed().filter(grant=OuterRef("pk"))
    payments = confirmed.order_by().values("grant")
    reports = Report.objects.filter(grant=OuterRef("pk"), state__in=["draft", "returned"]).order_by("due_on")
    return visible.select_related(
        "application__organisation", "application__lot", "application__call__intervention__programme"
    ).annotate(
        paid=Subquery(payments.annotate(total=Sum("amount")).values("total")),
        next_report=Subquery(reports.values("due_on")[:1]),
    )


def own_grants(user: Any) -> QuerySet[Grant]:
    return Grant.objects.filter(
        application__organisation_id__in=staffed_by(user), application__call__state="decided"
    )


def expenses_for(user: Any) -> QuerySet[Expense]:
    """Receipts: the grantee's own always, the office's once their report was sent."""
    mine = Q(report__grant__application__organisation_id__in=staffed_by(user))
    sent = ~Q(report__state="draft")
    return Expense.objects.visible_to(user).filter(mine | sent)


def reports_for(user: Any) -> QuerySet[Report]:
    return Report.objects.visible_to(user).select_related("grant__application__organisation")


def late_reports() -> Exists:
    return Exists(
        Report.objects.filter(
            grant=OuterRef("pk"), state__in=["draft", "returned"], due_on__lt=timezone.localdate()
        )
    )


def panel_on_an_organisation(organisation: Organisation, user: Any) -> Panel | None:
    grants = with_names(Grant.objects.visible_to(user), user).filter(
        Q(name_withheld=False) | inside_of(user), application__organisation=organisation
    )
    found = list(grants.select_related("application__call__intervention__programme")[:20])
    ledger = user.has_perm("grants.see_ledger")
    if not found:
        return None
    return Panel(
        "grants/panel_organisation.html",
        {
            "grants": found,
            "support": support_of(organisation) if ledger else None,
            "organisation": organisation,
        },
    )


def ledger_of(organisation: Organisation, user: Any) -> QuerySet[LedgerEntry]:
    """Its entries in the order of time; `is_inside` says whether the reader may follow it to its grant."""
    entries = LedgerEntry.objects.visible_to(user).filter(organisation=organisation)
    inside = Q(grant__in=Grant.objects.visible_to(user).order_by().values("pk"))
    return entries.annotate(
        is_inside=Case(When(inside, then=Value(True)), default=Value(False), output_field=BooleanField())
    ).select_related("grant__application__call__intervention__programme")


def sides_of(double: Double, user: Any) -> list[tuple[Expense, bool]]:
    """Both receipts; of each whether the reader may see its grant inside. Of another programme's only its place is
    told: programme, project, report and date."""
    seen = set(
        Grant.objects.inside(user)
        .filter(pk__in=[double.expense.report.grant_id, double.other.report.grant_id])
        .values_list("pk", flat=True)
    )
    return [(each, each.report.grant_id in seen) for each in (double.expense, double.other)]
