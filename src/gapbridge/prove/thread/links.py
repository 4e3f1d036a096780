"""The golden thread: from any bead to all others, through the tables that link the stages.

    voices → gap → agreement → measures → interventions → results → updates

A bead's things are a queryset; a step leads from one bead's queryset to the next one's, as a subquery,
so that a thread of any size is a handful of queries. Each step is one relation read from both sides:
what is ahead of A has A behind it.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db import models
from django.db.models import Count, Min, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from gapbridge.act.interventions.models import Intervention
from gapbridge.agree.consultations.models import Agreement
from gapbridge.agree.gaps.models import Evidence, Gap
from gapbridge.agree.plans.models import Measure
from gapbridge.listen.assessments.models import Statement
from gapbridge.programmes.models import Programme
from gapbridge.prove.results.models import Indicator
from gapbridge.prove.updates.models import Block, Update


@dataclass(frozen=True)
class Bead:
    """One place on the thread. `one` is what a single thing of it is called."""

    key: str
    stage: str
    label: Any
    model: Any
    related: tuple[str, ...] = ()

    @property
    def model_label(self) -> str:
        return self.model._meta.label_lower


BEADS = (
    Bead("voices", "listen", _("Voices"), Statement, ("session",)),
    Bead("gaps", "agree", _("Gaps"), Gap),
    Bead("agreements", "agree", _("Agreements"), Agreement, ("consultation",)),
    Bead("measures", "agree", _("Measures"), Measure),
    Bead("interventions", "act", _("Interventions"), Intervention),
    Bead("results", "prove", _("Results"), Indicator),
    Bead("updates", "share", _("Updates"), Update),
)
BY_KEY = {bead.key: bead for bead in BEADS}
BY_LABEL = {bead.model_label: bead for bead in BEADS}
ORDER = tuple(BY_KEY)


@dataclass(frozen=True)
class Link:
    """One relation between two beads: a table with a column for each side."""

    earlier: str
    later: str
    table: Any
    earlier_column: str
    later_column: str

    def ahead(self, things: QuerySet) -> QuerySet:
        rows = self.table.objects.filter(**{f"{self.earlier_column}__in": _ids(things)})
        return BY_KEY[self.later].model.objects.filter(pk__in=rows.order_by().values(self.later_column))

    def behind(self, things: QuerySet) -> QuerySet:
        rows = self.table.objects.filter(**{f"{self.later_column}__in": _ids(things)})
        return BY_KEY[self.earlier].model.objects.filter(pk__in=rows.order_by().values(self.earlier_column))

    def pairs(self, earlier: list[int], later: list[int]) -> list[tuple[int, int]]:
        """Which of these are linked (short lists of ids)."""
        if not earlier or not later:
            return []
        rows = self.table.objects.filter(
            **{f"{self.earlier_column}__in": earlier, f"{self.later_column}__in": later}
        )
        return sorted(set(rows.order_by().values_list(self.earlier_column, self.later_column)))


LINKS = {
    (link.earlier, link.later): link
    for link in (
        Link("voices", "gaps", Evidence, "statement", "gap"),
        Link("gaps", "agreements", Agreement.gaps.through, "gap", "agreement"),
        Link("agreements", "measures", Agreement.measures.through, "agreement", "measure"),
        Link("gaps", "measures", Measure.gaps.through, "gap", "measure"),
        Link("measures", "interventions", Intervention.measures.through, "measure", "intervention"),
        Link("interventions", "results", Indicator.interventions.through, "intervention", "indicator"),
        Link("results", "updates", Block, "indicator", "update"),
    )
}


def _ids(things: QuerySet) -> QuerySet:
    return things.order_by().values("pk")


def bead_of(obj: models.Model) -> Bead | None:
    return BY_LABEL.get(obj._meta.label_lower)


def thread_of(obj: models.Model) -> dict[str, QuerySet]:
    """The things at every bead, as querysets, all of them whether or not a reader may see them.

    KeyError when the object is not on the thread.
    """
    here = BY_LABEL[obj._meta.label_lower]
    return {here.key: here.model.objects.filter(pk=obj.pk), **ahead_of(obj), **behind(obj)}


def ahead_of(obj: models.Model) -> dict[str, QuerySet]:
    """What the object led to, bead by bead."""
    here = BY_LABEL[obj._meta.label_lower].key
    found = {here: BY_KEY[here].model.objects.filter(pk=obj.pk)}
    if here == "voices":
        found["gaps"] = LINKS["voices", "gaps"].ahead(found["voices"])
    if "gaps" in found:
        found["agreements"] = LINKS["gaps", "agreements"].ahead(found["gaps"])
        found["measures"] = LINKS["gaps", "measures"].ahead(found["gaps"])
    elif here == "agreements":
        found["measures"] = LINKS["agreements", "measures"].ahead(found["agreements"])
    for before, after in pairwise(ORDER[3:]):
        if before in found:
            found[after] = LINKS[before, after].ahead(found[before])
    del found[here]
    return found


def behind(obj: models.Model) -> dict[str, QuerySet]:
    """What the object comes from, bead by bead."""
    here = BY_LABEL[obj._meta.label_lower].key
    found = {here: BY_KEY[here].model.objects.filter(pk=obj.pk)}
    for before, after in zip(reversed(ORDER[3:-1]), reversed(ORDER[4:]), strict=True):
        if after in found:
            found[before] = LINKS[before, after].behind(found[after])
    if "measures" in found:
        found["agreements"] = LINKS["agreements", "measures"].behind(found["measures"])
        found["gaps"] = LINKS["gaps", "measures"].behind(found["measures"])
    elif here == "agreements":
        found["gaps"] = LINKS["gaps", "agreements"].behind(found["agreements"])
    if "gaps" in found:
        found["voices"] = LINKS["voices", "gaps"].behind(found["gaps"])
    del found[here]
    return found


@dataclass(frozen=True)
class Tally:
    """How many things at a bead a reader may see, how many not, and the one that is seen if it is one."""

    seen: int
    hidden: int
    only: int | None = None


def tally(obj: models.Model, user: Any) -> dict[str, Tally]:
    """The counts at every bead but the object's own, in one query."""
    here = BY_LABEL[obj._meta.label_lower].key
    asked: dict[str, Any] = {}
    for key, things in thread_of(obj).items():
        if key != here:
            visible = seen_of(key, things, user)
            asked |= {
                f"{key}_all": _scalar(things, Count("pk"), 0),
                f"{key}_seen": _scalar(visible, Count("pk"), 0),
                f"{key}_only": _scalar(visible, Min("pk")),
            }
    row: Any = Programme.objects.order_by("pk").values(**asked)[:1][0]
    found = {here: Tally(1, 0, obj.pk)}
    for key in ORDER:
        if key != here:
            seen = row[f"{key}_seen"]
            only = row[f"{key}_only"] if seen == 1 else None
            found[key] = Tally(seen, row[f"{key}_all"] - seen, only)
    return found


def _scalar(things: QuerySet, aggregate: Any, otherwise: int | None = None) -> Any:
    counted = (
        things.order_by().annotate(whole=Value(1)).values("whole").annotate(number=aggregate).values("number")
    )
    found = Subquery(counted, output_field=models.BigIntegerField())
    return found if otherwise is None else Coalesce(found, otherwise)


def seen_of(key: str, things: QuerySet, user: Any) -> QuerySet:
    """Those of a bead's things that the reader may see."""
    return things.filter(pk__in=_ids(BY_KEY[key].model.objects.visible_to(user)))
