"""A budget's lines and sources of co-financing: typed cell by cell, or replaced as a whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gapbridge.act.applications.budget import MOST_TOTAL, terms_of, totals
from gapbridge.act.applications.cells import Typed
from gapbridge.act.applications.editors.reading import SOURCE_READERS, line_readers
from gapbridge.act.applications.models import BudgetLine, FundingSource, LogframeRow, Part
from gapbridge.base import journal
from gapbridge.base.errors import Refused
from gapbridge.people.models import User

from . import rows as editing

MOST_LINES = 200
MOST_SOURCES = 30
VERB = "applications.%s"


@dataclass
class SavedRows:
    """What a save made of what was typed: rows by the key they came under, and the keys whose cells now wait."""

    lines: dict[str, BudgetLine] = field(default_factory=dict)
    sources: dict[str, FundingSource] = field(default_factory=dict)
    waits: list[str] = field(default_factory=list)


@transaction.atomic
def save_budget(
    *,
    actor: User,
    part: Part,
    lines: Sequence[Typed] = (),
    sources: Sequence[Typed] = (),
    received_at: datetime | None = None,
) -> SavedRows:
    """Save what was typed into lines and sources, as texts. What can't be read is kept beside its cell, never refused.

    A cell that somebody else changed meanwhile stays, and what was typed waits for a choice. Refused: too many rows.
    """
    part = editing.begin(actor, part, received_at)
    saved = SavedRows()
    readers = line_readers(part)
    for typed in lines:
        row = _write(BudgetLine, part, typed, readers, actor, saved)
        if row is not None:
            saved.lines[typed.key] = row
    for typed in sources:
        source = _write(FundingSource, part, typed, SOURCE_READERS, actor, saved)
        if source is not None:
            saved.sources[typed.key] = source
    _refuse_too_many(part)
    _follow(part)
    editing.note(actor, part, VERB % "save_budget", {"application": part.application_id})
    return saved


def _write(
    model: Any, part: Part, typed: Typed, readers: Mapping[str, Any], actor: User, saved: SavedRows
) -> Any:
    row = editing.find_or_make(model, typed, {"part": part})
    if row.pk is None and isinstance(row, BudgetLine):
        row.position = 1 + max(part.budget_lines.values_list("position", flat=True), default=0)
    merged = editing.write(row, typed, readers, by=actor.pk)
    if merged.waits:
        saved.waits.append(typed.key)
    return row if row.pk else None


def _refuse_too_many(part: Part) -> None:
    if part.budget_lines.count() > MOST_LINES or part.funding_sources.count() > MOST_SOURCES:
        raise Refused(
            _(
                "A budget has at most %(lines)s lines and %(sources)s sources of co-financing. Put some together."
            )
            % {"lines": MOST_LINES, "sources": MOST_SOURCES}
        )


def save_budget_line(
    *,
    actor: User,
    part: Part,
    cells: Mapping[str, str],
    line: BudgetLine | None = None,
    version: int | None = None,
    token: str = "",
    received_at: datetime | None = None,
) -> BudgetLine:
    """One line, new or stored, as `save_budget` takes it."""
    key = str(line.pk) if line else token or "new"
    typed = Typed(key, cells, version, wanted=True)
    return save_budget(actor=actor, part=part, lines=[typed], received_at=received_at).lines[key]


def save_source(
    *,
    actor: User,
    part: Part,
    cells: Mapping[str, str],
    source: FundingSource | None = None,
    version: int | None = None,
    token: str = "",
    received_at: datetime | None = None,
) -> FundingSource:
    """One source of co-financing, new or stored, as `save_budget` takes it."""
    key = str(source.pk) if source else token or "new"
    typed = Typed(key, cells, version, wanted=True)
    return save_budget(actor=actor, part=part, sources=[typed], received_at=received_at).sources[key]


@transaction.atomic
def remove_budget_line(*, actor: User, line: BudgetLine, received_at: datetime | None = None) -> Part:
    part = editing.begin(actor, line.part, received_at)
    removed = line.pk
    line.delete()
    return _settle(actor, part, "remove_budget_line", {"line": removed})


@transaction.atomic
def remove_source(*, actor: User, source: FundingSource, received_at: datetime | None = None) -> Part:
    part = editing.begin(actor, source.part, received_at)
    removed = source.pk
    source.delete()
    return _settle(actor, part, "remove_source", {"source": removed})


@transaction.atomic
def copy_budget_line(*, actor: User, line: BudgetLine, received_at: datetime | None = None) -> BudgetLine:
    """The same line once more, right below it: the next year's, another place's."""
    part = editing.begin(actor, line.part, received_at)
    line = BudgetLine.objects.get(pk=line.pk)
    below = part.budget_lines.filter(heading=line.heading).order_by("position", "pk")
    order = list(below)
    copied = BudgetLine.objects.get(pk=line.pk)
    copied.pk, copied.version, copied.token, copied.waiting = None, 1, "", []
    copied.save(force_insert=True)
    order.insert(order.index(line) + 1, copied)
    for position, each in enumerate(order, start=1):
        BudgetLine.objects.filter(pk=each.pk).update(position=position)
    _refuse_too_many(part)
    _settle(actor, part, "copy_budget_line", {"line": copied.pk})
    return copied


@transaction.atomic
def move_budget_line(
    *, actor: User, line: BudgetLine, how: str, received_at: datetime | None = None
) -> BudgetLine:
    """One place "up" or "down" under its heading."""
    part = editing.begin(actor, line.part, received_at)
    editing.move_among(part.budget_lines.filter(heading=line.heading).order_by("position", "pk"), line, how)
    _settle(actor, part, "move_budget_line", {"line": line.pk})
    return line


@transaction.atomic
def choose_cells(
    *,
    actor: User,
    row: BudgetLine | FundingSource,
    key: str,
    take: bool,
    received_at: datetime | None = None,
) -> BudgetLine | FundingSource:
    """Of two versions of a row's cells take the one that waits, or leave what stands. Refused once it is chosen."""
    part = editing.begin(actor, row.part, received_at)
    stored = type(row)._base_manager.select_for_update().get(pk=row.pk)
    readers = line_readers(part) if isinstance(row, BudgetLine) else SOURCE_READERS
    editing.take_or_drop(stored, key, readers, take=take, by=actor.pk)
    _settle(actor, part, "choose_cells", {"row": stored.pk, "taken": take})
    return stored


# --- a whole budget at once ----------------------------------------------------------------------


@transaction.atomic
def put_budget(
    *,
    actor: User | None,
    part: Part,
    lines: Iterable[Mapping[str, Any]],
    sources: Iterable[Mapping[str, Any]] = (),
    received_at: datetime | None = None,
) -> Part:
    """Replace the whole budget: values, not texts.

    A line has heading, text, unit, quantity, rate, year, partner, activity (a row of the logframe, or its text),
    justification; a source name, amount, is_secured. Refuses a heading that the form has not.
    """
    part = editing.begin(actor, part, received_at)
    part.budget_lines.all().delete()
    made = _put_lines(part, lines)
    given = [FundingSource(part=part, **facts) for facts in sources]
    for source in given:
        source.full_clean(exclude=["part"], validate_constraints=False)
    part.funding_sources.all().delete()
    FundingSource.objects.bulk_create(given)
    _refuse_too_many(part)
    return _settle(actor, part, "put_budget", {"lines": made})


@transaction.atomic
def import_budget(
    *,
    actor: User,
    part: Part,
    lines: Sequence[Mapping[str, Any]],
    replace: bool,
    received_at: datetime | None = None,
) -> Part:
    """Take all lines of a workbook, below those that there are or in their place. The co-financing stays as it is."""
    part = editing.begin(actor, part, received_at)
    if replace:
        part.budget_lines.all().delete()
    made = _put_lines(part, lines)
    _refuse_too_many(part)
    return _settle(actor, part, "import_budget", {"lines": made, "replaced": replace})


def _put_lines(part: Part, lines: Iterable[Mapping[str, Any]]) -> int:
    terms = terms_of(part)
    if terms is None:
        raise Refused(_("This form asks for no budget."))
    activities = {each.text: each for each in part.logframe.filter(kind=LogframeRow.Kind.ACTIVITY)}
    first = 1 + max(part.budget_lines.values_list("position", flat=True), default=0)
    made = [_line(part, position, given, activities) for position, given in enumerate(lines, start=first)]
    for line in made:
        if line.heading not in terms.headings:
            raise Refused(_("“%(heading)s” is no heading of this budget.") % {"heading": line.heading[:60]})
        line.full_clean(exclude=["part"], validate_constraints=False)
    BudgetLine.objects.bulk_create(made)
    return len(made)


def _line(
    part: Part, position: int, given: Mapping[str, Any], activities: Mapping[str, LogframeRow]
) -> BudgetLine:
    facts = dict(given)
    activity = facts.pop("activity", None)
    if isinstance(activity, str):
        activity = activities.get(activity)
    return BudgetLine(part=part, position=position, activity=activity, **facts)


def _settle(actor: User | None, part: Part, verb: str, data: dict[str, Any]) -> Part:
    _follow(part)
    journal.record(actor=actor, verb=VERB % verb, target=part, data=data)
    return part


def _follow(part: Part) -> None:
    """Let the amount asked for follow the full part's budget."""
    if part.kind == Part.Kind.FULL and terms_of(part):
        application = part.application
        application.amount = _amount(part)
        application.save(update_fields=["amount"])


def _amount(part: Part) -> Decimal | None:
    """What is asked for; None while no cost is known or the sum can't be one."""
    fresh = Part.objects.select_related("form", "application__call__procedure", "application__lot").get(
        pk=part.pk
    )
    found = totals(fresh)
    return found.requested if 0 < found.requested <= MOST_TOTAL else None
