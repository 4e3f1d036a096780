"""Reading collections, what is in them, how far organisations are, and how often editions are opened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from gapbridge.people.models import Organisation
from gapbridge.people.roles import OFFICERS, Role
from gapbridge.programmes.standing import standing
from gapbridge.share.finding.finding import find
from gapbridge.share.library.models import PUBLIC, Edition, Resource

from .models import Collection, Opening, Step, Tick

LONGEST_LIST = 50


def collections(user: Any) -> QuerySet[Collection]:
    """Those that the reader sees, in their order, each with `size`: what is in it that everybody sees."""
    seen = Q(steps__resource__state__in=PUBLIC) | Q(steps__resource=None, steps__isnull=False)
    found = Collection.objects.visible_to(user).annotate(size=Count("steps", filter=seen, distinct=True))
    return found.order_by("programme_id", "position", "pk")


def changeable(user: Any) -> QuerySet[Collection]:
    """Those to which this person may add: rules.py, `learning.change_collection`, as a query."""
    held = standing(user)
    own = Q(programme_id__in=held.programmes_with(Role.TRAINER), made_by_id=user.pk or 0)
    return Collection.objects.filter(own | Q(programme_id__in=held.programmes_with(*OFFICERS)))


def containing(resource: Resource, user: Any) -> QuerySet[Collection]:
    found = Collection.objects.visible_to(user).filter(steps__resource=resource)
    return found.order_by("position", "pk").distinct()


def steps_of(collection: Collection) -> list[Step]:
    """Those that readers see, with all that a page says of them. Who may read what is published: everybody."""
    editions = Edition.objects.select_related("current__file").order_by("language")
    found = collection.steps.filter(Q(resource=None) | Q(resource__state__in=PUBLIC)).select_related(
        "resource"
    )
    return list(found.prefetch_related(Prefetch("resource__editions", editions)))


def unseen_steps(collection: Collection) -> list[Step]:
    """What is in it that readers do not see: archived, or taken back."""
    found = collection.steps.exclude(resource=None).exclude(resource__state__in=PUBLIC)
    editions = Edition.objects.order_by("language")
    return list(found.select_related("resource").prefetch_related(Prefetch("resource__editions", editions)))


def resources_to_add(text: str, language: str) -> list[Resource]:
    """What the hub's search finds of what everybody reads, the best first; nothing typed: the newest first."""
    found = find(text, AnonymousUser(), language=language, limit=LONGEST_LIST)
    return [each.resource for each in found.hits]


# --- progress -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counted:
    """How far organisations are. `done_by`: step id → how many have ticked it."""

    begun: int
    finished: int
    done_by: dict[int, int]


def own_organisations(user: Any) -> list[Organisation]:
    """Those for which this person ticks."""
    own = standing(user).organisations_as(Role.CSO_STAFF)
    return list(Organisation.objects.filter(pk__in=own).order_by("pk")) if own else []


def ticks_of(collection: Collection, organisation: Organisation) -> dict[int, Tick]:
    """By step."""
    found = Tick.objects.filter(step__collection=collection, organisation=organisation).select_related("by")
    return {each.step_id: each for each in found}


def counted(collection: Collection, steps: Iterable[Step]) -> Counted:
    """Of the steps that are shown; organisations are counted, not named."""
    wanted = {each.pk for each in steps}
    done: dict[int, set[int]] = {}
    for step, organisation in Tick.objects.filter(step__collection=collection).values_list(
        "step_id", "organisation_id"
    ):
        if step in wanted:
            done.setdefault(organisation, set()).add(step)
    return Counted(
        begun=len(done),
        finished=sum(each == wanted for each in done.values()),
        done_by={step: sum(step in each for each in done.values()) for step in wanted},
    )


# --- how often editions are opened ----------------------------------------------------------------


@dataclass(frozen=True)
class Readings:
    since: date
    most_read: list[Edition]
    never_read: list[Edition]
    never_in_all: int
    by_language: list[Any]  # {"edition__language", "often"}
    by_day: list[Any]  # {"day", "often"}
    total: int


def readings(user: Any, days: int) -> Readings:
    """Of the programmes that this person curates, in the last so many days; `never` is since it was published."""
    since = timezone.localdate() - timedelta(days=days - 1)
    curated = standing(user).programmes_with(*OFFICERS)
    public = Edition.objects.filter(
        resource__programme_id__in=curated, resource__state__in=PUBLIC
    ).select_related("resource")
    opened = Opening.objects.filter(edition__resource__programme_id__in=curated, day__gte=since)
    often = Coalesce(Sum("openings__count", filter=Q(openings__day__gte=since)), 0)
    read = public.annotate(often=often).filter(often__gt=0)
    never = public.filter(openings=None).order_by(F("resource__published_at").asc(nulls_last=True), "pk")
    return Readings(
        since=since,
        most_read=list(read.order_by("-often", "pk")[:LONGEST_LIST]),
        never_read=list(never[:LONGEST_LIST]),
        never_in_all=never.count(),
        by_language=list(
            opened.values("edition__language").order_by("edition__language").annotate(often=Sum("count"))
        ),
        by_day=list(opened.values("day").order_by("day").annotate(often=Sum("count"))),
        total=opened.aggregate(total=Sum("count"))["total"] or 0,
    )
