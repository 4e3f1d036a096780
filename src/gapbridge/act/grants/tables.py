"""Receipts that a bookkeeper brings as XLSX or CSV."""

from decimal import Decimal, InvalidOperation
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.base.errors import Refused
from gapbridge.base.folding import fold
from gapbridge.base.tables import Problems, TableColumn, read_table

from .models import Report
from .queries.budget import labels_of, lines_of

MOST_ROWS = 2000


class MoneyColumn(TableColumn):
    """A positive sum of whole cents, as people write it."""

    def parse(self, cell: Any) -> Decimal | None:
        text = super().parse(cell)
        return None if text is None else number_of(text)


COLUMNS = (
    TableColumn("on", gettext_lazy("Date"), kind="date", required=True),
    TableColumn("supplier", gettext_lazy("Supplier"), required=True, longest=200),
    TableColumn(
        "number",
        gettext_lazy("Number of the receipt"),
        aliases=("number", "receipt"),
        required=True,
        longest=80,
    ),
    TableColumn("text", gettext_lazy("What was paid for"), aliases=("text",), required=True, longest=300),
    MoneyColumn("amount", gettext_lazy("Amount"), required=True, longest=30),
    TableColumn("currency", gettext_lazy("Currency"), longest=3),
    TableColumn(
        "heading", gettext_lazy("Budget heading"), aliases=("budget line", "line"), required=True, longest=300
    ),
)
LABELS = {column.key: column.label for column in COLUMNS} | {"line": COLUMNS[-1].label}


def read_expenses(file: BinaryIO, report: Report, *, field: str = "file") -> list[dict[str, Any]]:
    """Rows for `import_expenses`. The heading is a heading's name or key, or the text of a line of the budget.

    Raises TableErrors for every cell that can't be read, Refused for more than 2,000 rows.
    """
    lines = read_table(file, COLUMNS, field=field)
    if len(lines) > MOST_ROWS:
        raise Refused(_("These are more than 2,000 rows. Send the table in several files."), field=field)
    problems = Problems(field)
    places = _places(report)
    rows = [_row(line, places, problems) for line in lines]
    problems.settle()
    return rows


def _row(line: Any, places: dict[str, dict[str, Any]], problems: Problems) -> dict[str, Any]:
    row = line._asdict()
    found = places.get(fold(line.heading))
    if found is None:
        message = _("“%(text)s” is no heading and no line of this budget.")
        problems.add(line.row_number, LABELS["heading"], message % {"text": line.heading[:60]})
    return row | (found or {})


def _places(report: Report) -> dict[str, dict[str, Any]]:
    """Every spelling of a heading or a line, folded; a line's text that two lines share names none."""
    found: dict[str, dict[str, Any]] = {}
    lines = lines_of(report.grant)
    texts = [fold(line.text) for line in lines]
    for line, text in zip(lines, texts, strict=True):
        if texts.count(text) == 1:
            found[text] = {"line": line, "heading": line.heading}
    for key, label in (labels_of(report.grant) or {line.heading: line.heading for line in lines}).items():
        found[fold(key)] = found[fold(label)] = {"line": None, "heading": key}
    return found


def number_of(text: str) -> Decimal:
    """ "1 234,50", "1,234.50" or "1234.5" as a number with two digits; ValueError with a sentence otherwise."""
    plain = text.replace(" ", "").replace("\xa0", "").replace("\u202f", "")
    if "," in plain and "." in plain:
        thousands = "," if plain.rfind(".") > plain.rfind(",") else "."
        plain = plain.replace(thousands, "")
    try:
        value = Decimal(plain.replace(",", "."))
    except InvalidOperation:
        raise ValueError(_("“%(text)s” is not a number.") % {"text": text[:60]}) from None
    if not value.is_finite() or abs(value) >= 10**12:
        raise ValueError(_("“%(text)s” is not a number.") % {"text": text[:60]})
    if value != value.quantize(Decimal("0.01")):
        raise ValueError(_("“%(text)s” has more than two digits after the point.") % {"text": text[:60]})
    if value <= 0:
        raise ValueError(_("the amount of a receipt is more than nothing."))
    return value
