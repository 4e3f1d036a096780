"""What is due next: for a grantee on its pages and by mail, and what waits for the office."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.act.evaluation.readers import countable
from gapbridge.act.grants.models import (
    LIVE,
    Change,
    Finding,
    Grant,
    Instalment,
    Payment,
    Question,
    Recovery,
    Report,
    staffed_by,
)
from gapbridge.act.procedures.models import GRANT_KEEPERS
from gapbridge.base.sockets import Waiting
from gapbridge.programmes.standing import standing

REPORTED = ("signed", "suspended", "ended")
STAGES = (3, 14)  # days before something is due when a mail is sent


@dataclass(frozen=True)
class Due:
    """One thing that a grantee has to do. `label` gives its name in the language of the moment; `key` is the same
    for the same thing ("report:5")."""

    grant: Grant
    key: str
    label: Callable[[], str]
    url: str
    on: date | None

    @property
    def is_late(self) -> bool:
        return self.on is not None and self.on < timezone.localdate()


def dues(grants: QuerySet[Grant]) -> list[Due]:
    """Everything that is due in these grants, what comes first on top: five queries for any number of them."""
    found = [
        *_reports(grants),
        *_questions(grants),
        *_findings(grants),
        *_recoveries(grants),
        *_signing(grants),
    ]
    return sorted(found, key=lambda each: (each.on is None, str(each.on or ""), each.key))


def _of(rows: QuerySet, grants: QuerySet[Grant], path: str = "grant") -> QuerySet:
    related = f"{path}__application"
    return rows.filter(**{f"{path}__in": grants.order_by().values("pk")}).select_related(related)


def _reports(grants: QuerySet[Grant]) -> Iterator[Due]:
    rows = Report.objects.filter(state__in=["draft", "returned"], grant__state__in=REPORTED)
    for each in _of(rows, grants):
        yield Due(each.grant, f"report:{each.pk}", _label_of(each), each.get_absolute_url(), each.due_on)


def _label_of(report: Report) -> Callable[[], str]:
    def label() -> str:
        if report.state == "returned":
            return _("%(report)s: correct it and send it again") % {"report": report}
        return _("%(report)s: write it and send it") % {"report": report}

    return label


def _questions(grants: QuerySet[Grant]) -> Iterator[Due]:
    rows = Question.objects.filter(answered_at=None).select_related("report")
    for each in _of(rows, grants, "report__grant"):
        yield Due(
            each.report.grant,
            f"question:{each.pk}",
            lambda: _("a question about a report: answer it"),
            f"{each.report.get_absolute_url()}#questions",
            each.due_on,
        )


def _findings(grants: QuerySet[Grant]) -> Iterator[Due]:
    rows = Finding.objects.filter(answered_at=None, closed_at=None).select_related("visit")
    for each in _of(rows, grants, "visit__grant"):
        yield Due(
            each.visit.grant,
            f"finding:{each.pk}",
            lambda: _("a finding of a visit: put it right and say what was done"),
            each.visit.get_absolute_url(),
            each.due_on,
        )


def _recoveries(grants: QuerySet[Grant]) -> Iterator[Due]:
    for each in _of(Recovery.objects.filter(state="due"), grants):
        yield Due(
            each.grant,
            f"recovery:{each.pk}",
            lambda: _("money to be paid back"),
            each.get_absolute_url(),
            each.due_on,
        )


def _signing(grants: QuerySet[Grant]) -> Iterator[Due]:
    ready = grants.filter(state="awarded", agreements__isnull=False)
    for grant in (
        ready.exclude(agreements__signatures__side="grantee").select_related("application").distinct()
    ):
        yield Due(
            grant,
            f"agreement:{grant.pk}",
            lambda: _("the agreement: read it and sign it"),
            f"{grant.get_absolute_url()}#agreement",
            None,
        )


def stage_of(on: date, today: date) -> str:
    """Which reminder is due: "late", "3", "14" (days before), or "" for none yet."""
    days = (on - today).days
    if days < 0:
        return "late"
    return next((str(stage) for stage in STAGES if days <= stage), "")


def due_of_grantees() -> dict[Grant, list[Due]]:
    """Everything due in running grants, by grant: for the reminders."""
    found: dict[Grant, list[Due]] = defaultdict(list)
    running = Grant.objects.filter(Q(state__in=LIVE) | Q(state="ended"), application__call__state="decided")
    for due in dues(running):
        found[due.grant].append(due)
    return found


# --- on the home page ------------------------------------------------------------------------------------


def waiting_for_grantees(user: Any) -> Iterator[Waiting]:
    mine = staffed_by(user)
    if not mine:
        return
    own = Grant.objects.filter(application__organisation_id__in=mine, application__call__state="decided")
    for due in dues(own):
        label = _("“%(grant)s”, %(what)s") % {"grant": due.grant, "what": due.label()}
        yield Waiting(label, due.url, 1, due.on, "act")


def waiting_for_the_office(user: Any) -> Iterator[Waiting]:
    programmes = standing(user).programmes_with(*GRANT_KEEPERS)
    if not programmes:
        return
    kept = Grant.objects.filter(application__call__intervention__programme__in=programmes)
    mine = kept.filter(application__in=countable(user)).order_by().values("pk")
    yield from _to_judge(mine)
    yield from _to_pay(mine)
    yield from _to_confirm(user, mine)
    yield from _to_close(mine)


def _to_judge(mine: Any) -> Iterator[Waiting]:
    reports = list(Report.objects.filter(state="submitted", grant__in=mine)[:50])
    if reports:
        label = ngettext(
            "%(count)d report on a grant is to be checked",
            "%(count)d reports on grants are to be checked",
            len(reports),
        )
        url = reports[0].get_absolute_url() if len(reports) == 1 else reverse("grants:list") + "?waits=report"
        yield Waiting(label % {"count": len(reports)}, url, len(reports), None, "act")
    changes = list(Change.objects.filter(state="asked", grant__in=mine)[:50])
    if changes:
        label = ngettext(
            "%(count)d change of a grant is to be decided",
            "%(count)d changes of grants are to be decided",
            len(changes),
        )
        url = changes[0].get_absolute_url() if len(changes) == 1 else reverse("grants:list") + "?waits=change"
        yield Waiting(label % {"count": len(changes)}, url, len(changes), None, "act")


def payable_instalments(mine: Any) -> QuerySet[Instalment]:
    """Those that are due, with their report approved, in grants that are not suspended."""
    ready = Q(requires=None) | Q(requires__state="approved")
    return Instalment.objects.filter(
        ready,
        ~Exists(standing_payments()),
        due_on__lte=timezone.localdate(),
        grant__state="signed",
        grant__in=mine,
    )


def standing_payments() -> QuerySet[Payment]:
    """Of the instalment of an outer query."""
    return Payment.objects.standing().filter(instalment=OuterRef("pk"))


def _to_confirm(user: Any, mine: Any) -> Iterator[Waiting]:
    """What others noted: nobody confirms their own."""
    noted = Payment.objects.filter(state="recorded", grant__in=mine).exclude(made_by=user.pk)
    grants = list(noted.order_by().values_list("grant", flat=True))
    if grants:
        label = ngettext(
            "%(count)d payment is to be confirmed", "%(count)d payments are to be confirmed", len(grants)
        )
        only = set(grants)
        url = (
            reverse("grants:money", args=[only.pop()])
            if len(only) == 1
            else reverse("grants:list") + "?waits=confirmation"
        )
        yield Waiting(label % {"count": len(grants)}, url, len(grants), None, "act")


def _to_pay(mine: Any) -> Iterator[Waiting]:
    days = list(payable_instalments(mine).order_by("due_on").values_list("due_on", "grant_id"))
    if days:
        label = ngettext(
            "%(count)d instalment of a grant can be paid",
            "%(count)d instalments of grants can be paid",
            len(days),
        )
        only = {grant for _day, grant in days}
        url = (
            reverse("grants:money", args=[only.pop()])
            if len(only) == 1
            else reverse("grants:list") + "?waits=payment"
        )
        yield Waiting(label % {"count": len(days)}, url, len(days), days[0][0], "act")


def _to_close(mine: Any) -> Iterator[Waiting]:
    answered = Finding.objects.filter(
        closed_at=None,
        answered_at__isnull=False,
        visit__grant__in=mine,
    )
    found = list(answered.select_related("visit")[:50])
    if found:
        label = ngettext(
            "%(count)d finding was answered and can be closed",
            "%(count)d findings were answered and can be closed",
            len(found),
        )
        url = found[0].get_absolute_url() if len(found) == 1 else reverse("grants:list") + "?waits=finding"
        yield Waiting(label % {"count": len(found)}, url, len(found), None, "act")
