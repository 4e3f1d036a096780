"""When the remedy of a gap began, and what counts since then: conditions for whole lists of gaps."""

from datetime import datetime
from typing import Any

from django.db.models import CharField, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat

from gapbridge.agree.gaps.models import Evidence, Gap
from gapbridge.agree.plans.models import Measure
from gapbridge.agree.returns.models import Return

REMEDY = "being_remedied"
GROUP = ("sex", "age_group", "place")  # of a session: what makes two sessions one group
OPEN_MEASURES = ("proposed", "agreed", "under_way")


def began() -> Subquery:
    """To annotate gaps: when the remedy last began, at first or after a reopening; None where it never did."""
    rows = Gap.history.model.objects
    before = rows.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id")).order_by("-history_id")
    turns = (
        rows.filter(id=OuterRef("pk"), state=REMEDY)
        .annotate(before=Subquery(before.values("state")[:1]))
        .filter(~Q(before=REMEDY) | Q(before=None))
        .order_by("-history_id")
    )
    return Subquery(turns.values("history_date")[:1])


def began_at(gap: Gap) -> datetime | None:
    found: Any = Gap.objects.filter(pk=gap.pk).annotate(began=began()).values_list("began", flat=True)
    return found.first()


def voices_standing(gap: Any) -> QuerySet[Evidence]:
    """The voices of a gap (or of an outer query's) that nobody took back."""
    return Evidence.objects.filter(gap=gap, statement__isnull=False, statement__session__withdrawn_at=None)


def same_group(gap: str, path: str, **more: Any) -> QuerySet[Return]:
    """Answers about the outer row's gap by the group of its session: `path` leads from the row to the session."""
    of_group = {f"session__{name}": OuterRef(f"{path}__{name}") for name in GROUP}
    return Return.objects.filter(gap=OuterRef(gap), **of_group, **more)


def raised() -> Coalesce:
    """To annotate gaps: how many groups raised it."""
    return _groups_in(voices_standing(OuterRef("pk")))


def asked() -> Coalesce:
    """To annotate gaps that have `began`: how many groups were asked again since, or could not be."""
    since = same_group("gap", "statement__session", at__gte=OuterRef(OuterRef("began")))
    return _groups_in(voices_standing(OuterRef("pk")).filter(Exists(since)))


def some_not_asked() -> Any:
    """A condition on gaps that have `began`: a group that raised it has not been asked since."""
    since = same_group("gap", "statement__session", at__gte=OuterRef(OuterRef("began")))
    return Exists(voices_standing(OuterRef("pk")).filter(~Exists(since)))


def measures_done() -> Any:
    """A condition on gaps: something was done, and nothing that stands is left to do."""
    of_gap = Measure.objects.filter(gaps=OuterRef("pk"))
    return Exists(of_gap.filter(state="done")) & ~Exists(of_gap.filter(state__in=OPEN_MEASURES))


def latest() -> Any:
    """A condition on answers: no later one of the same group about the same gap."""
    return ~Exists(same_group("gap", "session", pk__gt=OuterRef("pk")))


def _groups_in(evidence: QuerySet[Evidence]) -> Coalesce:
    key = Concat(
        F("statement__session__sex"),
        Value("|"),
        F("statement__session__age_group"),
        Value("|"),
        Cast("statement__session__place", CharField()),
        output_field=CharField(),
    )
    counted = evidence.order_by().values("gap").annotate(groups=Count(key, distinct=True))
    return Coalesce(Subquery(counted.values("groups")), 0, output_field=IntegerField())
