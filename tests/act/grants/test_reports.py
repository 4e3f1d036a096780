"""Reports and receipts: counted, checked, never funded twice."""

import random
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from gapbridge.act.grants import actions
from gapbridge.act.grants.models import Expense, Recovery, Report
from gapbridge.act.grants.queries.budget import sum_of, variance_of
from gapbridge.act.grants.queries.doubles import doubles_of, fingerprint
from gapbridge.act.grants.queries.sampling import drawn
from gapbridge.base.errors import Refused, WrongState
from gapbridge.base.models import JournalEntry, StoredFile
from tests.act import granting

from .conftest import FIRST, HALF, TODAY, pdf, upload, workbook

HEADS = [
    "Date",
    "Supplier",
    "Number of the receipt",
    "What was paid for",
    "Amount",
    "Currency",
    "Budget heading",
]


@pytest.mark.parametrize("days", [-1, 1])
def test_a_receipt_dated_outside_the_period_is_refused(report, spend, days):
    day = FIRST - timedelta(days=1) if days < 0 else report.period_to + timedelta(days=1)
    with pytest.raises(Refused, match="A receipt of this report is of"):
        spend(report, 100, on=day)


@pytest.mark.parametrize("amount", ["-5", "0", "1.005"])
def test_a_receipt_is_of_whole_cents_and_more_than_nothing(report, spend, amount):
    with pytest.raises(Refused):
        spend(report, amount)


def test_a_receipt_in_another_currency_is_reckoned_at_the_agreed_rate(cast, officer, report, spend):
    with pytest.raises(Refused, match="No exchange rate for AZN"):
        spend(report, 100, currency="AZN")
    for since, rate in ((FIRST, "2"), (HALF - timedelta(days=10), "1.6"), (TODAY, "9")):
        actions.set_rate(
            actor=officer, programme=cast.programme, currency="AZN", per_euro=Decimal(rate), since=since
        )
    assert spend(report, 100, currency="AZN").cost == Decimal("62.50")
    assert spend(report, 100, currency="AZN", on=FIRST).cost == 50
    with pytest.raises(Refused, match="agreed already"):
        actions.set_rate(
            actor=officer, programme=cast.programme, currency="AZN", per_euro=Decimal(3), since=TODAY
        )


def test_a_line_of_another_grant_s_budget_is_refused(cast, report, spend):
    other = granting.application(granting.call(cast), cast.rival_cso, cast.rival, "awarded")
    line = other.parts.get().budget_lines.create(heading="people", text="X", quantity=1, rate=5)
    with pytest.raises(Refused, match="not in the budget of this grant"):
        spend(report, 10, line=line)


def test_the_variance_is_counted_from_the_receipts_without_what_is_not_eligible(cast, officer, submitted):
    expense = submitted.expenses.first()
    actions.judge_expense(
        actor=officer,
        expense=expense,
        verdict="ineligible",
        ineligible=Decimal(250),
        note="Not in the budget.",
    )
    people, goods, _overhead = variance_of(submitted.grant, submitted)
    assert (people.planned, people.now, people.left, people.percent) == (6000, 1750, 4250, 29)
    assert (goods.now, goods.percent) == (0, 0)
    assert sum_of(variance_of(submitted.grant, submitted)).now == 1750


def test_a_report_without_its_text_or_an_activity_is_not_sent(cast, report, write):
    written = write(report)
    for lack, said in (("summary", "Write what was done"), ("activities", "how each activity stands")):
        with pytest.raises(Refused, match=said):
            actions.submit_report(
                actor=cast.applicant, report=report, **{k: v for k, v in written.items() if k != lack}
            )
    report.refresh_from_db()
    assert report.state == "draft"


def test_a_report_is_not_sent_before_its_period_is_over(cast, signed, write):
    final = signed.reports.get(kind="final")
    with pytest.raises(Refused, match="Its period ends on"):
        actions.submit_report(actor=cast.applicant, report=final, **write(final))


def test_a_sent_report_is_changed_only_if_it_comes_back(cast, officer, submitted, spend):
    with pytest.raises(WrongState):
        spend(submitted, 5)
    actions.return_report(actor=officer, report=submitted, reason="A receipt is missing.")
    expense = submitted.expenses.first()
    changed = actions.change_expense(actor=cast.applicant, expense=expense, text="Thread")
    assert changed.text == "Thread"
    actions.submit_report(actor=cast.applicant, report=submitted)
    assert Report.objects.get(pk=submitted.pk).state == "submitted"


def test_a_report_is_approved_once_its_sample_is_judged_and_its_questions_answered(cast, officer, submitted):
    with pytest.raises(Refused, match="without a verdict: 3"):
        actions.approve_report(actor=officer, report=submitted)
    first, *rest = submitted.expenses.all()
    with pytest.raises(Refused, match="Say why"):
        actions.judge_expense(actor=officer, expense=first, verdict="question")
    actions.judge_expense(actor=officer, expense=first, verdict="question", note="For whom?")
    for each in rest:
        actions.judge_expense(actor=officer, expense=each, verdict="ok")
    with pytest.raises(Refused, match="with an open question: 1"):
        actions.approve_report(actor=officer, report=submitted)
    question = actions.ask_about_report(actor=officer, report=submitted, text="For whom?", expense=first)
    actions.judge_expense(actor=officer, expense=first, verdict="ok")
    with pytest.raises(Refused, match="not answered yet"):
        actions.approve_report(actor=officer, report=submitted)
    actions.answer_question(actor=cast.applicant, question=question, answer="For the course.")
    actions.approve_report(actor=officer, report=submitted)
    assert not Recovery.objects.exists()


def test_what_is_not_eligible_is_asked_back_when_the_report_is_approved(officer, submitted):
    first, *rest = submitted.expenses.all()
    actions.judge_expense(actor=officer, expense=first, verdict="ineligible", note="Private.")
    for each in rest:
        actions.judge_expense(actor=officer, expense=each, verdict="ok")
    with pytest.raises(Refused, match="more than the receipt"):
        actions.judge_expense(
            actor=officer, expense=first, verdict="ineligible", ineligible=Decimal(9999), note="x"
        )
    actions.approve_report(actor=officer, report=submitted)
    recovery = Recovery.objects.get()
    assert (recovery.amount, recovery.report, recovery.due_on) == (
        1000,
        submitted,
        TODAY + timedelta(days=45),
    )


def test_the_sample_can_be_drawn_again_from_its_seed_and_holds_all_large_receipts():
    dice = random.Random(5)
    costs = [(pk, Decimal(dice.randint(1, 50))) for pk in range(1, 101)] + [(101, Decimal(5000))]
    chosen = drawn(costs, "seed", 20)
    assert 101 in chosen
    assert len(chosen) == 21
    assert chosen == drawn(list(reversed(costs)), "seed", 20)
    assert chosen != drawn(costs, "another seed", 20)


def test_the_seed_of_a_sample_was_the_end_of_the_journal_before_the_report_came(submitted):
    assert JournalEntry.objects.filter(hash=submitted.sample_seed).exists()


# --- the same cost funded twice ----------------------------------------------------------------------------


def test_one_receipt_has_one_fingerprint_however_it_is_spelt():
    day = TODAY
    one = fingerprint("Şamaxı Toxuculuq MMC", "No. 12/3", day, Decimal("10.50"), "AZN")
    assert one == fingerprint("samaxi  toxuculuq mmc.", "no 12-3", day, Decimal("10.5"), "AZN")
    assert one != fingerprint("Şamaxı Toxuculuq MMC", "No. 12/4", day, Decimal("10.50"), "AZN")


@pytest.fixture
def twice(cast, officer, submitted, spend, write):
    """The rival's report, in another call, with the receipt that stands in the first CSO's."""
    call = granting.call(cast, "decided")
    application = granting.application(call, cast.rival_cso, cast.rival, "awarded")
    part = application.parts.get(kind="full")
    part.budget_lines.create(heading="people", text="Trainer", quantity=1, rate=9000)
    part.logframe.create(kind="activity", text="A course")
    part.logframe.create(kind="output", text="Trained").indicators.create(text="People")
    grant = actions.award(actor=officer, application=application, amount=Decimal(9000), on=FIRST)
    plan = {"kind": "final", "period_from": FIRST, "period_to": HALF, "due_on": TODAY}
    (report,) = actions.plan_reports(actor=officer, grant=grant, rows=[plan])
    actions.prepare_agreement(actor=officer, grant=grant, starts_on=FIRST, ends_on=HALF)
    side = {"signed_on": FIRST, "role": "director"}
    actions.register_signatures(actor=officer, grant=grant, office=side, grantee=side)
    same = submitted.expenses.first()
    spend(report, same.amount, actor=cast.rival, supplier="a SHOP", number=same.number, on=same.on)
    actions.submit_report(actor=cast.rival, report=report, **write(report))
    actions.judge_expense(actor=officer, expense=report.expenses.get(), verdict="ok")
    return report


def test_a_cost_that_seems_funded_twice_blocks_the_approval_until_it_is_resolved(officer, submitted, twice):
    (double,) = doubles_of(twice)
    assert {double.expense.report, double.other.report} == {twice, submitted}
    with pytest.raises(Refused, match="seem to be funded twice: 1"):
        actions.approve_report(actor=officer, report=twice)
    with pytest.raises(Refused, match="Say why"):
        actions.resolve_same_cost(actor=officer, expense=double.expense, other=double.other, reason="")
    actions.resolve_same_cost(
        actor=officer, expense=double.expense, other=double.other, reason="Two bills of the same number."
    )
    actions.approve_report(actor=officer, report=twice)
    assert [each.answer is not None for each in doubles_of(submitted)] == [True]


def test_a_receipt_judged_not_eligible_is_funded_nowhere_and_makes_no_pair(officer, submitted, twice):
    actions.judge_expense(
        actor=officer, expense=submitted.expenses.first(), verdict="ineligible", note="Funded elsewhere."
    )
    assert doubles_of(twice) == []


def test_a_draft_of_another_grantee_is_not_told_of(cast, officer, submitted, twice):
    Report.objects.filter(pk=submitted.pk).update(state="draft")
    assert doubles_of(twice) == []


def test_officers_see_both_places_and_the_grantee_is_not_told(cast, officer, submitted, twice, as_):
    double = doubles_of(twice)[0]
    page = reverse("grants:resolve", args=[double.expense.pk, double.other.pk])
    said = as_("grants_officer").get(page).content.decode()
    assert "A project of First CSO" in said
    assert "A project of Second CSO" in said
    assert "funded twice" not in as_("rival").get(twice.get_absolute_url()).content.decode()
    assert as_("rival").get(page).status_code == 403


# --- tables and files --------------------------------------------------------------------------------------


def row(number="1", amount="100.50", heading="People", day=None, currency=None):
    day = (day or FIRST + timedelta(days=3)).isoformat()
    return [day, "A shop", number, "Cloth", amount, currency, heading]


def send(client, report, rows):
    address = reverse("grants:import_expenses", args=[report.pk])
    return client.post(address, {"file": upload("receipts.xlsx", workbook([HEADS, *rows]))})


def test_a_table_of_receipts_is_imported_and_the_same_file_doubles_nothing(cast, report, as_):
    rows = [row("1"), row("2", "1 234,50", "Trainer"), row("3", 7.25, "goods")]
    client = as_("applicant")
    assert send(client, report, rows).status_code == 302
    assert sorted(report.expenses.values_list("cost", "heading")) == [
        (Decimal("7.25"), "goods"), (Decimal("100.50"), "people"), (Decimal("1234.50"), "people"),
    ]  # fmt: skip
    assert report.expenses.get(number="2").line.text == "Trainer"
    assert send(client, report, rows).status_code == 302
    assert report.expenses.count() == 3


def test_a_table_names_row_and_column_of_everything_that_is_wrong_and_saves_nothing(cast, report, as_):
    rows = [
        row("1"),
        row("2", "twelve"),
        row("4", "-5"),
        row("5", "1.005"),
        row(""),
    ]
    said = send(as_("applicant"), report, rows).content.decode()
    for text in (
        "“twelve” is not a number.",
        "more than nothing",
        "more than two digits",
        "This can&#x27;t be empty",
    ):
        assert text in said, text
    said = send(as_("applicant"), report, [row("3", heading="Travel")]).content.decode()
    assert "“Travel” is no heading" in said
    assert not report.expenses.exists()
    outside = send(
        as_("applicant"), report, [row("1", day=FIRST - timedelta(days=9)), row("2", currency="XXX")]
    )
    said = outside.content.decode()
    assert outside.status_code == 422
    assert "A receipt of this report is of" in said
    assert "No exchange rate for XXX" in said


def test_a_program_as_a_receipt_is_refused_beside_its_field_and_nothing_typed_is_lost(cast, report, as_):
    address = reverse("grants:add_expense", args=[report.pk])
    typed = {
        "on": FIRST.isoformat(), "supplier": "A shop", "number": "1", "text": "Cloth", "amount": "5",
        "currency": "EUR", "place": "people",
    }  # fmt: skip
    for name, content in (("bill.exe", b"MZ\x90\x00"), ("bill.pdf", b"MZ\x90\x00" * 100), ("b.docm", b"PK")):
        response = as_("applicant").post(address, typed | {"upload": upload(name, content)})
        assert response.status_code == 422
        assert "A shop" in response.content.decode()
    assert not Expense.objects.exists()
    response = as_("applicant").post(address, typed | {"amount": "five"})
    assert "Enter a number." in response.content.decode()


def test_a_receipt_is_read_by_the_grantee_and_once_sent_by_the_office(cast, report, spend, write, as_):
    expense = spend(report, 100)
    actions.change_expense(actor=cast.applicant, expense=expense, upload=pdf())
    address = StoredFile.objects.get().get_absolute_url()
    readers = ("applicant", "grants_officer", "donor", "rival", "evaluator", "stranger", "visitor")
    assert [as_(name).get(address).status_code for name in readers] == [200, 404, 404, 404, 404, 404, 404]
    actions.submit_report(actor=cast.applicant, report=report, **write(report))
    assert [as_(name).get(address).status_code for name in readers] == [200, 200, 200, 404, 404, 404, 404]


def test_what_a_grantee_writes_is_its_own_until_it_is_sent(cast, report, write, as_):
    actions.write_report(actor=cast.applicant, report=report, **write(report))
    page = report.get_absolute_url()
    assert "The course was held." in as_("applicant").get(page).content.decode()
    assert "The course was held." not in as_("grants_officer").get(page).content.decode()
    assert as_("grants_officer").get(reverse("grants:expenses", args=[report.pk])).status_code == 404
    for name in ("rival", "evaluator", "stranger", "visitor"):
        assert as_(name).get(page).status_code in {302, 404}, name


def test_a_report_is_written_on_its_page(cast, report, as_):
    page = reverse("grants:write_report", args=[report.pk])
    client = as_("applicant")
    names = [name for name in client.get(page).context["form"].fields if name.startswith(("stage", "value"))]
    stage, value = sorted(names)
    typed = {"language": "en", "summary": "The course was held.", stage: "done", value: "40"}
    assert client.post(page, typed | {value: "forty"}).status_code == 422
    assert client.post(page, typed).status_code == 302
    assert report.activities.get().stage == "done"
    assert report.values.get().value == 40
    assert "Of the way, %" in client.get(report.get_absolute_url()).content.decode()


def test_receipts_cost_the_same_number_of_queries_with_more(
    cast, report, spend, as_, assert_constant_queries
):
    client = as_("applicant")
    pages = (report.get_absolute_url(), reverse("grants:expenses", args=[report.pk]))
    for page in pages:
        assert_constant_queries(lambda page=page: client.get(page), lambda: spend(report, 5))
