"""Reads: calls as lists need them, what is open, what waits."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.utils import timezone

from gapbridge.act.procedures.models import GRANT_KEEPERS
from gapbridge.programmes.standing import standing

from .models import Call, Corrigendum, EligibilityRule, InfoSession, Outage, Question, Registration


def calls_for(user: Any) -> QuerySet[Any]:
    """What the reader may see: those that take applications first, the next deadline on top; then the latest.

    Each has `smallest` and `largest`, the sizes of a grant over its lots, `kinds` of organisations it is open to (None:
    all), and its lots with their themes.
    """
    now = timezone.now()
    taking = Q(state="open", opens_at__lte=now, closes_at__gt=now)
    first = Case(When(taking, then=0), default=1, output_field=IntegerField())
    visible = (
        Call.objects.visible_to(user)
        .select_related("intervention__programme")
        .prefetch_related("lots__theme")
    )
    kinds = EligibilityRule.objects.filter(
        call=OuterRef("pk"), kind=EligibilityRule.Kind.ORGANISATION_KIND
    ).order_by()
    return visible.annotate(
        past=first,
        soon=Case(When(taking, then=F("closes_at"))),
        smallest=Min("lots__smallest"),
        largest=Max("lots__largest"),
        kinds=Subquery(kinds.values("value")[:1]),
    ).order_by("past", F("soon").asc(nulls_last=True), "-closes_at", "pk")


def open_calls(user: Any) -> QuerySet[Any]:
    """Calls to which one can apply now, the next deadline first."""
    return calls_for(user).filter(past=0)


def takes_applications(call: Call, now: datetime) -> bool:
    """Whether a concept note, or in an open call an application, that arrives at this moment is in time."""
    return call.state == "open" and call.opens_at <= now <= call.closes_at


def takes_full(call: Call, now: datetime) -> bool:
    """Whether a full application is in time: in an open call as any; invited ones until their own deadline."""
    if not call.is_two_step:
        return takes_applications(call, now)
    return call.state == "evaluation" and (call.full_closes_at is None or now <= call.full_closes_at)


def takes_questions(call: Call, now: datetime) -> bool:
    """Until the day that is named, else until the deadline."""
    return call.state == "open" and now <= (call.questions_until or call.closes_at)


# --- questions, corrigenda, sessions -----------------------------------------------------------------


def answered(call: Call) -> QuerySet[Question]:
    return call.questions.exclude(answered_at=None).order_by("-answered_at", "pk")


def own_open_questions(call: Call, user: Any) -> QuerySet[Question]:
    """What this person or their organisation has asked and nobody has answered yet."""
    if not user.is_authenticated:
        return Question.objects.none()
    mine = Q(asked_by=user) | Q(organisation__in=standing(user).organisations)
    return call.questions.filter(mine, answered_at=None)


def questions_to_answer(user: Any) -> QuerySet[Question]:
    """The office's: open questions of its calls, the one that has waited longest first."""
    programmes = standing(user).programmes_with(*GRANT_KEEPERS)
    rows = Question.objects.filter(call__intervention__programme__in=programmes, answered_at=None)
    return rows.select_related("call__intervention__programme", "organisation", "asked_by").order_by(
        "asked_at", "pk"
    )


def corrigenda_of(call: Call) -> QuerySet[Corrigendum]:
    return call.corrigenda.order_by("-number")


def sessions_for(user: Any) -> QuerySet[InfoSession]:
    """Sessions with `registered`, how many people are, and `is_mine`, this reader's own registration or None."""
    people = (
        Registration.objects.filter(session=OuterRef("pk"))
        .order_by()
        .values("session")
        .annotate(sum=Sum("people"))
    )
    own = Registration.objects.filter(session=OuterRef("pk"), user=user.pk or 0)
    rows = InfoSession.objects.visible_to(user).select_related("call__intervention__programme")
    return rows.annotate(
        registered=Subquery(people.values("sum")), mine=Subquery(own.values("people")[:1])
    ).order_by("starts_at", "pk")


# --- outages -----------------------------------------------------------------------------------------

QUEUE = timedelta(
    minutes=1
)  # so long a press that came in time may wait for its turn, and be lost with the server
SHORT = timedelta(seconds=30)  # who has time left after so short a one was not harmed by it
RECOVERY = timedelta(minutes=5)  # within which many come back at once


def deadlines_around(began: datetime, ended: datetime) -> list[tuple[Call, str]]:
    """Calls whose deadline an outage may have kept people from, each with the name of that deadline's field."""
    until = ended + RECOVERY if ended - began > SHORT else ended
    near = (began - QUEUE, until)
    rows = Call.objects.select_related("intervention__programme").order_by("pk")
    first = rows.filter(state="open", closes_at__range=near)
    full = rows.filter(state__in=["open", "evaluation"], full_closes_at__range=near)
    return [
        *((each, Outage.Which.CLOSES.value) for each in first),
        *((each, Outage.Which.FULL_CLOSES.value) for each in full if each.is_two_step),
    ]


def outages_to_decide(user: Any) -> QuerySet[Outage]:
    rows = Outage.objects.visible_to(user).filter(state="noted", call__state__in=["open", "evaluation"])
    return rows.select_related("call__intervention__programme").order_by("deadline", "pk")


def outages_of(call: Call) -> QuerySet[Outage]:
    return call.outages.order_by("-began_at", "-pk")


def is_outage_undecided(call: Call) -> bool:
    """Whether it is not yet said what follows from an outage around the call's (first) deadline."""
    return call.outages.filter(which=Outage.Which.CLOSES, state="noted").exists()


def was_out(call: Call) -> bool:
    """Whether the site did not answer around the deadline as it stands, whatever was decided about it."""
    return call.outages.filter(which=Outage.Which.CLOSES, deadline=call.closes_at).exists()


# --- what waits --------------------------------------------------------------------------------------


def calls_to_answer(user: Any) -> QuerySet[Any]:
    """The office's calls with questions that wait: `waiting`, how many, and `since`, the first one's moment."""
    programmes = standing(user).programmes_with(*GRANT_KEEPERS)
    open_ones = Q(questions__answered_at=None, questions__pk__isnull=False)
    rows = Call.objects.filter(intervention__programme__in=programmes, state__in=["open", "evaluation"])
    return (
        rows.select_related("intervention__programme")
        .annotate(
            waiting=Count("questions", filter=open_ones), since=Min("questions__asked_at", filter=open_ones)
        )
        .filter(waiting__gt=0)
        .order_by("since")
    )


def calls_to_evaluate(user: Any) -> QuerySet[Call]:
    """The office's calls whose deadline has passed and whose evaluation may begin."""
    programmes = standing(user).programmes_with(*GRANT_KEEPERS)
    undecided = Outage.objects.filter(call=OuterRef("pk"), which=Outage.Which.CLOSES, state="noted")
    rows = Call.objects.filter(
        ~Exists(undecided), intervention__programme__in=programmes, state="open", closes_at__lt=timezone.now()
    )
    return rows.select_related("intervention__programme").order_by("closes_at")
