"""A grant's course from its award to its closing, and what each step refuses."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from gapbridge.act.grants import actions
from gapbridge.act.grants.models import Grant, Payment
from gapbridge.act.grants.queries.money import payable
from gapbridge.base.errors import Forbidden, Refused, WrongState
from gapbridge.base.models import JournalEntry, OutgoingMail

from .conftest import FIRST, HALF, LAST, PLAN, TODAY, pdf


def test_a_grant_is_followed_from_its_award_to_its_closing(cast, officer, signed, approved, pay):
    first, second = signed.instalments.all()
    for instalment, reference in ((first, "T-1"), (second, "T-2")):
        pay(instalment, reference)
    with pytest.raises(Refused, match="final report is not approved"):
        actions.close_grant(actor=officer, grant=signed, reason="All done.")
    final = signed.reports.get(kind="final")
    final.period_to = TODAY
    final.save()
    written = {"summary": "All was held.", "activities": {signed_activity(final): ("done", "")}}
    actions.submit_report(actor=cast.applicant, report=final, **written)
    actions.approve_report(actor=officer, report=final)
    actions.attach_signed_copy(actor=officer, grant=signed, upload=pdf())
    actions.close_grant(actor=officer, grant=signed, reason="The final report is approved.")
    signed.refresh_from_db()
    assert (signed.state, signed.given_up, signed.reason) == ("closed", 0, "The final report is approved.")
    assert OutgoingMail.objects.filter(to=cast.applicant.email, subject__contains="is closed").exists()


def signed_activity(report) -> int:
    from gapbridge.act.grants.queries.activities import rows_of

    return rows_of(report.grant).get().pk


@pytest.mark.parametrize("missing", ["copy", "finding", "recovery", "change"])
def test_a_grant_is_not_closed_while_something_is_missing(cast, officer, signed, approved, missing):
    signed.reports.filter(kind="final").update(state="approved")
    if missing != "copy":
        actions.attach_signed_copy(actor=officer, grant=signed, upload=pdf())
    if missing == "finding":
        visit = actions.record_visit(
            actor=officer, grant=signed, visited_on=TODAY, place=cast.settlement, seen="The room."
        )
        actions.add_finding(actor=officer, visit=visit, text="No register.", severity="high", due_on=TODAY)
    if missing == "recovery":
        actions.demand_recovery(actor=officer, grant=signed, amount=Decimal(10), reason="Too much.")
    if missing == "change":
        actions.ask_extension(
            actor=cast.applicant, grant=signed, ends_on=LAST + timedelta(days=9), reason="Snow."
        )
    with pytest.raises(Refused, match="can't be closed yet"):
        actions.close_grant(actor=officer, grant=signed, reason="Done.")
    assert Grant.objects.get().state == "signed"


def test_the_agreement_is_prepared_only_once_the_grantee_was_told(officer, grant):
    grant.application.call.state = "evaluation"
    grant.application.call.save()
    with pytest.raises(Refused, match="hasn't been told"):
        actions.prepare_agreement(actor=officer, grant=grant, starts_on=FIRST, ends_on=LAST)


def test_a_grant_is_signed_when_both_sides_have_signed(officer, planned):
    agreement = actions.prepare_agreement(
        actor=officer, grant=planned, starts_on=FIRST, ends_on=LAST, special_conditions="Monthly *calls*."
    )
    assert "Monthly *calls*." in agreement.text
    assert "10,000.00 EUR" in agreement.text
    actions.register_signature(actor=officer, grant=planned, side="office", signed_on=FIRST, role="director")
    assert Grant.objects.get().state == "awarded"
    with pytest.raises(Refused, match="text stands"):
        actions.prepare_agreement(actor=officer, grant=planned, starts_on=FIRST, ends_on=LAST)
    with pytest.raises(Refused, match="signed already"):
        actions.register_signature(
            actor=officer, grant=planned, side="office", signed_on=FIRST, role="director"
        )
    actions.register_signature(
        actor=officer, grant=planned, side="grantee", signed_on=HALF, role="chair", name="A Name"
    )
    grant = Grant.objects.get()
    assert (grant.state, grant.signed_on) == ("signed", HALF)
    assert "A Name" not in str(list(JournalEntry.objects.values_list("data", flat=True)))


def test_the_programme_s_own_text_has_versions_and_knows_its_fields(cast, officer, planned):
    texts = dict.fromkeys(("en", "az", "ru"), "# {title}\n\nGrant: {amount}")
    with pytest.raises(Refused, match="colour"):
        actions.change_template(actor=officer, programme=cast.programme, texts=texts | {"ru": "{colour}"})
    for version in (1, 2):
        assert (
            actions.change_template(actor=officer, programme=cast.programme, texts=texts).version == version
        )
    agreement = actions.prepare_agreement(
        actor=officer, grant=planned, starts_on=FIRST, ends_on=LAST, language="ru"
    )
    assert (agreement.template_version, agreement.language) == (2, "ru")
    assert agreement.text.endswith("Grant: 10\xa0000,00")


def test_instalments_that_do_not_add_up_are_refused(officer, grant):
    rows = [{"amount": Decimal(6000)}, {"amount": Decimal(3999)}]
    with pytest.raises(Refused, match="add up to 9,999 EUR, the grant is 10,000 EUR"):
        actions.plan_instalments(actor=officer, grant=grant, rows=rows)
    assert not grant.instalments.exists()


def test_three_thirds_of_a_grant_add_up_to_the_cent(officer, grant):
    rows = [{"percent": 33}, {"percent": 33}, {"percent": 34}]
    Grant.objects.update(amount=Decimal("9999.99"))
    made = actions.plan_instalments(actor=officer, grant=Grant.objects.get(), rows=rows)
    assert sum(each.amount for each in made) == Decimal("9999.99")


def test_nothing_is_paid_while_a_report_is_missing_or_the_grant_suspended(officer, signed, report):
    first, second = signed.instalments.all()
    paying = {"actor": officer, "on": TODAY, "reference": "T-1"}
    with pytest.raises(Refused, match="is not approved"):
        actions.pay_instalment(instalment=second, **paying)
    actions.suspend_grant(actor=officer, grant=signed, reason="The report is late.")
    with pytest.raises(Refused, match="is suspended"):
        actions.pay_instalment(instalment=first, **paying)
    assert not Payment.objects.exists()
    payment = actions.pay_instalment(instalment=first, override_reason="Salaries are due.", **paying)
    assert payment.overridden_because == "Salaries are due."
    actions.resume_grant(actor=officer, grant=signed, reason="It came.")
    assert signed.suspensions.get().resumed_because == "It came."


def test_conditions_in_words_are_confirmed_before_a_payment(officer, signed):
    actions.plan_instalments(
        actor=officer, grant=signed, rows=[{"percent": 100, "conditions": "A bank account of its own."}]
    )
    instalment = signed.instalments.get()
    paying = {"actor": officer, "instalment": instalment, "on": TODAY, "reference": "T-1"}
    with pytest.raises(Refused, match="not confirmed"):
        actions.pay_instalment(**paying)
    actions.pay_instalment(conditions_met=True, **paying)
    assert payable(signed) == 0
    with pytest.raises(Refused, match="paid already"):
        actions.pay_instalment(conditions_met=True, **paying)


def test_what_was_held_back_of_a_payment_is_planned_again(officer, signed):
    first = signed.instalments.first()
    actions.pay_instalment(actor=officer, instalment=first, on=TODAY, reference="T-1", amount=Decimal(4000))
    with pytest.raises(Refused, match="add up to 9,000"):
        actions.plan_instalments(actor=officer, grant=signed, rows=[{"amount": Decimal(5000)}])
    actions.plan_instalments(actor=officer, grant=signed, rows=[{"amount": Decimal(6000)}])
    assert [each.number for each in signed.instalments.all()] == [1, 2]


def test_a_grant_that_ends_early_gives_back_what_was_never_paid(officer, signed, pay):
    first = signed.instalments.first()
    pay(first)
    actions.end_grant(actor=officer, grant=signed, reason="The organisation was dissolved.")
    grant = Grant.objects.get()
    assert (grant.state, grant.given_up) == ("ended", 5000)
    assert [each.amount for each in grant.ledger.all()] == [10_000, -5000]
    with pytest.raises(WrongState):
        actions.pay_instalment(actor=officer, instalment=grant.instalments.last(), on=TODAY, reference="T-2")


def test_reports_are_planned_with_one_final_report_at_the_end(officer, grant):
    for rows in ([PLAN[0]], [PLAN[1], PLAN[0]], [PLAN[1], PLAN[1]]):
        with pytest.raises(Refused, match="The last report is the final one"):
            actions.plan_reports(actor=officer, grant=grant, rows=rows)
    early = PLAN[1] | {"due_on": HALF}
    with pytest.raises(Refused, match="due after its period"):
        actions.plan_reports(actor=officer, grant=grant, rows=[early])


def test_only_the_grants_office_runs_a_grant_and_only_the_grantee_reports(cast, signed, report, write):
    for name in ("rival", "applicant", "evaluator", "donor", "monitoring_officer", "stranger"):
        with pytest.raises(Forbidden):
            actions.suspend_grant(actor=cast.fresh(name), grant=signed, reason="No.")
    for name in ("rival", "grants_officer", "stranger"):
        with pytest.raises(Forbidden):
            actions.submit_report(actor=cast.fresh(name), report=report, **write(report))


def test_an_extension_waits_for_approval_and_then_moves_the_last_day(cast, officer, signed):
    later = LAST + timedelta(days=30)
    change = actions.ask_extension(actor=cast.applicant, grant=signed, ends_on=later, reason="Snow.")
    assert Grant.objects.get().ends_on == LAST
    with pytest.raises(Refused, match="waits for a decision already"):
        actions.ask_extension(actor=cast.applicant, grant=signed, ends_on=later, reason="Snow.")
    with pytest.raises(Forbidden):
        actions.approve_change(actor=cast.fresh("applicant"), change=change)
    actions.approve_change(actor=officer, change=change)
    assert Grant.objects.get().ends_on == later


def test_a_finding_is_answered_before_it_is_closed(cast, officer, signed):
    monitor = cast.monitoring_officer
    visit = actions.record_visit(
        actor=monitor, grant=signed, visited_on=TODAY, place=cast.settlement, seen="The room."
    )
    finding = actions.add_finding(
        actor=monitor, visit=visit, text="No register.", severity="high", due_on=TODAY
    )
    with pytest.raises(Refused, match="has not said yet"):
        actions.close_finding(actor=monitor, finding=finding)
    actions.answer_finding(actor=cast.applicant, finding=finding, answer="It is kept now.")
    actions.close_finding(actor=monitor, finding=finding)
    assert finding.closed_by == monitor


def test_pages_of_a_grant_show_each_reader_what_is_theirs(cast, signed, as_):
    page = signed.get_absolute_url()
    for name, texts, hidden in (
        (
            "visitor",
            ["A project of First CSO", "First CSO", "10,000 EUR"],
            ["What is due next", "Instalments"],
        ),
        ("rival", ["First CSO"], ["What is due next"]),
        ("evaluator", ["First CSO"], ["What is due next"]),
        ("applicant", ["What is due next", "Interim report 1: write it and send it"], ["Plan the reports"]),
        ("donor", ["What is due next", "Audit file"], ["Suspend"]),
        ("grants_officer", ["Suspend the grant", "Before it can be closed"], []),
    ):
        said = as_(name).get(page).content.decode()
        assert [text for text in texts if text not in said] == [], name
        assert [text for text in hidden if text in said] == [], name
    money = reverse("grants:money", args=[signed.pk])
    for name, status in (("rival", 403), ("evaluator", 403), ("applicant", 200), ("donor", 200)):
        assert as_(name).get(money).status_code == status, name
