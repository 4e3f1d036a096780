"""What an indicator's figure is: counted from records by the engine, or taken from observations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, Prefetch, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.act.interventions.models import Intervention
from gapbridge.base.sockets import Panel, Waiting
from gapbridge.people.roles import Role
from gapbridge.programmes.models import Programme
from gapbridge.programmes.standing import standing
from gapbridge.prove.reach import engine
from gapbridge.prove.reach.counters import COUNTERS, axes_of
from gapbridge.prove.reach.engine import Figure, Scope, tidy

from .models import Indicator, Observation, Result, Target

HUNDRED = Decimal(100)
ON_THE_WAY = Decimal("0.01")


@dataclass(frozen=True)
class Value:
    """What an indicator stands at. `value` None is unknown; `progress` is in % of the way to the target.

    `source` is "counted", "observed" or "" (nothing yet). `text` is what a qualitative indicator says.
    """

    value: Decimal | None
    target: Decimal | None = None
    progress: Decimal | None = None
    source: str = ""
    due_on: date | None = None
    text: str = ""
    as_of: date | None = None
    suppressed: bool = False


def value_of(indicator: Indicator, at: date | None = None, reader: Any = None) -> Value:
    return values_of([indicator], at, reader)[indicator.pk]


def values_of(
    indicators: Iterable[Indicator], at: date | None = None, reader: Any = None
) -> dict[int, Value]:
    """The values of many indicators, on a day (default: now), in a number of queries that does not grow.

    With a reader who is not a keeper of the records, a number of people under five is withheld.
    """
    asked = list(indicators)
    counted = [each for each in asked if each.counter in COUNTERS]
    scopes = scopes_of(counted, at)
    figures = dict(
        zip(
            [each.pk for each in counted],
            engine.totals([(each.counter, scopes[each.pk]) for each in counted]),
            strict=True,
        )
    )
    observations = _observations([each for each in asked if each.pk not in figures], at)
    targets = _targets(asked, at)
    found = {}
    for indicator in asked:
        figure = figures.get(indicator.pk)
        if figure is not None:
            reading = _counted(indicator, figure, reader, scopes[indicator.pk])
        else:
            reading = read(indicator, observations.get(indicator.pk, []))
        found[indicator.pk] = _against(reading, indicator, targets.get(indicator.pk))
    return found


def figure_of(
    indicator: Indicator, by: Sequence[str] = (), at: date | None = None, reader: Any = None
) -> Figure | None:
    """The engine's figure behind an indicator, broken down as far as the reader may have it.

    None where the indicator lives from observations. A breakdown that there is not, or that is not for
    this reader, is left out.
    """
    counter = COUNTERS.get(indicator.counter)
    if counter is None:
        return None
    scope = scope_of(indicator, at)
    is_open = (
        reader is None or engine.is_keeper(reader, counter, scope.programmes) or engine.is_public(counter, by)
    )
    shown = tuple(by) if is_open and set(by) <= set(axes_of(counter)) else ()
    return engine.count(counter.key, scope, shown, reader)


def scope_of(indicator: Indicator, at: date | None = None) -> Scope:
    return scopes_of([indicator], at)[indicator.pk]


def scopes_of(indicators: Sequence[Indicator], at: date | None = None) -> dict[int, Scope]:
    """What each indicator counts: its programme, narrowed to its interventions where it names any."""
    links = Indicator.interventions.through.objects
    pks = [each.pk for each in indicators]
    narrowed = (
        set(links.filter(indicator__in=pks).values_list("indicator", flat=True).distinct()) if pks else set()
    )
    return {
        each.pk: Scope(
            programmes=(each.programme_id,),
            interventions=links.filter(indicator=each.pk).values("intervention")
            if each.pk in narrowed
            else None,
            until=at,
            conditions=each.conditions or {},
        )
        for each in indicators
    }


def _counted(indicator: Indicator, figure: Figure, reader: Any, scope: Scope) -> Value:
    if reader is not None and figure.value is not None and 0 < figure.value < engine.SMALL:
        if not engine.is_keeper(reader, COUNTERS[figure.counter], scope.programmes):
            return Value(None, source="counted", suppressed=True)
    return Value(figure.value, source="counted" if figure.known else "")


def _observations(indicators: Sequence[Indicator], at: date | None) -> dict[int, list[Observation]]:
    rows = Observation.objects.filter(indicator__in=[each.pk for each in indicators])
    if at is not None:
        rows = rows.filter(observed_on__lte=at)
    found: dict[int, list[Observation]] = {}
    for row in rows.order_by("observed_on", "pk") if indicators else ():
        found.setdefault(row.indicator_id, []).append(row)
    return found


def read(indicator: Indicator, observations: Sequence[Observation]) -> Value:
    """What observations, oldest first, amount to. Nothing observed is unknown, never zero."""
    if not observations:
        return Value(None)
    last = observations[-1]
    adds_up = indicator.accumulation == Indicator.Accumulation.FLOW
    taken = observations if adds_up else [last]
    if indicator.kind == Indicator.Kind.PERCENTAGE:
        value = percentage(taken)
    elif indicator.kind == Indicator.Kind.QUALITATIVE:
        value = None
    else:
        known = [each.value for each in taken if each.value is not None]
        value = sum(known, Decimal(0)) if known else None
    return Value(value, source="observed", text=last.text, as_of=last.observed_on)


def percentage(observations: Iterable[Observation]) -> Decimal | None:
    """The sum of numerators over the sum of denominators, in %; never a mean of percentages."""
    parts = [
        (each.numerator, each.denominator)
        for each in observations
        if each.numerator is not None and each.denominator is not None
    ]
    whole = sum((denominator for _numerator, denominator in parts), Decimal(0))
    if not whole:
        return None
    return (sum((numerator for numerator, _denominator in parts), Decimal(0)) / whole * HUNDRED).quantize(
        ON_THE_WAY
    )


def _targets(indicators: Sequence[Indicator], at: date | None) -> dict[int, Target]:
    """The current target of each that is due next, or the last where all are past."""
    day = at or timezone.localdate()
    found: dict[int, Target] = {}
    rows = Target.objects.filter(indicator__in=[each.pk for each in indicators], is_current=True).order_by(
        "due_on"
    )
    for row in rows if indicators else ():
        before = found.get(row.indicator_id)
        if before is None or before.due_on < day:
            found[row.indicator_id] = row
    return found


def _against(reading: Value, indicator: Indicator, target: Target | None) -> Value:
    aim = tidy(target.value) if target else None
    return Value(
        value=None if reading.value is None else tidy(reading.value),
        target=aim,
        progress=progress(reading.value, aim, indicator.baseline),
        source=reading.source,
        due_on=target.due_on if target else None,
        text=reading.text,
        as_of=reading.as_of,
        suppressed=reading.suppressed,
    )


def progress(
    value: Decimal | None, target: Decimal | None, baseline: Decimal | None = None
) -> Decimal | None:
    """How much of the way from the baseline (zero when unknown) to the target is behind, in %."""
    start = baseline or Decimal(0)
    if value is None or target is None or target == start:
        return None
    return ((value - start) / (target - start) * HUNDRED).quantize(Decimal(1))


# --- for pages -------------------------------------------------------------------------------------


def frameworks_for(user: Any) -> QuerySet[Programme]:
    """Programmes with results of which the reader may see at least one indicator, or that they run."""
    indicators = Indicator.objects.visible_to(user).order_by().values("result__programme")
    return Programme.objects.visible_to(user).filter(pk__in=indicators)


def results_for(programme: Programme, user: Any) -> list[Result]:
    """The chain of a programme from impact to outputs, with the indicators the reader may see."""
    indicators = Prefetch(
        "indicators",
        Indicator.objects.visible_to(user).select_related("result").order_by("code"),
        to_attr="shown",
    )
    return list(Result.objects.filter(programme=programme).prefetch_related(indicators).order_by("code"))


@dataclass(frozen=True)
class Branch:
    """A result with how deep it lies in the chain, and its indicators with their values."""

    result: Result
    depth: int
    indicators: list[tuple[Indicator, Value]]


def branches(results: Sequence[Result], values: dict[int, Value]) -> list[Branch]:
    """The chain in reading order: each result followed by what contributes to it."""
    found: list[Branch] = []
    _gather(None, 0, results, values, found)
    return found


def _gather(
    parent: int | None, depth: int, results: Sequence[Result], values: dict[int, Value], found: list[Branch]
) -> None:
    for result in results:
        if result.parent_id == parent:
            shown = [(indicator, values[indicator.pk]) for indicator in result.shown]  # type: ignore[attr-defined]
            found.append(Branch(result, depth, shown))
            _gather(result.pk, depth + 1, results, values, found)


def interventions_of(indicator: Indicator, user: Any) -> QuerySet[Intervention]:
    return Intervention.objects.visible_to(user).filter(indicators=indicator).order_by("code")


def quarter_name(end: date) -> str:
    return date_format(end, "SHORT_DATE_FORMAT")


def overdue_for(user: Any) -> list[Waiting]:
    """Indicators without a reading although their target's day has come."""
    programmes = standing(user).programmes_with(Role.MONITORING_OFFICER)
    if not programmes:
        return []
    rows = (
        Indicator.objects.filter(result__programme__in=programmes, counter="", observations=None)
        .filter(targets__is_current=True, targets__due_on__lte=timezone.localdate())
        .distinct()
        .order_by("code")[:20]
    )
    return [
        Waiting(
            _("Nothing observed yet: %(indicator)s") % {"indicator": each},
            each.get_absolute_url(),
            stage="prove",
        )
        for each in rows
    ]


def panel_of_intervention(intervention: Any, user: Any) -> Panel | None:
    """The indicators to which an intervention contributes, with their values."""
    indicators = list(
        Indicator.objects.visible_to(user)
        .filter(interventions=intervention)
        .select_related("result")
        .order_by("code")
    )
    if not indicators:
        return None
    values = values_of(indicators, reader=user)
    return Panel("results/panel.html", {"indicators": [(each, values[each.pk]) for each in indicators]})


def panel_of_programme(programme: Any, user: Any) -> Panel | None:
    if not Indicator.objects.visible_to(user).filter(result__programme=programme).exists():
        return None
    return Panel("results/panel_programme.html", {"programme": programme})


def indicators_for(user: Any) -> QuerySet[Indicator]:
    return Indicator.objects.visible_to(user).select_related("result__programme")


def targets_of(indicator: Indicator) -> QuerySet[Target]:
    """All targets, the current ones first, then what they replaced."""
    return indicator.targets.select_related("set_by").order_by(
        "due_on", F("is_current").desc(), "-set_at", "-pk"
    )


def observations_of(indicator: Indicator) -> QuerySet[Observation]:
    return indicator.observations.order_by("-observed_on", "-pk")


def quarter_ends(first: date, last: date) -> list[date]:
    """The last days of the quarters from the one of `first` on; the last is `last` itself."""
    ends: list[date] = []
    year, quarter = first.year, (first.month - 1) // 3
    while True:
        following = date(year + (quarter == 3), (quarter + 1) % 4 * 3 + 1, 1)
        end = following - timedelta(days=1)
        if end >= last:
            return [*ends, last]
        ends.append(end)
        year, quarter = following.year, (following.month - 1) // 3


MOST_POINTS = 24


def course_of(indicator: Indicator, last: date, reader: Any = None) -> list[tuple[date, Decimal | None]]:
    """The value at the end of each quarter of the programme so far: one query for all, or two."""
    if indicator.counter in COUNTERS:
        points = _counted_course(indicator, last)
        keeps = reader is None or engine.is_keeper(
            reader, COUNTERS[indicator.counter], (indicator.programme_id,)
        )
        return points if keeps else without_small_steps(points)
    observations = list(indicator.observations.filter(observed_on__lte=last).order_by("observed_on", "pk"))
    if not observations:
        return []
    ends = quarter_ends(observations[0].observed_on, observations[-1].observed_on)[-MOST_POINTS:]
    return [(end, read(indicator, [o for o in observations if o.observed_on <= end]).value) for end in ends]


def _counted_course(indicator: Indicator, last: date) -> list[tuple[date, Decimal | None]]:
    programme = indicator.result.programme
    first = programme.starts_on
    if first is None or first > last:
        return []
    ends = quarter_ends(first, min(last, programme.ends_on or last))[-MOST_POINTS:]
    scope = scope_of(indicator)
    dated = [(indicator.counter, replace(scope, until=end)) for end in ends]
    return list(zip(ends, (figure.value for figure in engine.totals(dated)), strict=True))


def without_small_steps(points: Sequence[tuple[date, Decimal | None]]) -> list[tuple[date, Decimal | None]]:
    """A course without steps of one to four people, which their difference would tell; the end stays."""
    kept: list[tuple[date, Decimal | None]] = []
    for point in points:
        if _is_small_step(kept[-1][1] if kept else None, point[1]):
            continue
        kept.append(point)
    if points and kept and kept[-1] != points[-1]:
        while kept and _is_small_step(kept[-1][1], points[-1][1]):
            kept.pop()
        kept.append(points[-1])
    return [point for point in kept if not _is_small_step(None, point[1])]


def _is_small_step(before: Decimal | None, after: Decimal | None) -> bool:
    return after is not None and 0 < after - (before or 0) < engine.SMALL
