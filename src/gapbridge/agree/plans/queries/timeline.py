"""A plan's measures over its months. Positions are in per cent of the whole span, as texts that SVG takes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.agree.plans.models import Measure, Plan

from .reading import days_late

MOST_LABELS = 5
DAY = timedelta(days=1)
LONGEST = 240  # months that are drawn; a date far outside the plan is most likely mistyped


@dataclass(frozen=True)
class Tick:
    """The first of a month; `label` is "" where there is no room for one."""

    x: str
    label: str
    is_year: bool


@dataclass(frozen=True)
class Line:
    """One measure: a bar from `x`, `width` wide, or, where no start is known, a mark at `end`."""

    measure: Measure
    x: str
    width: str
    end: str
    late: int

    @property
    def is_mark(self) -> bool:
        return not self.width


@dataclass(frozen=True)
class Timeline:
    ticks: list[Tick]
    lines: list[Line]
    today: str  # "" when today is outside
    today_label: str


@dataclass(frozen=True)
class Span:
    first: date
    last: date  # the day after the end

    def share(self, day: date) -> str:
        share = (day - self.first).days / (self.last - self.first).days
        return f"{min(max(share, 0), 1) * 100:.2f}%"

    def width(self, start: date, end: date) -> str:
        days = (min(end, self.last) - max(start, self.first)).days
        return f"{max(days / (self.last - self.first).days, 0.004) * 100:.2f}%"

    def holds(self, day: date) -> bool:
        return self.first <= day < self.last


def timeline(plan: Plan, period: tuple[date | None, date | None], measures: Iterable[Measure]) -> Timeline:
    """Draw dated measures. `period` is the earliest start and latest end of all the plan's measures."""
    span = _span(plan, *period)
    today = timezone.localdate()
    return Timeline(
        ticks=_ticks(span),
        lines=[_line(measure, span, today) for measure in measures],
        today=span.share(today) if span.holds(today) else "",
        today_label=_("Today, %(day)s") % {"day": date_format(today, "SHORT_DATE_FORMAT")},
    )


def _line(measure: Measure, span: Span, today: date) -> Line:
    start, due = measure.starts_on, measure.due_on
    assert due is not None
    ends = min(due, date.max - DAY) + DAY
    return Line(
        measure,
        x=span.share(start) if start else "",
        width=span.width(start, ends) if start else "",
        end=span.share(due),
        late=days_late(measure, today),
    )


def _span(plan: Plan, earliest: date | None, latest: date | None) -> Span:
    first = min(filter(None, (plan.starts_on, earliest)))
    last = max(filter(None, (plan.ends_on, latest)))
    first = first.replace(day=1)
    if _months(first, last) > LONGEST:
        first = plan.starts_on.replace(day=1)
        last = min(last, _later(first, LONGEST))
    return Span(first, _later(last.replace(day=1), 1))


def _ticks(span: Span) -> list[Tick]:
    months = _months(span.first, span.last)
    step = next(each for each in (1, 3, 6, 12, 24, 60, 120) if months / each <= MOST_LABELS or each == 120)
    firsts = [_later(span.first, number) for number in range(months)]
    shown = [day for day in firsts if _is_labelled(day, span.first, step)]
    # the first label gives way to one that stands close behind it
    crowded = {one for one, other in pairwise(shown) if _months(one, other) < step and one == span.first}
    return [
        Tick(
            span.share(day), _label(day, step) if day in shown and day not in crowded else "", day.month == 1
        )
        for day in firsts
    ]


def _is_labelled(day: date, first: date, step: int) -> bool:
    return day == first or (
        (day.month - 1) % min(step, 12) == 0 and (step <= 12 or day.year % (step // 12) == 0)
    )


def _label(day: date, step: int) -> str:
    return str(day.year) if step >= 12 and day.month == 1 else date_format(day, "M Y")


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _later(day: date, months: int) -> date:
    """The first of a month so many months on, or the last day that there is."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1) if year <= date.max.year else date.max
