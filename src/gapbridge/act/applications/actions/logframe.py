"""The logframe: objective, outcomes, outputs, activities with their indicators; and when activities take place."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gapbridge.act.applications.cells import Typed
from gapbridge.act.applications.editors.reading import readers_for
from gapbridge.act.applications.models import LogframeRow, LogIndicator, Part
from gapbridge.base import journal
from gapbridge.base.errors import Refused
from gapbridge.people.models import User

from . import rows as editing

LEVELS = ("objective", "outcome", "output", "activity")
MOST_ROWS = 150
MOST_INDICATORS = 20  # of one row
MOST_MONTHS = 60


def level_below(kind: str) -> str | None:
    """What stands under a row of this kind: under nothing the objective, under an activity nothing."""
    place = LEVELS.index(kind) + 1 if kind else 0
    return LEVELS[place] if place < len(LEVELS) else None


@transaction.atomic
def put_logframe(
    *,
    actor: User | None,
    part: Part,
    rows: Iterable[Mapping[str, Any]],
    received_at: datetime | None = None,
) -> Part:
    """Replace the whole logframe: values, not texts. Budget lines keep their activity where its text stays the same.

    A row has kind, text, assumptions, months, partner, indicators [{text, unit, baseline, target, means}] and children.
    """
    part = editing.begin(actor, part, received_at)
    spent = list(part.budget_lines.exclude(activity=None).select_related("activity"))
    named = {line.pk: line.activity.text for line in spent if line.activity}
    part.logframe.all().delete()
    made: list[LogframeRow] = []
    _put(part, None, rows, made)
    activities = {row.text: row for row in made if row.kind == LogframeRow.Kind.ACTIVITY}
    for line in spent:
        line.activity = activities.get(named[line.pk])
        line.save(update_fields=["activity"])
    _refuse_too_many(part)
    journal.record(actor=actor, verb="applications.put_logframe", target=part, data={"rows": len(made)})
    return part


def _put(
    part: Part, parent: LogframeRow | None, rows: Iterable[Mapping[str, Any]], made: list[LogframeRow]
) -> None:
    for position, given in enumerate(rows, start=1):
        facts = dict(given)
        children, indicators = facts.pop("children", ()), facts.pop("indicators", ())
        row = LogframeRow(part=part, parent=parent, position=position, **facts)
        _refuse_misplaced(row.kind, parent)
        row.full_clean(exclude=["part", "parent"], validate_constraints=False)
        row.save()
        made.append(row)
        for number, indicator in enumerate(indicators, start=1):
            one = LogIndicator(row=row, position=number, **indicator)
            one.full_clean(exclude=["row"], validate_constraints=False)
            one.save()
        _put(part, row, children, made)


def _refuse_misplaced(kind: str, parent: LogframeRow | None) -> None:
    if kind != level_below(parent.kind if parent else ""):
        raise Refused(
            _("An objective holds outcomes, an outcome outputs, an output activities."), field="kind"
        )


def _refuse_too_many(part: Part) -> None:
    if part.logframe.count() > MOST_ROWS:
        raise Refused(_("A logframe has at most %(most)s rows. Put some together.") % {"most": MOST_ROWS})


# --- row by row ----------------------------------------------------------------------------------


@transaction.atomic
def save_row(
    *,
    actor: User,
    part: Part,
    typed: Typed,
    indicators: Sequence[Typed] = (),
    kind: str = "",
    parent: LogframeRow | None = None,
    received_at: datetime | None = None,
) -> LogframeRow:
    """Save what was typed into a row and its indicators, as texts; a new row is of a `kind`, under its `parent`.

    What can't be read is kept beside its cell; a cell that somebody else changed meanwhile stays, and what was typed
    waits for a choice. Refuses a row where it can't stand, and a second objective.
    """
    part = editing.begin(actor, part, received_at)
    row = _row(part, typed, kind, parent)
    editing.write(row, typed, readers_for(row, part), by=actor.pk)
    if row.pk:
        for each in indicators:
            _save_indicator(row, each, actor)
    _refuse_too_many(part)
    editing.note(actor, part, "applications.save_row", {"application": part.application_id})
    return row


def _row(part: Part, typed: Typed, kind: str, parent: LogframeRow | None) -> LogframeRow:
    row: Any = editing.find_or_make(LogframeRow, typed, {"part": part})
    if row.pk is None:
        if parent is not None and parent.part_id != part.pk:
            raise Refused(_("This row is not in this logframe."))
        _refuse_misplaced(kind, parent)
        if kind == LogframeRow.Kind.OBJECTIVE and part.logframe.filter(kind=kind).exists():
            raise Refused(_("There is an objective already. A project has one."), field="kind")
        row.kind, row.parent = kind, parent
        row.position = 1 + part.logframe.filter(parent=parent).count()
    return row


def _save_indicator(row: LogframeRow, typed: Typed, actor: User) -> LogIndicator | None:
    if row.kind == LogframeRow.Kind.ACTIVITY:
        raise Refused(_("An activity has no indicator of its own: its output has."))
    indicator: Any = editing.find_or_make(LogIndicator, typed, {"row": row})
    if indicator.pk is None:
        indicator.position = 1 + row.indicators.count()
    editing.write(indicator, typed, readers_for(indicator, row.part), by=actor.pk)
    if row.indicators.count() > MOST_INDICATORS:
        raise Refused(_("A row has at most %(most)s indicators.") % {"most": MOST_INDICATORS})
    return indicator if indicator.pk else None


@transaction.atomic
def save_indicator(
    *, actor: User, row: LogframeRow, typed: Typed, received_at: datetime | None = None
) -> LogIndicator | None:
    """One indicator, new or stored, as `save_row` takes it; None when nothing was typed into a new one."""
    part = editing.begin(actor, row.part, received_at)
    indicator = _save_indicator(row, typed, actor)
    data = {"row": row.pk, "indicator": indicator.pk if indicator else None}
    journal.record(actor=actor, verb="applications.save_indicator", target=part, data=data)
    return indicator


@transaction.atomic
def remove_row(*, actor: User, row: LogframeRow, received_at: datetime | None = None) -> Part:
    """With everything below it. Budget lines of its activities stay, without an activity."""
    part = editing.begin(actor, row.part, received_at)
    removed = row.pk
    row.delete()
    journal.record(actor=actor, verb="applications.remove_row", target=part, data={"row": removed})
    return part


@transaction.atomic
def remove_indicator(*, actor: User, indicator: LogIndicator, received_at: datetime | None = None) -> Part:
    part = editing.begin(actor, indicator.row.part, received_at)
    removed = indicator.pk
    indicator.delete()
    data = {"indicator": removed}
    journal.record(actor=actor, verb="applications.remove_indicator", target=part, data=data)
    return part


@transaction.atomic
def move_row(*, actor: User, row: LogframeRow, how: str, received_at: datetime | None = None) -> LogframeRow:
    """One place "up" or "down" among its like, under the same parent."""
    part = editing.begin(actor, row.part, received_at)
    editing.move_among(part.logframe.filter(parent=row.parent_id).order_by("position", "pk"), row, how)
    journal.record(actor=actor, verb="applications.move_row", target=part, data={"row": row.pk})
    return row


@transaction.atomic
def choose_row_cells(
    *,
    actor: User,
    row: LogframeRow | LogIndicator,
    key: str,
    take: bool,
    received_at: datetime | None = None,
) -> LogframeRow | LogIndicator:
    """Of two versions of a row's cells take the one that waits, or leave what stands."""
    own = row.part if isinstance(row, LogframeRow) else row.row.part
    part = editing.begin(actor, own, received_at)
    stored: Any = type(row)._base_manager.select_for_update().get(pk=row.pk)
    editing.take_or_drop(stored, key, readers_for(stored, part), take=take, by=actor.pk)
    data = {"row": stored.pk, "taken": take}
    journal.record(actor=actor, verb="applications.choose_row_cells", target=part, data=data)
    return stored


# --- the timeline --------------------------------------------------------------------------------


@transaction.atomic
def save_months(
    *,
    actor: User,
    part: Part,
    months: Mapping[int, Iterable[int]],
    was: Mapping[int, Iterable[int]] | None = None,
    received_at: datetime | None = None,
) -> list[int]:
    """When activities take place: id of an activity → its months, 1 being the first. Gives the ids changed.

    `was` are those on which somebody ticked: what they left alone stays as others have changed it since. A month after
    the project's end is kept and named as a problem; refused is only one that no project has.
    """
    part = editing.begin(actor, part, received_at)
    changed = []
    for row in part.logframe.filter(kind=LogframeRow.Kind.ACTIVITY, pk__in=list(months)):
        before = set(was.get(row.pk, ())) if was is not None else {*row.months}
        ticked = set(months[row.pk])
        wanted = sorted({*row.months} - (before - ticked) | (ticked - before))
        beyond = [month for month in ticked - before if not 1 <= month <= MOST_MONTHS]
        if beyond:
            raise Refused(_late(row, beyond), field=f"row-{row.pk}")
        if wanted != row.months:
            row.months = wanted
            row.version += 1
            row.save(update_fields=["months", "version"])
            changed.append(row.pk)
    if changed:
        editing.note(actor, part, "applications.save_months", {"rows": changed})
    return changed


def _late(row: LogframeRow, beyond: Sequence[int]) -> str:
    return _("“%(activity)s”: the project lasts %(last)s months, so there is no month %(month)s.") % {
        "activity": row.text[:80],
        "last": MOST_MONTHS,
        "month": beyond[0],
    }
