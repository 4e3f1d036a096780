"""Agree: measures that nobody carries, that have no day or no money, or whose day is over."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.plans.models import Funding, Measure
from gapbridge.people.roles import Role
from gapbridge.prove.thread.broken.line import Line, to

UNFINISHED = ("proposed", "agreed", "under_way")
PROMISED = ("agreed", "under_way")


def without_owner(user: Any) -> QuerySet[Measure]:
    return _unfinished(user).filter(responsible=None)


def without_date(user: Any) -> QuerySet[Measure]:
    return _unfinished(user).filter(due_on=None)


def without_money(user: Any) -> QuerySet[Measure]:
    """Its cost is not known, or nobody has given or pledged anything for it."""
    given = Funding.objects.filter(measure=OuterRef("pk"))
    return _unfinished(user).filter(Q(cost=None) | ~Exists(given))


def past_their_day(user: Any) -> QuerySet[Measure]:
    return Measure.objects.visible_to(user).filter(state__in=PROMISED, due_on__lt=timezone.localdate())


def _unfinished(user: Any) -> QuerySet[Measure]:
    return Measure.objects.visible_to(user).filter(state__in=UNFINISHED)


def _cost_or_funding(measure: Measure) -> str:
    unknown = measure.cost is None
    return reverse("plans:edit_measure" if unknown else "plans:new_funding", args=[measure.pk])


def _line(key: str, label: Any, sentence: Any, find: Any, how: Any, **more: Any) -> Line:
    given: dict[str, Any] = {
        "roles": (Role.PROTECTION_OFFICER,),
        "perm": "plans.change_measure",
        "mend": to("plans:edit_measure"),
        "programme": "plan__programme",
        "organisation": "responsible",
        "ordering": ("plan", "code"),
    } | more
    return Line(key, "agree", label, sentence, find, how=how, **given)


LINES = (
    _line(
        "measures-without-owner",
        _("Measures without an owner"),
        _("No organisation has said that it does this."),
        without_owner,
        _("Say who is responsible"),
        organisation="",
    ),
    _line(
        "measures-without-date",
        _("Measures without a date"),
        _("Nobody knows by when it shall be done."),
        without_date,
        _("Give it a date"),
    ),
    _line(
        "measures-without-money",
        _("Measures without money"),
        _("What it costs is not known, or nobody gives anything for it."),
        without_money,
        _("Say what it costs and who pays"),
        mend=_cost_or_funding,
    ),
    _line(
        "measures-past-their-date",
        _("Measures past their date and not done"),
        _("The day by which it was promised is over."),
        past_their_day,
        _("Say where it stands"),
        perm="plans.report_progress",
        mend=to("plans:new_report"),
        ordering=("due_on", "pk"),
    ),
)
