"""What is wrong in a file of answers: where, and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MOST_SHOWN = 50


@dataclass(frozen=True)
class Fault:
    """`row` counts as the reader's own program does: the headings are row 1. `sheet` is "" for a single table."""

    sheet: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        told = {"sheet": self.sheet, "row": self.row, "column": self.column, "message": self.message}
        if self.sheet and self.column:
            return _("Sheet %(sheet)s, row %(row)s, column %(column)s: %(message)s") % told
        if self.sheet:
            return _("Sheet %(sheet)s, row %(row)s: %(message)s") % told
        if self.column:
            return _("Row %(row)s, column %(column)s: %(message)s") % told
        return _("Row %(row)s: %(message)s") % told


@dataclass
class Faults:
    """Keeps the first fifty and counts them all; `rows` are the places (sheet, row) that have one."""

    shown: list[Fault] = field(default_factory=list)
    count: int = 0
    rows: set[tuple[str, int]] = field(default_factory=set)

    def add(self, sheet: str, row: int, column: str, message: str) -> None:
        self.count += 1
        self.rows.add((sheet, row))
        if len(self.shown) < MOST_SHOWN:
            self.shown.append(Fault(sheet, row, column[:80], message))

    def __bool__(self) -> bool:
        return self.count > 0

    @property
    def whole_table(self) -> bool:
        """Something is wrong with the headings: no row can be told from another."""
        return any(row == 1 for _sheet, row in self.rows)


class Unsound(ValidationError):
    """Nothing was brought in. One line a fault, the first fifty, then how many more."""

    def __init__(self, faults: Faults, *, field: str = "file"):
        self.faults = faults
        self.field = field
        super().__init__({field: list(_lines(faults))})


def _lines(faults: Faults) -> Iterable[str]:
    yield ngettext(
        "Nothing was brought in: %(count)s place needs correcting.",
        "Nothing was brought in: %(count)s places need correcting.",
        faults.count,
    ) % {"count": faults.count}
    yield from map(str, faults.shown)
    if more := faults.count - len(faults.shown):
        yield ngettext("And %(count)s more.", "And %(count)s more.", more) % {"count": more}
