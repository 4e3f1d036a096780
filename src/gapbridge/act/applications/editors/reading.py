"""How the cells of budget and logframe are read from text."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from gapbridge.act.applications.budget import terms_of
from gapbridge.act.applications.cells import Reader, number, one_of, truth, words
from gapbridge.act.applications.models import BudgetLine, FundingSource, LogframeRow, LogIndicator, Part

MOST_QUANTITY = Decimal("99999999.99")
MOST_RATE = Decimal("999999999.99")
MOST_MONEY = Decimal("999999999999.99")
MOST_YEARS = 5
LONGEST_TEXT = 20_000

SOURCE_READERS: Mapping[str, Reader] = {
    "name": words(200),
    "amount": number(MOST_MONEY),
    "is_secured": truth,
}
INDICATOR_READERS: Mapping[str, Reader] = {
    "text": words(300),
    "unit": words(60),
    "baseline": number(MOST_MONEY),
    "target": number(MOST_MONEY),
    "means": words(300),
}


def line_readers(part: Part) -> dict[str, Reader]:
    terms = terms_of(part)
    activities = part.logframe.filter(kind=LogframeRow.Kind.ACTIVITY)
    return readers_with(terms.headings if terms else (), part.application.partners.all(), activities)


def readers_with(
    headings: Iterable[str], partners: Iterable[Any], activities: Iterable[Any]
) -> dict[str, Reader]:
    return {
        "heading": one_of({key: key for key in headings}),
        "text": words(300),
        "unit": words(60),
        "quantity": number(MOST_QUANTITY),
        "rate": number(MOST_RATE),
        "year": one_of({str(year): year for year in range(1, MOST_YEARS + 1)}),
        "partner": one_of(_by_id(partners)),
        "activity": one_of(_by_id(activities)),
        "justification": words(LONGEST_TEXT),
    }


def row_readers(part: Part) -> dict[str, Reader]:
    return {
        "text": words(2000),
        "assumptions": words(2000),
        "partner": one_of(_by_id(part.application.partners.all())),
    }


def _by_id(rows: Any) -> dict[str, Any]:
    return {"": None} | {str(row.pk): row for row in rows}


READS = {BudgetLine: line_readers, LogframeRow: row_readers}


def readers_for(row: Any, part: Part) -> Mapping[str, Reader]:
    if isinstance(row, FundingSource):
        return SOURCE_READERS
    if isinstance(row, LogIndicator):
        return INDICATOR_READERS
    return READS[type(row)](part)
