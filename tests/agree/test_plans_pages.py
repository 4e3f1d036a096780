"""One plan in several views: board, timeline, matrix, national plan. A thousand measures cost what ten do."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans import actions
from gapbridge.agree.plans.models import Measure, Plan
from gapbridge.agree.plans.queries import MOST_CARDS, board, coverage_of_framework, coverage_of_plan, timeline
from gapbridge.programmes.models import Framework

from . import planning, story

pytestmark = pytest.mark.django_db
LIGHT = 150_000  # bytes of HTML; the promise is 400 kB
TABS = ("board", "timeline", "matrix", "national")


def page_of(client, plan, tab, query=""):
    return client.get(reverse(f"plans:{tab}", args=[plan.pk]) + query)


def gaps(cast, number):
    return Gap.objects.bulk_create(
        Gap(
            programme=cast.programme,
            code=f"Y{n}",
            title=f"Water {n}",
            statement="No water.",
            severity=3,
            state="agreed",
        )
        for n in range(number)
    )


def national_plan(cast):
    framework = Framework.objects.create(key="plan", version="2008", kind="plan", name_en="National plan")
    area = framework.clauses.create(code="H", title_en="Housing", position=1)
    framework.clauses.create(code="H1", title_en="New settlements", position=2, parent=area)
    framework.clauses.create(code="H2", title_en="Repairs", position=3, parent=area)
    framework.clauses.create(code="I", title_en="Income", position=4)
    return framework


def clauses_of(framework):
    return {clause.code: clause for clause in framework.clauses.all()}


# --- a thousand measures -------------------------------------------------------------------------


@pytest.mark.parametrize("tab", ["board", "matrix", "timeline", "plan"])
@pytest.mark.parametrize("name", ["protection_officer", "visitor"])
def test_a_thousand_measures_cost_the_queries_of_ten_and_the_page_stays_light(cast, as_, tab, name):
    client, plan = as_(name), story.plan(cast)
    Plan.objects.filter(pk=plan.pk).update(state="adopted")
    some = gaps(cast, 25)
    planning.many(cast, plan, 10, gaps=some)
    assert page_of(client, plan, tab).status_code == 200  # fills what is cached for good
    with CaptureQueriesContext(connection) as few:
        page_of(client, plan, tab)
    planning.many(cast, plan, 990, gaps=some, first=10)
    with CaptureQueriesContext(connection) as many:
        response = page_of(client, plan, tab)
    assert len(many) == len(few), "\n".join(query["sql"][:200] for query in many)
    assert len(response.content) < LIGHT


# --- the board -----------------------------------------------------------------------------------


def test_a_column_holds_the_most_pressing_cards_and_leads_to_the_rest(cast, as_):
    plan = story.plan(cast)
    planning.many(cast, plan, 60, states=("agreed",))
    made = board(Measure.objects.filter(plan=plan))
    [column] = [each for each in made.columns if each.count]
    assert (column.state.key, column.count, len(column.cards), column.more) == ("agreed", 60, MOST_CARDS, 10)
    dates = [card.measure.due_on for card in column.cards]
    assert dates == sorted(dates)
    page = page_of(as_("protection_officer"), plan, "board").content.decode()
    assert f"?plan={plan.pk}&amp;state=agreed" in page
    assert "10 more" in page


def test_a_late_measure_says_so_in_words(cast, as_):
    today = timezone.localdate()
    plan = story.plan(cast)
    planning.underway(cast, within=plan, due_on=today - timedelta(days=2))
    planning.underway(cast, within=plan, due_on=today, code="M900")
    for tab in ("board", "timeline"):
        page = page_of(as_("protection_officer"), plan, tab).content.decode()
        assert page.count("days late") == 1, tab


@pytest.mark.parametrize("tab", ["board", "timeline", "matrix"])
def test_views_are_filtered_and_exported(cast, as_, tab):
    plan = story.plan(cast)
    wanted = story.measure(
        cast, within=plan, title="Dig a well", responsible=cast.cso, due_on=date(2009, 5, 1)
    )
    story.measure(cast, within=plan, title="Lay a pipe", due_on=date(2009, 5, 1))
    client = as_("protection_officer")
    for query in (f"?responsible={cast.cso.pk}", f"?gap={wanted.gaps.get().pk}", "?text=well"):
        page = page_of(client, plan, tab, query).content.decode()
        assert "Dig a well" in page, query
        assert "Lay a pipe" not in page, query
    sheet = page_of(client, plan, tab, "?text=well&export=xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(b"".join(sheet))).get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows[1:]] == ["Dig a well"]


# --- the timeline --------------------------------------------------------------------------------


def drawn(plan, *measures):
    starts = [each.starts_on for each in measures if each.starts_on]
    return timeline(plan, (min(starts, default=None), max(each.due_on for each in measures)), measures)


def test_a_bar_lies_where_its_dates_are(cast):
    plan = story.plan(cast)  # the year 2009
    whole = story.measure(cast, within=plan, starts_on=date(2009, 1, 1), due_on=date(2009, 12, 31))
    half = story.measure(cast, within=plan, starts_on=date(2009, 7, 2), due_on=date(2009, 12, 31))
    mark = story.measure(cast, within=plan, due_on=date(2009, 12, 31))
    found = drawn(plan, whole, half, mark)
    assert [(each.x, each.width, each.is_mark) for each in found.lines] == [
        ("0.00%", "100.00%", False),
        ("49.86%", "50.14%", False),
        ("", "", True),
    ]
    assert len(found.ticks) == 12
    assert [tick.label for tick in found.ticks if tick.label] == [
        "Jan 2009",
        "Apr 2009",
        "Jul 2009",
        "Oct 2009",
    ]
    assert found.today == ""  # the year is over: no line is drawn


def test_today_stands_in_a_plan_that_runs_now(cast):
    today = timezone.localdate()
    plan = story.plan(cast, starts_on=today - timedelta(days=100), ends_on=today + timedelta(days=100))
    measure = story.measure(cast, within=plan, due_on=today)
    assert 40 < float(drawn(plan, measure).today.rstrip("%")) < 60


@pytest.mark.parametrize("years", [1, 2, 5, 12, 30, 900])
def test_months_are_named_as_far_as_there_is_room(cast, years):
    plan = story.plan(cast, starts_on=date(2009, 3, 1), ends_on=date(2009 + years, 2, 28))
    found = timeline(plan, (None, None), [])
    assert 1 <= sum(bool(tick.label) for tick in found.ticks) <= 7
    assert len(found.ticks) <= 241


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(9999, 1, 1), date.max), (date.min, date(1, 12, 31)), (date.min, date.max), (date.max, date.max)],
)
def test_dates_at_the_end_of_time_are_drawn_all_the_same(cast, first, last):
    plan = story.plan(cast, starts_on=first, ends_on=last)
    measure = story.measure(cast, within=plan, starts_on=first, due_on=last)
    assert drawn(plan, measure).lines[0].width


def test_a_measure_without_a_date_is_listed_apart(cast, as_):
    plan = story.plan(cast)
    story.measure(cast, within=plan, title="Some day")
    page = page_of(as_("protection_officer"), plan, "timeline").content.decode()
    assert "Without a date" in page
    assert "Some day" in page


# --- the matrix ----------------------------------------------------------------------------------


def test_the_matrix_marks_what_answers_what_and_counts_what_the_reader_may_not_see(cast, as_):
    plan, gap, draft = story.plan(cast), story.gap(cast), story.gap(cast)
    measure = story.measure(cast, within=plan, gaps=[gap, draft])
    actions.agree_measure(actor=None, measure=measure)
    actions.adopt_plan(actor=cast.protection_officer, plan=plan)
    page = page_of(as_("protection_officer"), plan, "matrix").content.decode()
    assert page.count('class="yes"') == 2
    Gap.objects.filter(pk=gap.pk).update(published_at=timezone.now(), state="agreed")
    page = page_of(as_("visitor"), plan, "matrix").content.decode()
    assert page.count('class="yes"') == 1
    assert "+1" in page
    assert draft.code not in page
    assert "1 gap closed to you" in page
    sheet = page_of(as_("visitor"), plan, "matrix", "?export=xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(b"".join(sheet))).get_sheet_by_index(0).to_python()
    assert rows == [["Code", "Measure", str(gap)], [measure.code, measure.title, "x"]]


def test_many_gaps_are_turned_over_like_pages(cast, as_):
    plan, some = story.plan(cast), gaps(cast, 40)
    planning.many(cast, plan, 40, gaps=some)
    page = page_of(as_("protection_officer"), plan, "matrix", "?gaps=2").content.decode()
    assert "Gaps 31–40 of 40" in page
    assert page.count('class="yes"') == 10


# --- the national plan ---------------------------------------------------------------------------


def test_each_clause_says_what_addresses_it_and_what_nothing_does(cast, as_):
    framework = national_plan(cast)
    at = clauses_of(framework)
    plan = story.plan(cast, national_plan=framework)
    gap = story.gap(cast)
    gap.clauses.add(at["I"])
    story.measure(cast, within=plan, title="Repair roofs", clauses=[at["H2"]])
    dropped = story.measure(cast, within=plan, clauses=[at["H1"]])
    actions.drop_measure(actor=cast.protection_officer, measure=dropped, reason="No land")
    found = coverage_of_plan(plan, cast.protection_officer)
    assert [(line.clause.code, line.depth, line.cover) for line in found.lines] == [
        ("H", 0, "parts"),
        ("H1", 1, "open"),
        ("H2", 1, "addressed"),
        ("I", 0, "open"),
    ]
    assert [line.clause.code for line in found.open_with_gaps] == ["I"]
    client = as_("protection_officer")
    page = page_of(client, plan, "national").content.decode()
    assert "Repair roofs" in page
    assert page.count("Nothing addresses it") == 2
    only_open = page_of(client, plan, "national", "?show=open").content.decode()
    assert "Repair roofs" not in only_open
    assert "Housing" in only_open  # the heading of what is open stays
    sheet = page_of(client, plan, "national", "?export=xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(b"".join(sheet))).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == ["H", "H1", "H2", "I"]
    assert rows[4][4] == "nothing addresses it"


def test_a_standards_clause_is_addressed_by_what_answers_its_gaps(cast):
    other = cast.framework.clauses.create(code="F", title_en="Taking part", position=2)
    gap = story.gap(cast)  # it points at clause E
    gap.clauses.add(other)
    measures = [story.measure(cast, gaps=[gap]), story.measure(cast, gaps=[gap, story.gap(cast)])]
    found = coverage_of_framework(cast.framework, cast.protection_officer, cast.programme)
    assert {line.clause.code: set(line.measures) for line in found.lines} == {
        "E": set(measures),
        "F": set(measures),
    }
    assert [len(line.measures) for line in found.lines] == [2, 2]


def test_a_framework_shows_all_plans_of_a_programme_as_far_as_the_reader_may_see(cast, as_):
    framework = national_plan(cast)
    at = clauses_of(framework)
    for title in ("Plan of 2009", "Plan of 2010"):
        within = story.plan(cast, title=title, national_plan=framework)
        story.measure(cast, within=within, clauses=[at["I"]], title=f"Of the {title}")
    address = reverse("plans:coverage", args=[framework.pk])
    page = as_("protection_officer").get(f"{address}?programme={cast.programme.pk}").content.decode()
    assert "Of the Plan of 2009" in page
    assert "Of the Plan of 2010" in page
    assert "Of the" not in as_("stranger").get(address).content.decode()
    assert address in as_("visitor").get(framework.get_absolute_url()).content.decode()


@pytest.mark.parametrize("tab", TABS)
def test_every_view_costs_the_same_however_many_measures(cast, as_, tab, assert_constant_queries):
    framework = national_plan(cast)
    clause = clauses_of(framework)["I"]
    plan = story.plan(cast, national_plan=framework)
    client = as_("protection_officer")
    assert_constant_queries(
        lambda: page_of(client, plan, tab),
        lambda: story.measure(
            cast, within=plan, clauses=[clause], responsible=cast.cso, due_on=date(2009, 5, 1)
        ),
    )


@pytest.mark.parametrize("tab", TABS)
def test_a_draft_plan_is_seen_by_officers_only_in_every_view(cast, as_, tab):
    plan = story.plan(cast, national_plan=national_plan(cast))
    for name, status in (("official", 404), ("stranger", 404), ("visitor", 404), ("protection_officer", 200)):
        assert page_of(as_(name), plan, tab).status_code == status, name
