"""Charts say what they do not know, fit a narrow screen, and bring their table."""

import re
import xml.etree.ElementTree as ET

import pytest
from django.template import engines
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from gapbridge.base import charts
from gapbridge.base.charts import Suppressed

VALUES = st.one_of(st.none(), st.just(Suppressed()), st.integers(0, 10**7), st.floats(0, 10**6))
LABELS = st.text(alphabet=st.characters(exclude_categories=["C"]), max_size=80)


def drawn(chart, language="en"):
    with translation.override(language):
        return engines["django"].from_string("{% load charts %}{% chart c %}").render({"c": chart})


def bar_of(chart, says):
    return next(shape for shape in chart.shapes if shape.says == says)


def test_bars_are_as_long_as_their_values():
    chart = charts.bars("People", [("Bakı", 400), ("Gəncə", 100), ("Şəki", 0)], head=("Place", "People"))
    assert bar_of(chart, "Bakı: 400").width == 4 * bar_of(chart, "Gəncə: 100").width
    assert bar_of(chart, "Şəki: 0").width == 0
    assert chart.rows == (("Bakı", "400"), ("Gəncə", "100"), ("Şəki", "0"))


def test_unknown_is_drawn_as_unknown_and_never_as_zero():
    chart = charts.bars("People", [("Bakı", 400), ("Gəncə", None)], head=("Place", "People"))
    shape = bar_of(chart, "Gəncə: unknown")
    assert shape.look == "unknown" and shape.width > 0
    assert chart.rows[1] == ("Gəncə", "unknown")
    assert 'stroke-dasharray="3 3"' in drawn(chart)


def test_a_withheld_number_shows_its_bound_and_not_itself():
    chart = charts.bars(
        "People", [("Bakı", 400), ("Gəncə", Suppressed()), ("Şəki", Suppressed(10))], head=("a", "b")
    )
    assert [row[1] for row in chart.rows] == ["400", "<5", "<10"]
    html = drawn(chart)
    assert "&lt;5" in html
    assert bar_of(chart, "Gəncə: <5").width == bar_of(chart, "Şəki: <10").width


def test_a_stack_with_an_unknown_part_says_that_its_sum_is_a_lower_bound():
    chart = charts.stacked_bars(
        "x", ["a", "b"], [("1", [10, None]), ("2", [4, 6]), ("3", [None, None])], head="h"
    )
    values = [label.text for label in chart.labels if label.look == "value"]
    assert values == ["≥ 10", "10", "unknown"]


def test_a_pyramid_has_its_sides_back_to_back_and_the_youngest_at_the_bottom():
    chart = charts.pyramid("x", ("Women", "Men"), [("0–17", 50, 100), ("18+", 100, None)], head="Age")
    women, men = bar_of(chart, "0–17, Women: 50"), bar_of(chart, "0–17, Men: 100")
    assert women.x + women.width == men.x == 160
    assert men.width == 2 * women.width
    assert women.y > bar_of(chart, "18+, Women: 100").y
    assert bar_of(chart, "18+, Men: unknown").look == "unknown"


@pytest.mark.parametrize(
    ("value", "target", "reached", "mark"), [(50, 100, 160, 318), (150, 100, 320, 213.3), (0, 0, 0, 0)]
)
def test_progress_goes_past_its_mark_when_the_target_is_passed(value, target, reached, mark):
    chart = charts.progress("Homes", value, target)
    assert bar_of(chart, f"Reached: {value}").width == reached
    assert bar_of(chart, f"Target: {target}").x == mark


def test_progress_without_a_target_shows_none():
    chart = charts.progress("Homes", 5, None)
    assert not [shape for shape in chart.shapes if shape.look == "target"]
    assert chart.rows == (("Reached", "5"), ("Target", "unknown"))


def test_columns_name_the_first_and_the_last():
    chart = charts.columns("Calls", [("Jan", 3), ("Feb", None), ("Mar", 6)], head=("Month", "Calls"))
    assert [label.text for label in chart.labels] == ["Jan: 3", "Mar: 6"]
    january, march = bar_of(chart, "Jan: 3"), bar_of(chart, "Mar: 6")
    assert march.height == 2 * january.height and march.y + march.height == january.y + january.height


@pytest.mark.parametrize(
    ("language", "number"), [("en", "1,234,567.5"), ("ru", "1\xa0234\xa0567,5"), ("az", "1\xa0234\xa0567,5")]
)
def test_numbers_are_written_as_the_readers_language_does(language, number):
    with translation.override(language):
        assert charts.shown(1234567.5) == number


def test_drawn_coordinates_are_never_written_with_a_comma():
    html = drawn(charts.bars("x", [("a", 1000), ("b", 333)], head=("h", "n")), "ru")
    assert not re.search(r'(?:x|y|width|height)="[\d]*[,\xa0]', html)


@pytest.mark.once
@given(st.lists(st.tuples(LABELS, VALUES, VALUES), max_size=6))
def test_every_chart_is_well_formed_fits_its_width_and_has_no_inline_style(rows):
    pairs = [(label, (left, right)) for label, left, right in rows]
    singles = [(label, left) for label, left, _right in rows]
    made = [
        charts.bars("T", singles, head=("h", "n")),
        charts.grouped_bars("T", ["a", "b"], pairs, head="h"),
        charts.stacked_bars("T", ["a", "b"], pairs, head="h"),
        charts.pyramid("T", ("a", "b"), rows, head="h"),
        charts.columns("T", singles, head=("h", "n")),
        *(charts.progress("T", left, right) for _label, left, right in rows),
    ]
    for chart in made:
        html = drawn(chart)
        ET.fromstring(html.strip())
        assert "style=" not in html and "None" not in html
        assert all(
            s.x >= 0 and s.x + s.width <= 320.1 and s.y + s.height <= chart.height + 0.1 for s in chart.shapes
        )


def test_long_labels_are_cut_into_two_lines_and_whole_in_the_table():
    label = "Protection of internally displaced women, men, girls and boys with disabilities in all districts"
    chart = charts.bars("x", [(label, 1)], head=("h", "n"))
    lines = [each.text for each in chart.labels if each.look == "label"]
    assert len(lines) == 2 and all(len(line) <= 46 for line in lines)
    assert chart.rows[0][0] == label


def test_a_chart_can_be_read_without_seeing_it():
    html = drawn(charts.bars("People & places", [("<Bakı>", 400)], head=("Place", "People")))
    root = ET.fromstring(html.strip())
    svg = root.find("svg")
    named = svg.get("aria-labelledby").split()
    assert svg.get("role") == "img"
    assert [svg.find(f"*[@id='{each}']").text for each in named] == ["People & places", "<Bakı>: 400"]
    assert [cell.text for cell in root.iter("td")] == ["400"]
    assert [cell.text for cell in root.iter("th")] == ["Place", "People", "<Bakı>"]


def test_a_chart_of_nothing_says_so():
    assert "Nothing is recorded yet." in drawn(charts.bars("x", [], head=("h", "n")))
