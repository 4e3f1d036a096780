"""Numbers in three languages, and sums that always agree: pure, without a database."""

import json
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapbridge.act.applications.budget import add_up, shares
from gapbridge.act.applications.models import BudgetLine
from gapbridge.act.applications.numerals import of_cell, read_number, written

EXAMPLES = json.loads(Path(__file__).with_name("numerals.json").read_text())
MOST = Decimal(10) ** 12
HEADINGS = ("people", "goods", "overhead")
HINTS = {
    "twoWays": "two ways",
    "notNumber": "not a number",
    "decimals": "at most two digits",
    "negative": "less than zero",
}

cents = st.integers(0, 10**10).map(lambda number: Decimal(number) / 100)
lines = st.lists(
    st.builds(
        lambda heading, year, partner, quantity, rate: BudgetLine(
            heading=heading, year=year, partner_id=partner, quantity=quantity, rate=rate
        ),
        st.sampled_from(HEADINGS),
        st.integers(1, 5),
        st.sampled_from([None, 1, 2]),
        st.none() | cents,
        st.none() | cents,
    )
)
sources = st.lists(st.builds(SimpleNamespace, amount=st.none() | cents, is_secured=st.booleans()))


@pytest.mark.parametrize(("text", "value"), EXAMPLES["read"].items())
def test_a_number_is_read_as_it_is_written_in_any_of_the_languages(text, value):
    assert read_number(text, most=MOST) == Decimal(value) / 100


@pytest.mark.parametrize("text", EXAMPLES["empty"])
def test_nothing_written_is_not_zero(text):
    assert read_number(text, most=MOST) is None


@pytest.mark.parametrize(
    ("why", "text"), [(why, text) for why, texts in EXAMPLES["refused"].items() for text in texts]
)
def test_what_is_no_number_or_could_be_two_is_refused_with_a_hint(why, text):
    with pytest.raises(ValueError, match=HINTS[why]):
        read_number(text, most=MOST)


def test_a_number_that_no_column_holds_is_refused():
    with pytest.raises(ValueError, match="too large"):
        read_number("100", most=Decimal("99.99"))


@pytest.mark.parametrize(
    ("cell", "value"),
    [(1.234e3, "1234"), (33.330000000000005, "33.33"), (7, "7"), ("1 234,5", "1234.5"), (0, "0")],
)
def test_a_workbooks_cell_is_read_as_the_number_that_it_holds(cell, value):
    assert of_cell(cell, most=MOST) == Decimal(value)


@pytest.mark.parametrize("cell", [True, 1.234, float("nan"), float("inf"), -1])
def test_a_workbooks_cell_that_is_no_amount_is_refused(cell):
    with pytest.raises(ValueError):
        of_cell(cell, most=MOST)


@given(cents, st.booleans())
def test_what_stands_in_a_cell_is_read_back_as_the_same_number(number, comma):
    assert read_number(written(number, comma=comma), most=MOST) == number


@given(lines, sources)
def test_the_sums_by_heading_by_year_and_by_partner_are_each_the_total(lines, sources):
    found = add_up(lines, sources, HEADINGS)
    total = sum((line.cost or Decimal(0) for line in lines), Decimal(0))
    assert (
        total
        == found.total
        == sum(found.by_heading.values())
        == sum(found.by_year.values())
        == sum(found.by_partner.values())
    )
    assert found.requested + found.co_financing == found.total
    assert found.secured <= found.co_financing


@given(lines)
def test_shares_are_together_exactly_a_hundred_and_none_is_more_than_a_tenth_off(lines):
    found = add_up(lines, (), HEADINGS)
    if not found.total:
        assert found.shares == {}
        return
    assert sum(found.shares.values()) == 100
    for heading, share in found.shares.items():
        assert abs(share - 100 * found.by_heading[heading] / found.total) < Decimal("0.1")
        assert 0 <= share <= 100


def test_three_equal_thirds_make_a_hundred():
    assert sorted(shares(dict.fromkeys("abc", Decimal(1))).values()) == [
        Decimal("33.3"),
        Decimal("33.3"),
        Decimal("33.4"),
    ]


@pytest.mark.parametrize(("quantity", "rate", "cost"), EXAMPLES["costs"])
def test_a_cost_is_exact_to_the_cent(quantity, rate, cost):
    assert BudgetLine(quantity=Decimal(quantity), rate=Decimal(rate)).cost == Decimal(cost) / 100


@pytest.mark.browser
def test_the_browser_reads_and_counts_as_the_server_does(browser):
    """The same examples through static/applications/sums.js."""
    script = Path(__file__).parents[3] / "src/gapbridge/act/applications/static/applications/sums.js"
    page = browser.new_page()
    told = page.evaluate(
        """([source, examples]) => {
            const Sums = new Function(source + "; return Sums;")();
            const read = (text) => { try { const found = Sums.cents(text); return found === null ? null : String(found); } catch (wrong) { return String(wrong); } };
            return {
                read: Object.fromEntries(Object.keys(examples.read).map((text) => [text, read(text)])),
                empty: examples.empty.map(read),
                refused: Object.fromEntries(Object.entries(examples.refused).map(([why, texts]) => [why, texts.map(read)])),
                costs: examples.costs.map(([quantity, rate]) => String(Sums.cost(Sums.cents(quantity), Sums.cents(rate)))),
                ceilings: examples.ceilings.map(([percent, cents]) => String(Sums.percentOf(percent, BigInt(cents), false))),
                written: [Sums.written(123456789n, ",", "\\u00a0"), Sums.written(-5n, ".", ",")],
            };
        }""",
        [script.read_text(), json.loads(json.dumps(EXAMPLES), parse_int=str)],
    )
    page.close()
    assert told["read"] == {text: str(value) for text, value in EXAMPLES["read"].items()}
    assert told["empty"] == [None, None]
    assert told["refused"] == {why: [why] * len(texts) for why, texts in EXAMPLES["refused"].items()}
    assert told["costs"] == [str(cost) for *_numbers, cost in EXAMPLES["costs"]]
    assert told["ceilings"] == [str(most) for *_numbers, most in EXAMPLES["ceilings"]]
    assert told["written"] == ["1\u00a0234\u00a0567,89", "-0.05"]
