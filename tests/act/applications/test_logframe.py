"""The logframe and its timeline: what stands where, what is missing, and that nobody's text is lost."""

import json
from decimal import Decimal

import pytest

from gapbridge.act.applications import actions
from gapbridge.act.applications.cells import Typed, texts_of
from gapbridge.act.applications.checks import logframe_content, logframe_missing
from gapbridge.act.applications.editors.logframe import runs, timeline_of, tree_of
from gapbridge.act.applications.models import LogframeRow, Part
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.base.models import JournalEntry
from tests.act import granting

pytestmark = pytest.mark.django_db

WHOLE = [
    {"kind": "objective", "text": "Families live from their own work", "children": [
        {"kind": "outcome", "text": "Women earn an income", "assumptions": "Prices stay", "indicators": [
            {"text": "Women with an income", "unit": "women", "baseline": Decimal(0), "target": Decimal(60), "means": "Survey"}
        ], "children": [
            {"kind": "output", "text": "Workshops run", "children": [
                {"kind": "activity", "text": "Equip rooms", "months": [1, 2]},
                {"kind": "activity", "text": "Teach", "months": [3]},
            ]},
        ]},
    ]}
]  # fmt: skip


@pytest.fixture
def part(cast):
    own = granting.application(granting.call(cast), cast.cso, cast.applicant, "draft")
    return own.parts.get()


@pytest.fixture
def filled(cast, part):
    return actions.put_logframe(actor=cast.applicant, part=part, rows=WHOLE)


def fresh(part) -> Part:
    return Part.objects.get(pk=part.pk)


def row(part, kind, **more) -> LogframeRow:
    return part.logframe.filter(kind=kind, **more).first()


def said(part) -> str:
    return " ".join(each.text for each in logframe_missing(fresh(part)))


def save(cast, part, kind, text, parent=None, indicators=()):
    typed = Typed(f"n-{kind}", {"text": text}, wanted=True)
    return actions.save_row(
        actor=cast.applicant, part=part, typed=typed, kind=kind, parent=parent, indicators=indicators
    )


# --- what stands where ---------------------------------------------------------------------------


def test_a_whole_logframe_lacks_nothing_and_is_numbered(filled):
    assert list(logframe_missing(fresh(filled))) == []
    numbers = [node.number for root in tree_of(filled) for node in root.walk()]
    assert numbers == ["", "1", "1.1", "1.1.1", "1.1.2"]


def test_a_project_has_one_objective(cast, filled):
    with pytest.raises(Refused):
        save(cast, filled, "objective", "Another")


@pytest.mark.parametrize(
    ("kind", "under"),
    [("activity", "outcome"), ("outcome", "output"), ("objective", "objective"), ("output", None)],
)
def test_each_level_stands_under_the_one_above_it(cast, filled, kind, under):
    with pytest.raises(Refused):
        save(cast, filled, kind, "Wrong place", row(filled, under) if under else None)


def test_a_row_goes_with_all_below_it_and_budget_lines_stay_without_an_activity(cast, filled):
    line = {"heading": "people", "text": "Trainer", "quantity": 1, "rate": 5, "activity": "Teach"}
    actions.put_budget(actor=cast.applicant, part=filled, lines=[line])
    assert filled.budget_lines.get().activity.text == "Teach"
    actions.remove_row(actor=cast.applicant, row=row(filled, "output"))
    assert sorted(filled.logframe.values_list("kind", flat=True)) == ["objective", "outcome"]
    assert filled.budget_lines.get().activity is None


def test_budget_lines_keep_their_activity_when_the_logframe_is_put_anew_with_it(cast, filled):
    line = {
        "heading": "people",
        "text": "Trainer",
        "quantity": 1,
        "rate": 5,
        "activity": row(filled, "activity"),
    }
    actions.put_budget(actor=cast.applicant, part=filled, lines=[line])
    actions.put_logframe(actor=cast.applicant, part=filled, rows=WHOLE)
    assert filled.budget_lines.get().activity.text == "Equip rooms"


def test_rows_move_among_their_like(cast, filled):
    actions.move_row(actor=cast.applicant, row=row(filled, "activity", text="Teach"), how="up")
    names = [each.text for each in filled.logframe.filter(kind="activity").order_by("position")]
    assert names == ["Teach", "Equip rooms"]


# --- what is missing -----------------------------------------------------------------------------


def test_an_unknown_baseline_is_not_zero(cast, filled):
    indicator = row(filled, "outcome").indicators.get()
    typed = Typed(str(indicator.pk), {"baseline": ""}, indicator.version)
    actions.save_indicator(actor=cast.applicant, row=indicator.row, typed=typed)
    indicator.refresh_from_db()
    assert indicator.baseline is None
    assert "If the baseline is nothing, write 0." in said(filled)


def test_an_outcome_without_indicator_and_an_output_without_activity_are_named(cast, part):
    goal = save(cast, part, "objective", "Goal")
    outcome = save(cast, part, "outcome", "Outcome", goal)
    save(cast, part, "output", "Output", outcome)
    text = said(part)
    assert "Outcome 1: Add an indicator" in text
    assert "Output 1.1: Add at least one activity." in text


def test_an_optional_logframe_without_any_row_lacks_nothing(part):
    assert list(logframe_missing(fresh(part))) == []


def test_text_in_an_indicators_number_is_kept_and_named(cast, filled):
    indicator = row(filled, "outcome").indicators.get()
    typed = Typed(str(indicator.pk), {"target": "about sixty"}, indicator.version)
    actions.save_indicator(actor=cast.applicant, row=indicator.row, typed=typed)
    indicator.refresh_from_db()
    assert (indicator.target, indicator.unread) == (None, {"target": "about sixty"})
    assert "can't be read" in said(filled)


def test_what_is_submitted_holds_rows_within_rows_with_their_months(filled):
    (goal,) = logframe_content(fresh(filled))
    (outcome,) = goal["children"]
    assert outcome["indicators"] == [
        {
            "text": "Women with an income",
            "unit": "women",
            "baseline": "0.00",
            "target": "60.00",
            "means": "Survey",
        }
    ]
    assert [each["months"] for each in outcome["children"][0]["children"]] == [[1, 2], [3]]


# --- several at once -----------------------------------------------------------------------------


def test_of_two_who_rewrite_one_row_both_texts_are_kept(cast, filled):
    outcome = row(filled, "outcome")
    was = texts_of(outcome)
    for text in ("Women sell what they make", "Women have savings"):
        typed = Typed(str(outcome.pk), {"text": text}, 1, was)
        actions.save_row(actor=cast.applicant, part=filled, typed=typed)
    outcome.refresh_from_db()
    assert (outcome.text, outcome.waiting[0]["cells"]) == (
        "Women sell what they make",
        {"text": "Women have savings"},
    )
    actions.choose_row_cells(actor=cast.applicant, row=outcome, key=outcome.waiting[0]["key"], take=True)
    outcome.refresh_from_db()
    assert (outcome.text, outcome.waiting) == ("Women have savings", [])


# --- the timeline --------------------------------------------------------------------------------


def test_a_month_after_the_projects_end_is_kept_marked_and_named(cast, filled):
    teach = row(filled, "activity", text="Teach")
    actions.save_months(actor=cast.applicant, part=filled, months={teach.pk: [6, 7]})
    teach.refresh_from_db()
    assert teach.months == [6, 7]
    assert "It is planned for month 7, after the project's end." in said(filled)


def test_a_month_that_no_project_has_is_refused(cast, filled):
    teach = row(filled, "activity", text="Teach")
    with pytest.raises(Refused):
        actions.save_months(actor=cast.applicant, part=filled, months={teach.pk: [0, 61]})


def test_a_month_that_a_shorter_project_leaves_behind_is_marked(cast, filled):
    actions.change_facts(actor=cast.applicant, application=filled.application, months=2)
    assert "It is planned for month 3, after the project's end." in said(filled)
    late = [box.month for bar in timeline_of(fresh(filled)).bars for box in bar.boxes if box.late]
    assert late == [3, 3]


def test_months_that_another_ticked_meanwhile_stay(cast, filled):
    teach = row(filled, "activity", text="Teach")
    for ticked in ([3, 4], [3, 5]):
        actions.save_months(actor=cast.applicant, part=filled, months={teach.pk: ticked}, was={teach.pk: [3]})
    teach.refresh_from_db()
    assert teach.months == [3, 4, 5]


def test_months_are_said_in_runs():
    assert runs([3, 1, 2, 6]) == "1–3, 6"
    assert runs([]) == ""


# --- pages ---------------------------------------------------------------------------------------


def test_a_row_with_its_indicator_is_written_on_one_page(as_, cast, part):
    goal = save(cast, part, "objective", "Goal")
    sent = {
        "under": str(goal.pk), "row-tok1-text": "Women earn", "row-tok1-assumptions": "Peace",
        "indicator-tok2-text": "Incomes", "indicator-tok2-baseline": "0", "indicator-tok2-target": "1 200,5", "do": "save",
    }  # fmt: skip
    as_("applicant").post(f"/applications/parts/{part.pk}/logframe/new/outcome/", sent)
    outcome = row(part, "outcome")
    indicator = outcome.indicators.get()
    assert (outcome.text, outcome.parent, indicator.target) == ("Women earn", goal, Decimal("1200.50"))


def test_the_months_are_ticked_on_a_page(as_, filled):
    teach = row(filled, "activity", text="Teach")
    as_("applicant").post(
        f"/applications/parts/{filled.pk}/timeline/", ticked(teach, 4, 5, was={"m3": "true"})
    )
    teach.refresh_from_db()
    assert teach.months == [4, 5]


@pytest.mark.parametrize("was", ["", "3,4", "[3]", "{", "[" * 99_999, '{"m3": 1}'])
def test_without_a_word_on_what_was_seen_the_boxes_that_are_ticked_are_added(as_, filled, was):
    teach = row(filled, "activity", text="Teach")
    sent = ticked(teach, 4, was={}) | {f"activity-{teach.pk}-was": was}
    assert as_("applicant").post(f"/applications/parts/{filled.pk}/timeline/", sent).status_code == 302
    teach.refresh_from_db()
    assert teach.months == [3, 4]


def test_the_months_save_themselves_and_the_page_learns_what_another_ticked(as_, filled):
    """Box by box: of one that both changed there are no two versions, and the others are all kept."""
    client, teach = as_("applicant"), row(filled, "activity", text="Teach")
    address = f"/applications/parts/{filled.pk}/timeline/"
    client.post(address, ticked(teach, 3, 6, was={"m3": "true"}))
    sent = ticked(teach, 4, was={"m3": "true"})
    told = client.post(address, sent, headers={"Accept": "application/json"}).json()
    teach.refresh_from_db()
    assert teach.months == [4, 6]
    about = told["activity"][str(teach.pk)]
    assert (about["others"], json.loads(about["was"])) == ({"m6": "true"}, {"m4": "true", "m6": "true"})
    assert JournalEntry.objects.filter(verb="applications.save_months").count() == 1


def ticked(row, *months, was):
    """As the page sends it: a box that is not ticked sends nothing."""
    name = f"activity-{row.pk}"
    boxes = " ".join(f"m{month}" for month in range(1, 7))
    on = {f"{name}-m{month}": "true" for month in months}
    return {f"{name}-version": "1", f"{name}-was": json.dumps(was), f"{name}-boxes": boxes, **on}


@pytest.mark.parametrize("page", ["logframe/", "timeline/", "logframe/?view=matrix"])
def test_a_rival_finds_no_logframe(as_, filled, page):
    assert as_("rival").get(f"/applications/parts/{filled.pk}/{page}").status_code == 404


def test_nobody_but_the_applicant_writes_a_logframe(cast, as_, filled):
    outcome = row(filled, "outcome")
    for name in ("rival", "grants_officer", "stranger"):
        with pytest.raises(Forbidden):
            actions.remove_row(actor=cast.people[name], row=outcome)
    assert as_("rival").post(f"/applications/logframe/{outcome.pk}/remove/").status_code == 404


@pytest.mark.parametrize("page", ["logframe/", "logframe/?view=matrix", "timeline/"])
def test_the_pages_cost_the_same_queries_however_many_rows(as_, filled, assert_constant_queries, page):
    client = as_("applicant")
    output = row(filled, "output")

    def add():
        made = filled.logframe.create(kind="activity", parent=output, text="More", months=[1], position=9)
        made.indicators.create(text="x")

    assert_constant_queries(lambda: client.get(f"/applications/parts/{filled.pk}/{page}"), add)
