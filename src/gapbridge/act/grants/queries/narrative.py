"""A report by the logframe: each activity's state, each indicator's value against baseline and target."""

from dataclasses import dataclass
from decimal import Decimal

from gapbridge.act.applications.models import LogframeRow, LogIndicator
from gapbridge.act.grants.models import ActivityState, IndicatorValue, Report

from .activities import rows_of


@dataclass(frozen=True)
class State:
    row: LogframeRow
    state: ActivityState | None


@dataclass(frozen=True)
class Reported:
    """An indicator with what this report says and what the report before said. None is not known."""

    indicator: LogIndicator
    value: Decimal | None
    note: str
    before: Decimal | None

    @property
    def percent(self) -> int | None:
        """How far it has come from its baseline to its target; None where one of the three is not known."""
        start, goal = self.indicator.baseline or Decimal(0), self.indicator.target
        if self.value is None or goal is None or goal == start:
            return None
        return round((self.value - start) * 100 / (goal - start))


def states_of(report: Report) -> list[State]:
    said = {each.row_id: each for each in report.activities.all()}
    return [State(row, said.get(row.pk)) for row in rows_of(report.grant)]


def indicators_of(report: Report) -> list[Reported]:
    own = {each.indicator_id: each for each in report.values.all()}
    earlier = IndicatorValue.objects.filter(
        report__grant=report.grant_id, report__number__lt=report.number, value__isnull=False
    ).order_by("report__number")
    before = {each.indicator_id: each.value for each in earlier}
    indicators = LogIndicator.objects.filter(
        row__part__application=report.grant.application_id, row__part__kind="full"
    ).select_related("row")
    return [
        Reported(
            each,
            own[each.pk].value if each.pk in own else None,
            own[each.pk].note if each.pk in own else "",
            before.get(each.pk),
        )
        for each in indicators.order_by("row__position", "row", "position", "pk")
    ]
