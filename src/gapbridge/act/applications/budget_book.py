"""A budget as a workbook: written with its sums as formulas, and read back with every error by row and column."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any, BinaryIO

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.base.tables import Problems, TableColumn, read_table

from .editors.budget import Sheet
from .editors.reading import MOST_MONEY, MOST_QUANTITY, MOST_RATE, MOST_YEARS
from .models import BudgetLine
from .models.budget import CENT, cost_of
from .numerals import of_cell

ROOM = 200  # lines that the workbook has lists and formulas for
MONEY = "#,##0.00"
COST = 5  # the column of the cost
WIDTHS = (24, 40, 12, 12, 14, 16, 8, 24, 34, 44)


@dataclass(frozen=True)
class NumberColumn(TableColumn):
    """A number with two decimals, as a number or as text in the form of any of the languages."""

    most: Decimal = MOST_RATE

    def parse(self, cell: Any) -> Any:
        number = of_cell(cell, most=self.most)
        if number is None:
            raise ValueError(_("this can't be empty."))
        return number


@dataclass(frozen=True)
class CostColumn(TableColumn):
    """The cost as the file says it: nobody needs to write it, but who does is told when it does not add up."""

    def parse(self, cell: Any) -> Any:
        return Decimal(str(cell)) if isinstance(cell, int | float) else of_cell(cell, most=MOST_MONEY)


IN_ALL = CostColumn("in_all", gettext_lazy("Cost in all"))


def columns_of(sheet: Sheet) -> tuple[TableColumn, ...]:
    """The columns that are read. Headings, partners and activities may be written as the page names them."""
    years = {str(year): str(year) for year in range(1, MOST_YEARS + 1)}
    partners = {str(each.pk): str(each.organisation) for each in sheet.partners}
    activities = {str(each.pk): each.text[:80] for each in sheet.activities}
    return (
        TableColumn("heading", gettext_lazy("Heading"), choices=dict(sheet.terms.headings), required=True),
        TableColumn("text", gettext_lazy("Cost"), required=True, longest=300),
        TableColumn("unit", gettext_lazy("Unit"), longest=60, empty=""),
        NumberColumn("quantity", gettext_lazy("Quantity"), required=True, most=MOST_QUANTITY),
        NumberColumn("rate", gettext_lazy("Rate"), required=True, most=MOST_RATE),
        TableColumn("year", gettext_lazy("Year"), choices=years, empty="1"),
        TableColumn(
            "partner", gettext_lazy("Spent by"), choices={"": sheet.applicant} | partners, empty=""
        ),
        TableColumn(
            "activity", gettext_lazy("For"), choices={"": gettext_lazy("The project as a whole")} | activities,
            empty="",
        ),
        TableColumn("justification", gettext_lazy("Why, and how it was estimated"), empty=""),
    )  # fmt: skip


def read_budget(file: BinaryIO, sheet: Sheet, *, field: str | None = None) -> list[dict[str, Any]]:
    """Lines as `import_budget` takes them. Raises TableErrors for every cell that can't be read."""
    partners = {str(each.pk): each for each in sheet.partners}
    activities = {str(each.pk): each for each in sheet.activities}
    rows = read_table(file, (*columns_of(sheet), IN_ALL), field=field)
    _refuse_what_does_not_add_up(rows, field)
    return [
        {
            "heading": row.heading,
            "text": row.text,
            "unit": row.unit,
            "quantity": row.quantity,
            "rate": row.rate,
            "year": int(row.year),
            "partner": partners.get(row.partner),
            "activity": activities.get(row.activity),
            "justification": row.justification,
        }
        for row in rows
    ]


def _refuse_what_does_not_add_up(rows: Iterable[Any], field: str | None) -> None:
    """A cost that is typed and is not quantity times rate, to the cent: nobody knows which of the three is meant."""
    problems = Problems(field)
    for row in rows:
        cost = cost_of(row.quantity, row.rate)
        if row.in_all not in {None, ""} and abs(row.in_all - cost) >= CENT:
            text = _(
                "quantity times rate is %(cost)s, not this. Correct one of the three, or leave this empty."
            )
            problems.add(row.row_number, IN_ALL.label, text % {"cost": f"{cost:.2f}"})
    problems.settle()


# --- writing -------------------------------------------------------------------------------------


def write_budget(sheet: Sheet) -> bytes:
    """Four sheets: lines with a formula for each cost, co-financing, sums as formulas, and the words of the lists."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    formats = {
        "bold": book.add_format({"bold": True, "bottom": 1}),
        "money": book.add_format({"num_format": MONEY}),
        "sum": book.add_format({"num_format": MONEY, "bold": True, "top": 1}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    lines = [row.row for block in sheet.blocks for row in block.rows]
    _lines_sheet(book, formats, sheet, lines)
    _sources_sheet(book, formats, [row.row for row in sheet.sources])
    _sums_sheet(book, formats, sheet)
    _lists_sheet(book, sheet)
    book.close()
    return buffer.getvalue()


def _head(sheet: Any, formats: dict[str, Any], heads: Iterable[str]) -> None:
    sheet.freeze_panes(1, 0)
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, formats["bold"])


def _lines_sheet(book: Any, formats: dict[str, Any], sheet: Sheet, lines: list[BudgetLine]) -> None:
    page = book.add_worksheet(_("Budget")[:31])
    labels = [str(column.label) for column in columns_of(sheet)]
    _head(page, formats, [*labels[:COST], str(IN_ALL.label), *labels[COST:]])
    for column, width in enumerate(WIDTHS):
        page.set_column(column, column, width)
    for number, line in enumerate(lines, start=1):
        _write_line(page, formats, sheet, number, line)
    for number in range(len(lines) + 1, ROOM + 1):
        page.write_formula(number, COST, _formula(number), formats["money"], "")
    _offer(page, 0, "A", len(sheet.terms.headings))
    _offer(page, 6, "D", MOST_YEARS)
    _offer(page, 7, "B", 1 + len(sheet.partners))
    _offer(page, 8, "C", 1 + len(sheet.activities))


def _formula(number: int) -> str:
    row = number + 1
    return f'=IF(OR(D{row}="",E{row}=""),"",ROUND(D{row}*E{row},2))'


def _write_line(page: Any, formats: dict[str, Any], sheet: Sheet, number: int, line: BudgetLine) -> None:
    page.write_string(number, 0, sheet.terms.headings.get(line.heading, line.heading))
    page.write_string(number, 1, line.text, formats["wrap"])
    page.write_string(number, 2, line.unit)
    for column, name in ((3, "quantity"), (4, "rate")):
        value = getattr(line, name)
        if value is not None:
            page.write_number(number, column, float(value), formats["money"])
        elif name in line.unread:
            page.write_string(number, column, line.unread[name])
    page.write_formula(
        number, COST, _formula(number), formats["money"], "" if line.cost is None else float(line.cost)
    )
    page.write_number(number, 6, line.year)
    page.write_string(number, 7, str(line.partner.organisation) if line.partner else sheet.applicant)
    page.write_string(number, 8, line.activity.text[:80] if line.activity else _("The project as a whole"))
    page.write_string(number, 9, line.justification, formats["wrap"])


def _offer(page: Any, column: int, of: str, count: int) -> None:
    """A list to choose from in each cell of a column: the words of a column of the last sheet."""
    source = f"='{_('Lists')[:31]}'!${of}$1:${of}${max(count, 1)}"
    page.data_validation(
        1, column, ROOM, column, {"validate": "list", "source": source, "error_type": "warning"}
    )


def _sources_sheet(book: Any, formats: dict[str, Any], sources: list[Any]) -> None:
    page = book.add_worksheet(_("Co-financing")[:31])
    _head(page, formats, (_("Source"), _("Amount"), _("Secured")))
    page.set_column(0, 2, 24)
    for number, source in enumerate(sources, start=1):
        page.write_string(number, 0, source.name)
        if source.amount is not None:
            page.write_number(number, 1, float(source.amount), formats["money"])
        page.write_string(number, 2, _("yes") if source.is_secured else _("no"))


def _sums_sheet(book: Any, formats: dict[str, Any], sheet: Sheet) -> None:
    page = book.add_worksheet(_("Sums")[:31])
    _head(page, formats, (_("Heading"), _("Sum")))
    page.set_column(0, 1, 30)
    own, last = f"'{_('Budget')[:31]}'", ROOM + 1
    for number, (key, label) in enumerate(sheet.terms.headings.items(), start=1):
        page.write_string(number, 0, label)
        formula = f"=SUMIF({own}!$A$2:$A${last},A{number + 1},{own}!$F$2:$F${last})"
        page.write_formula(number, 1, formula, formats["money"], float(sheet.totals.by_heading.get(key, 0)))
    total = len(sheet.terms.headings) + 1
    found = sheet.totals
    page.write_string(total, 0, _("Total"), formats["bold"])
    page.write_formula(total, 1, f"=SUM(B2:B{total})", formats["sum"], float(found.total))
    page.write_string(total + 1, 0, _("Co-financing"))
    funds = f"=SUM('{_('Co-financing')[:31]}'!$B$2:$B$100)"
    page.write_formula(total + 1, 1, funds, formats["money"], float(found.co_financing))
    page.write_string(total + 2, 0, _("Asked for"), formats["bold"])
    page.write_formula(total + 2, 1, f"=B{total + 1}-B{total + 2}", formats["sum"], float(found.requested))


def _lists_sheet(book: Any, sheet: Sheet) -> None:
    page = book.add_worksheet(_("Lists")[:31])
    columns = (
        list(sheet.terms.headings.values()),
        [each.label for each in sheet.partner_choices],
        [each.label for each in sheet.activity_choices],
    )
    for column, labels in enumerate(columns):
        for number, label in enumerate(labels):
            page.write_string(number, column, label)
    for number in range(MOST_YEARS):
        page.write_number(number, 3, number + 1)
    page.hide()
