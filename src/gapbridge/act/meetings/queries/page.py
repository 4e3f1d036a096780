"""The record of one meeting as its page and its sheets show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from gapbridge.act.interventions.models import Intervention
from gapbridge.act.meetings.models import AgendaItem, Delegation, FollowUp, Lesson, Meeting, Note
from gapbridge.act.meetings.sides import Side, lacks_a_side, sides_of
from gapbridge.agree.consultations.models import Consultation
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.models import Measure
from gapbridge.base.countries import country_name
from gapbridge.programmes.models import Programme


@dataclass(frozen=True)
class Point:
    """An item of the agenda; `about` only where the reader may see it."""

    item: AgendaItem
    about: Any


@dataclass(frozen=True)
class Came:
    """A delegation; `note` is what it said, where the reader may know."""

    delegation: Delegation
    note: Note | None


@dataclass(frozen=True)
class Group:
    """Delegations of one country, or of none."""

    name: str
    came: tuple[Came, ...]


@dataclass(frozen=True)
class Record:
    """All that a reader may see of a meeting."""

    meeting: Meeting
    agenda: list[Point]
    groups: list[Group]
    sides: list[Side]  # of a bilateral meeting
    attendance: dict[str, Any]  # of attendance_of, and whether anybody was `counted`
    minutes: Note | None
    visits: list[Any]
    lessons: list[Lesson]
    follow_ups: list[FollowUp]
    also_for: list[Programme]

    @property
    def intervention(self) -> Intervention:
        return self.meeting.intervention


def read_meeting(meeting: Meeting, user: Any) -> Record:
    notes = {each.delegation_id: each for each in Note.objects.visible_to(user).filter(meeting=meeting)}
    delegations = list(meeting.delegations.select_related("organisation"))
    return Record(
        meeting=meeting,
        agenda=_points(meeting, user),
        groups=_groups(delegations, notes),
        sides=sides_of(delegations) if meeting.is_bilateral else [],
        attendance=_with_counted(attendance_of(meeting)),
        minutes=notes.get(None),
        visits=list(
            meeting.visits.select_related("place").order_by(F("visited_on").asc(nulls_last=True), "pk")
        ),
        lessons=lessons_of(meeting, user),
        follow_ups=list(meeting.follow_ups.select_related("owner", "asked_by")),
        also_for=list(meeting.also_for.filter(pk__in=Programme.objects.visible_to(user).values("pk"))),
    )


def meeting_context(meeting: Meeting, user: Any) -> dict[str, Any]:
    may_change = user.has_perm("meetings.change_meeting", meeting)
    return {
        "meeting": meeting,
        "record": read_meeting(meeting, user),
        "may_change_meeting": may_change,
        "lacks": lacks_a_side(meeting) if may_change else "",
    }


def attendance_of(meeting: Meeting) -> dict[str, int | None]:
    """`women`, `men`: None where no delegation said; `unsaid`: delegations that did not say all; `delegations`."""
    found = meeting.delegations.order_by().aggregate(
        all=Count("pk"),
        all_women=Sum("women"),
        all_men=Sum("men"),
        said=Count("pk", filter=Q(women__isnull=False, men__isnull=False)),
    )
    return {
        "delegations": found["all"],
        "women": found["all_women"],
        "men": found["all_men"],
        "unsaid": found["all"] - found["said"],
    }


def _with_counted(attendance: dict[str, int | None]) -> dict[str, Any]:
    return {**attendance, "counted": attendance["women"] is not None or attendance["men"] is not None}


def _points(meeting: Meeting, user: Any) -> list[Point]:
    items = list(meeting.agenda.select_related("leads", "gap", "measure", "consultation"))
    seen = {model: _seen(model, items, user) for model in (Gap, Measure, Consultation)}
    return [
        Point(each, about if about and about.pk in seen[type(about)] else None)
        for each in items
        for about in [each.about]
    ]


def _seen(model: Any, items: Iterable[AgendaItem], user: Any) -> set[int]:
    wanted = [each.about.pk for each in items if isinstance(each.about, model)]
    return (
        set(model.objects.visible_to(user).filter(pk__in=wanted).values_list("pk", flat=True))
        if wanted
        else set()
    )


def _groups(delegations: list[Delegation], notes: dict[int | None, Note]) -> list[Group]:
    """By country in the order of its name; those that come for no country stand last."""
    codes = sorted({each.country for each in delegations}, key=lambda code: (not code, country_name(code)))
    return [
        Group(
            country_name(code) or _("International organisations"),
            tuple(Came(each, notes.get(each.pk)) for each in delegations if each.country == code),
        )
        for code in codes
    ]


def lessons_of(meeting: Meeting, user: Any) -> list[Lesson]:
    return list(with_links(meeting.lessons.select_related("topic"), user))


def with_links(lessons: QuerySet[Lesson], user: Any) -> QuerySet[Lesson]:
    """Each with the gaps and measures it speaks of (`gaps_seen`, `measures_seen`) and what took it up (`taken_up`)."""
    return lessons.prefetch_related(
        Prefetch("gaps", Gap.objects.visible_to(user), to_attr="gaps_seen"),
        Prefetch("measures", Measure.objects.visible_to(user), to_attr="measures_seen"),
        Prefetch("taken_up_in", Intervention.objects.visible_to(user)),
    )
