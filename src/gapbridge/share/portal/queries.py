"""Reads across the stages for the pages that belong to no single one. Everything starts from `visible_to`."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Length
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gapbridge.act.calls import queries as calls
from gapbridge.act.calls.pages import Card, card_of
from gapbridge.act.interventions.models import Intervention
from gapbridge.agree.consultations.models import Agreement
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.models import Measure
from gapbridge.base.memo import remembered
from gapbridge.listen.assessments.models import Statement
from gapbridge.programmes.models import Place, Programme
from gapbridge.prove.results.models import Indicator
from gapbridge.prove.updates.models import Update
from gapbridge.share.library.models import PUBLIC, Resource
from gapbridge.share.library.queries import titled

EVENT_KINDS = ("training", "study_tour", "round_table", "bilateral")


@dataclass(frozen=True)
class Tally:
    """One number with its stage, that opens the list it was counted from."""

    stage: str
    label: str
    count: int
    url: str


def tallies(user: Any, programme: Programme | None = None) -> list[Tally]:
    """How much there is in each stage, as far as the reader may see; one query each."""
    rows: list[tuple[str, str, Any, str, str]] = [
        (
            "listen",
            _("voices"),
            Statement.objects,
            "session__assessment__programme",
            "assessments:statements",
        ),
        ("agree", _("gaps"), Gap.objects, "programme", "gaps:list"),
        ("agree", _("agreements"), Agreement.objects, "consultation__programme", "consultations:agreements"),
        ("agree", _("measures"), Measure.objects, "plan__programme", "plans:measures"),
        ("act", _("interventions"), Intervention.objects, "programme", "interventions:list"),
        ("prove", _("indicators"), Indicator.objects, "result__programme", "results:list"),
        ("share", _("updates"), Update.objects, "programme", "updates:list"),
    ]
    narrowed = f"?programme={programme.pk}" if programme else ""
    counts = remembered(
        ("tallies", user.pk, programme.pk if programme else None),
        lambda: [_count(manager, user, path, programme) for _stage, _label, manager, path, _name in rows],
    )
    return [
        Tally(stage, label, count, reverse(url_name) + narrowed)
        for count, (stage, label, _manager, _path, url_name) in zip(counts, rows, strict=True)
    ]


def _count(manager: Any, user: Any, path: str, programme: Programme | None) -> int:
    rows = manager.visible_to(user)
    return (rows.filter(**{path: programme}) if programme else rows).count()


def a_voice(user: Any) -> Statement | None:
    """A short voice whose gap is being remedied, in the reader's language when there is one."""
    return remembered(("voice", user.pk), lambda: _choose_voice(user))


def _choose_voice(user: Any) -> Statement | None:
    remedied = Gap.objects.visible_to(user).filter(state__in=["being_remedied", "remedied"])
    found = Statement.objects.visible_to(user).filter(evidence_for__gap__in=remedied)
    return (
        found.annotate(length=Length("excerpt"), own=Q(language=get_language()))
        .filter(length__gte=40, length__lte=180)
        .select_related("session__place")
        .order_by("-own", "-session__held_on", "pk")
        .first()
    )


def open_calls(user: Any, most: int) -> list[Card]:
    """Calls to which one can apply now, the next deadline first, each in four answers."""
    now = timezone.now()
    return [card_of(each, now) for each in calls.open_calls(user)[:most]]


def latest_updates(user: Any) -> QuerySet[Update]:
    return (
        Update.objects.visible_to(user)
        .filter(state="published")
        .select_related("programme")
        .order_by("-period_end", "-pk")
    )


def newest_resources(user: Any) -> QuerySet[Resource]:
    published = Resource.objects.visible_to(user).filter(state__in=PUBLIC)
    return titled(published.order_by("-published_at", "-pk"))


def events(user: Any) -> QuerySet[Intervention]:
    """Trainings, study tours, round tables and bilateral meetings, the latest first."""
    found = Intervention.objects.visible_to(user).filter(kind__in=EVENT_KINDS)
    return (
        found.select_related("programme", "organisation")
        .prefetch_related("places")
        .order_by("-starts_on", "-pk")
    )


def split_by_today(
    found: list[Intervention], today: date | None = None
) -> tuple[list[Intervention], list[Intervention]]:
    """(what is still to come, the nearest first; what has been, the latest first)."""
    today = today or timezone.localdate()
    coming = sorted((each for each in found if each.ends_on >= today), key=lambda each: each.starts_on)
    return coming, [each for each in found if each.ends_on < today]


@dataclass(frozen=True)
class DistrictCount:
    place: Place
    count: int


def interventions_by_district(user: Any, **conditions: Any) -> list[DistrictCount]:
    """How many interventions happen in each district; one in several districts counts in each."""
    question = (
        "districts",
        user.pk,
        tuple((name, getattr(each, "pk", each)) for name, each in conditions.items()),
    )
    return remembered(question, lambda: _count_by_district(user, conditions))


def _count_by_district(user: Any, conditions: dict[str, Any]) -> list[DistrictCount]:
    visible = Intervention.objects.visible_to(user).filter(**conditions).values("pk")
    through = Intervention.places.through.objects.filter(intervention_id__in=visible)
    rows = through.values("place__district_id").annotate(found=Count("intervention_id", distinct=True))
    counts = {row["place__district_id"]: row["found"] for row in rows if row["place__district_id"]}
    places = Place.objects.filter(pk__in=counts).order_by("name")
    return [DistrictCount(place, counts[place.pk]) for place in places]
