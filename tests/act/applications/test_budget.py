"""A budget: what its sums are, what it refuses, and that nothing typed into it is lost."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from gapbridge.act.applications import actions
from gapbridge.act.applications.budget import totals
from gapbridge.act.applications.cells import Typed, texts_of
from gapbridge.act.applications.checks import budget_content
from gapbridge.act.applications.completeness import missing
from gapbridge.act.applications.models import Application, BudgetLine, FundingSource, Part
from gapbridge.base.errors import Forbidden, Refused, WrongState
from gapbridge.base.models import JournalEntry
from tests.act import granting

pytestmark = pytest.mark.django_db


def line(heading="people", rate="100", quantity="1", **more):
    facts = {"heading": heading, "text": "A cost", "unit": "month"}
    return facts | {"quantity": Decimal(quantity), "rate": Decimal(rate)} | more


@pytest.fixture
def application(cast):
    return granting.application(granting.call(cast), cast.cso, cast.applicant, "draft", amount=None)


@pytest.fixture
def part(application):
    return application.parts.get(kind="full")


def fresh(part) -> Part:
    return Part.objects.get(pk=part.pk)


def put(cast, part, lines, sources=()):
    return actions.put_budget(actor=cast.applicant, part=part, lines=lines, sources=sources)


def typed(cast, part, *rows, sources=()):
    return actions.save_budget(actor=cast.applicant, part=part, lines=rows, sources=sources)


def rules(part):
    return {each.rule for each in totals(fresh(part)).problems}


# --- sums ----------------------------------------------------------------------------------------


def test_the_amount_asked_for_is_the_total_without_the_co_financing(cast, application, part):
    own = {"name": "Own funds", "amount": Decimal("500.25")}
    put(cast, part, [line(rate="6000"), line("goods", "2000.50")], [own])

    application.refresh_from_db()
    found = totals(fresh(part))
    assert (found.total, found.co_financing) == (Decimal("8000.50"), Decimal("500.25"))
    assert application.amount == found.requested == Decimal("7500.25")


def test_a_cost_is_rounded_to_the_cent_half_a_cent_up(cast, part):
    put(cast, part, [line(quantity="0.5", rate="0.01"), line(quantity="2.5", rate="0.01")])
    assert [each.cost for each in fresh(part).budget_lines.all()] == [Decimal("0.01"), Decimal("0.03")]


def test_the_amount_of_a_budget_without_a_known_cost_is_not_known_and_not_zero(cast, application, part):
    put(cast, part, [line(rate="6000")])
    actions.remove_budget_line(actor=cast.applicant, line=part.budget_lines.get())
    application.refresh_from_db()
    assert application.amount is None


def test_the_concept_notes_amount_is_typed_and_follows_no_budget(cast):
    call = granting.call(cast, two_step=True)
    call.concept_form.definition = granting.FULL
    call.concept_form.save()
    own = granting.application(call, cast.cso, cast.applicant, "draft", amount=Decimal(9000))
    put(cast, own.parts.get(kind="concept"), [line(rate="100")])
    own.refresh_from_db()
    assert own.amount == 9000


# --- rules of the whole --------------------------------------------------------------------------


@pytest.mark.parametrize(("overhead", "broken"), [("420.00", False), ("420.01", True)])
def test_a_heading_is_held_to_its_ceiling_to_the_cent(cast, part, overhead, broken):
    put(cast, part, [line(rate="5000"), line("goods", "1000"), line("overhead", overhead)])
    assert ("ceiling" in rules(part)) is broken


@pytest.mark.parametrize(("rate", "broken"), [("5000", False), ("4999.99", True), ("20000.01", True)])
def test_the_amount_asked_for_is_within_the_lots_limits(cast, part, rate, broken):
    put(cast, part, [line(rate=rate)])
    assert ("size" in rules(part)) is broken


@pytest.mark.parametrize(("amount", "broken"), [("1000", False), ("999.99", True)])
def test_co_financing_is_at_least_the_calls_share_of_the_total(cast, part, amount, broken):
    call = part.application.call
    call.co_financing_percent = 10
    call.save()
    put(cast, part, [line(rate="10000")], [{"name": "Own", "amount": Decimal(amount), "is_secured": True}])
    assert ("co_financing" in rules(part)) is broken


@pytest.mark.parametrize(
    ("rate", "broken"), [("12000", False), ("12000.01", True), ("8000", False), ("7999.99", True)]
)
def test_an_invited_application_keeps_to_the_concept_notes_amount_within_the_margin(cast, rate, broken):
    own = granting.application(
        granting.call(cast, two_step=True),
        cast.cso,
        cast.applicant,
        "full_draft",
        concept_amount=Decimal(10_000),
    )
    part = own.parts.get(kind="full")
    put(cast, part, [line(rate=rate)])
    assert ("margin" in rules(part)) is broken


def test_more_co_financing_than_cost_is_a_problem_and_asks_for_nothing(cast, application, part):
    put(cast, part, [line(rate="100")], [{"name": "Own", "amount": Decimal(200)}])
    application.refresh_from_db()
    assert "sum" in rules(part)
    assert application.amount is None


def test_a_year_after_the_projects_end_is_marked_at_its_line(cast, part):
    put(cast, part, [line(rate="6000", year=2)])
    (row,) = part.budget_lines.all()
    assert [(each.row, each.field) for each in totals(fresh(part)).problems] == [(row.pk, "year")]


def test_a_heading_that_the_form_has_not_is_refused_and_nothing_is_replaced(cast, part):
    put(cast, part, [line()])
    with pytest.raises(Refused):
        put(cast, part, [line(), line("yachts")])
    assert [each.heading for each in fresh(part).budget_lines.all()] == ["people"]


# --- typing --------------------------------------------------------------------------------------


def test_text_in_a_number_cell_is_kept_beside_it_and_counts_as_nothing(cast, application, part):
    cells = {"heading": "people", "text": "Coordinator", "quantity": "twelve", "rate": "500"}
    saved = typed(cast, part, Typed("n1", cells))
    row = BudgetLine.objects.get(pk=saved.lines["n1"].pk)
    assert (row.quantity, row.unread, row.cost) == (None, {"quantity": "twelve"}, None)
    application.refresh_from_db()
    assert application.amount is None
    assert [(each.row, each.field) for each in totals(fresh(part)).problems] == [
        (row.pk, "quantity"),
        (None, ""),
    ]

    typed(cast, part, Typed(str(row.pk), {"quantity": "12"}, row.version))
    row.refresh_from_db()
    assert (row.quantity, row.unread, row.cost) == (Decimal(12), {}, Decimal(6000))


def test_a_text_that_is_too_long_is_kept_whole_and_marked(cast, part):
    long = "word " * 10_000
    saved = typed(cast, part, Typed("n1", {"heading": "people", "text": long}))
    row = BudgetLine.objects.get(pk=saved.lines["n1"].pk)
    assert (row.text, row.unread["text"]) == ("", long.strip())


def test_a_new_row_sent_twice_is_made_once(cast, part):
    cells = {"heading": "people", "text": "Coordinator", "quantity": "1", "rate": "5"}
    for _twice in range(2):
        typed(cast, part, Typed("n1", cells))
    assert part.budget_lines.count() == 1


def test_a_new_row_into_which_nothing_was_typed_is_not_made(cast, part):
    typed(cast, part, Typed("n1", {"heading": "people", "text": " ", "rate": ""}))
    assert not part.budget_lines.exists()


def test_two_who_change_different_cells_of_one_line_both_have_their_way(cast, part):
    put(cast, part, [line()])
    row = part.budget_lines.get()
    was = texts_of(row)
    typed(cast, part, Typed(str(row.pk), was | {"rate": "120.00"}, 1, was))
    typed(cast, part, Typed(str(row.pk), was | {"text": "Accountant"}, 1, was))
    row.refresh_from_db()
    assert (row.rate, row.text, row.waiting) == (Decimal(120), "Accountant", [])


@pytest.mark.parametrize(("take", "rate"), [(True, "90"), (False, "120")])
def test_of_two_who_change_one_cell_both_texts_are_kept_until_somebody_chooses(cast, part, take, rate):
    put(cast, part, [line()])
    row = part.budget_lines.get()
    was = texts_of(row)
    typed(cast, part, Typed(str(row.pk), {"rate": "120"}, 1, was))
    saved = typed(cast, part, Typed(str(row.pk), {"rate": "90"}, 1, was))
    assert saved.waits == [str(row.pk)]
    row.refresh_from_db()
    assert (row.rate, [each["cells"] for each in row.waiting]) == (Decimal(120), [{"rate": "90"}])
    assert "line" in rules(part)

    actions.choose_cells(actor=cast.applicant, row=row, key=row.waiting[0]["key"], take=take)
    row.refresh_from_db()
    assert (row.rate, row.waiting) == (Decimal(rate), [])


def test_who_sends_the_same_once_more_finds_it_saved_and_no_second_version(cast, part):
    put(cast, part, [line()])
    row = part.budget_lines.get()
    was = texts_of(row)
    for _twice in range(2):
        typed(cast, part, Typed(str(row.pk), {"rate": "120"}, 1, was))
    row.refresh_from_db()
    assert (row.rate, row.version, row.waiting) == (Decimal(120), 2, [])


def test_a_line_that_somebody_removed_while_another_changed_it_is_there_again(cast, part):
    put(cast, part, [line()])
    row = part.budget_lines.get()
    was = texts_of(row)
    actions.remove_budget_line(actor=cast.applicant, line=row)
    typed(cast, part, Typed(str(row.pk or 1), was, 1, was))
    assert not part.budget_lines.exists()
    typed(cast, part, Typed("999", was | {"rate": "130"}, 1, was))
    assert [each.rate for each in part.budget_lines.all()] == [Decimal(130)]


def test_a_line_can_be_copied_and_moved_under_its_heading(cast, part):
    put(cast, part, [line(text="First"), line(text="Second")])
    first = part.budget_lines.get(text="First")
    actions.copy_budget_line(actor=cast.applicant, line=first)
    actions.move_budget_line(actor=cast.applicant, line=part.budget_lines.get(text="Second"), how="up")
    names = [each.text for each in part.budget_lines.order_by("position")]
    assert names == ["First", "Second", "First"]


def test_a_budget_has_no_more_lines_than_a_person_can_read(cast, part):
    with pytest.raises(Refused):
        put(cast, part, [line()] * 201)


# --- who, and when -------------------------------------------------------------------------------


def test_nobody_but_the_applicant_writes_a_budget(cast, part):
    for name in ("rival", "grants_officer", "evaluator", "stranger"):
        with pytest.raises(Forbidden):
            actions.put_budget(actor=cast.people[name], part=part, lines=[line()])
    assert not part.budget_lines.exists()


def test_what_is_submitted_is_not_changed(cast):
    own = granting.application(granting.call(cast), cast.cso, cast.applicant, "submitted")
    with pytest.raises(WrongState):
        put(cast, own.parts.get(), [line()])


def test_a_budget_saved_one_second_late_is_refused(cast, part):
    late = part.application.call.closes_at + timedelta(seconds=1)
    with pytest.raises(Refused):
        actions.save_budget(
            actor=cast.applicant, part=part, lines=[Typed("n1", {"text": "x"})], received_at=late
        )
    assert late > timezone.now()


def test_the_journal_holds_counts_and_no_texts(cast, part):
    put(cast, part, [line(text="A secret of the line")])
    entry = JournalEntry.objects.latest("sequence")
    assert (entry.verb, entry.data) == ("applications.put_budget", {"lines": 1})


# --- what is missing, what is submitted ----------------------------------------------------------


def test_a_half_written_line_is_named_with_its_place(cast, part):
    typed(cast, part, Typed("n1", {"heading": "people", "text": "Coordinator", "rate": "500"}))
    row = part.budget_lines.get()
    (named,) = [each for each in missing(fresh(part)) if "Coordinator" in each.text]
    assert named.section == "budget"
    assert named.url.endswith(f"/budget/#line-{row.pk}")


def test_what_is_submitted_holds_every_line_source_and_sum_as_text(cast, part):
    own = {"name": "Own", "amount": Decimal("10.5"), "is_secured": True}
    put(cast, part, [line(rate="100.10", justification="Asked three shops")], [own])
    content = budget_content(fresh(part))
    (only,) = content["lines"]
    assert (only["cost"], only["rate"], only["justification"]) == ("100.10", "100.10", "Asked three shops")
    assert content["sources"] == [{"name": "Own", "amount": "10.50", "is_secured": True}]
    assert (content["totals"]["total"], content["totals"]["requested"]) == ("100.10", "89.60")
    assert content["totals"]["by_organisation"] == {"applicant": "100.10"}


# --- pages ---------------------------------------------------------------------------------------


def address(part, rest=""):
    return f"/applications/parts/{part.pk}/budget/{rest}"


def test_the_page_saves_without_javascript_and_shows_what_it_could_not_read(as_, part):
    cells = {
        "line-n1-heading": "people",
        "line-n1-text": "Coordinator",
        "line-n1-quantity": "a dozen",
        "line-n1-rate": "1 250,50",
    }
    answer = as_("applicant").post(address(part), cells | {"do": "save"}, follow=True)
    body = answer.content.decode()
    assert 'value="a dozen"' in body and "This is not a number" in body
    assert part.budget_lines.get().rate == Decimal("1250.50")


def test_a_number_that_can_be_read_in_two_ways_is_refused_with_both(as_, part):
    cells = {
        "line-n1-heading": "people",
        "line-n1-text": "Coordinator",
        "line-n1-quantity": "1",
        "line-n1-rate": "1,234",
    }
    body = as_("applicant").post(address(part), cells | {"do": "save"}, follow=True).content.decode()
    assert "Write 1234 or 1.23." in body
    assert part.budget_lines.get().rate is None


def test_the_page_adds_copies_and_removes_lines_by_plain_buttons(as_, part):
    client = as_("applicant")
    answer = client.post(address(part), {"do": "add:goods"})
    row = part.budget_lines.get()
    assert answer.headers["Location"] == f"{address(part)}#line-{row.pk}"
    client.post(
        address(part), {f"line-{row.pk}-text": "Cloth", f"line-{row.pk}-version": "1", "do": f"copy:{row.pk}"}
    )
    assert [each.text for each in part.budget_lines.all()] == ["Cloth", "Cloth"]
    client.post(address(part), {"do": f"remove:{row.pk}"})
    assert part.budget_lines.get().pk != row.pk


def test_an_unticked_box_is_unticked(as_, cast, part):
    put(cast, part, [], [{"name": "Own", "amount": Decimal(5), "is_secured": True}])
    source = part.funding_sources.get()
    sent = {
        f"source-{source.pk}-name": "Own",
        f"source-{source.pk}-boxes": "is_secured",
        f"source-{source.pk}-version": "1",
    }
    as_("applicant").post(address(part), sent | {"do": "save"})
    assert FundingSource.objects.get().is_secured is False


def test_the_script_is_told_the_row_it_made_and_what_it_could_not_read(as_, part):
    cells = {"line-n1-heading": "people", "line-n1-text": "Coordinator", "line-n1-quantity": "a dozen"}
    told = as_("applicant").post(address(part), cells, headers={"accept": "application/json"}).json()
    row = part.budget_lines.get()
    assert told["line"]["n1"]["key"] == str(row.pk)
    assert set(told["line"]["n1"]["problems"]) == {"quantity"}


def test_a_row_of_another_application_is_not_touched(cast, as_, part):
    foreign = granting.application(part.application.call, cast.rival_cso, cast.rival, "draft").parts.get()
    actions.put_budget(actor=cast.rival, part=foreign, lines=[line()])
    row = foreign.budget_lines.get()
    client = as_("applicant")
    client.post(address(part), {f"line-{row.pk}-text": "Mine now", "do": "save"})
    assert client.post(address(part), {"do": f"remove:{row.pk}"}).status_code == 404
    row.refresh_from_db()
    assert row.text == "A cost"


@pytest.mark.parametrize("rest", ["", "workbook/", "import/"])
def test_a_rival_finds_no_budget(as_, part, rest):
    assert as_("rival").get(address(part, rest)).status_code == 404


def test_a_partner_reads_the_budget_and_cannot_change_it(cast, as_, application, part):
    put(cast, part, [line()])
    granting_partner(cast, application)
    client = as_("rival")
    body = client.get(address(part)).content.decode()
    assert "A cost" in body and '<form method="post" class="budget"' not in body
    assert client.post(address(part), {"line-n1-text": "x", "line-n1-heading": "people"}).status_code == 403
    assert client.get(address(part, "import/")).status_code == 403
    assert part.budget_lines.count() == 1


def granting_partner(cast, application, state="confirmed"):
    return application.partners.create(
        organisation=cast.rival_cso, kind="co_applicant", role="Workshops", asked_by=cast.applicant,
        asked_at=timezone.now(), state=state,
    )  # fmt: skip


def test_the_page_costs_the_same_queries_however_many_lines(
    cast, as_, application, part, assert_constant_queries
):
    partner = granting_partner(cast, application)
    actions.put_logframe(actor=cast.applicant, part=part, rows=LOGFRAME)
    activity = part.logframe.get(kind="activity")
    client = as_("applicant")

    def add():
        number = part.budget_lines.count()
        part.budget_lines.create(
            heading="people",
            position=number,
            text="x",
            quantity=1,
            rate=1,
            partner=partner,
            activity=activity,
        )
        part.funding_sources.create(
            name="x",
            amount=1,
            waiting=[
                {
                    "key": "a",
                    "by": cast.applicant.pk,
                    "at": timezone.now().isoformat(),
                    "cells": {"name": "y"},
                }
            ],
        )

    assert_constant_queries(lambda: client.get(address(part)), add)


LOGFRAME = [
    {"kind": "objective", "text": "Goal", "children": [{"kind": "outcome", "text": "Outcome", "children": [
        {"kind": "output", "text": "Output", "children": [{"kind": "activity", "text": "Activity", "months": [1]}]}]}]}
]  # fmt: skip


def test_the_missing_and_the_content_cost_the_same_queries_however_many_lines(
    cast, part, assert_constant_queries
):
    def add():
        part.budget_lines.create(heading="people", text="x", quantity=1, rate=1)

    def read():
        of = Part.objects.select_related("form", "application__call__procedure", "application__lot").get(
            pk=part.pk
        )
        return budget_content(of), list(missing(of))

    assert_constant_queries(read, add)
    assert Application.objects.count() == 1
