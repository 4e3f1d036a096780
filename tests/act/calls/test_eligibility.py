"""May we apply? Each rule against what is known; what is not known is never a no."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from gapbridge.act.calls.eligibility import Facts, Plan, asked, check, judge, plan_of, verdict
from gapbridge.act.calls.models import EligibilityRule
from gapbridge.act.profiles.models import Accounts, Document, Profile
from gapbridge.base.errors import Refused
from gapbridge.base.models import JournalEntry

ON = date(2027, 2, 28)


def found(kind, value, facts, **plan):
    terms = {"amount": None, "smallest": Decimal(5_000), "co_applicants": None, "currency": "AZN", "on": ON}
    (finding,) = judge([EligibilityRule(kind=kind, value=value)], facts, Plan(**terms | plan))
    return finding


@pytest.mark.parametrize(
    ("registered", "ok"),
    [
        (date(2025, 2, 28), True),
        (date(2025, 3, 1), False),
        (None, None),
        (date(2024, 2, 29), True),
    ],
)
def test_years_of_registration_are_counted_to_the_day_of_the_deadline(registered, ok):
    assert found("registered_years", 2, Facts(registered_on=registered)).ok is ok


def test_an_organisation_that_is_too_young_reads_from_when_it_may_apply():
    finding = found("registered_years", 2, Facts(registered_on=date(2024, 2, 29)), on=date(2026, 2, 28))
    assert finding.ok is False
    assert "1 March 2026" in finding.text


@pytest.mark.parametrize(("amount", "ok"), [(None, True), (Decimal(10_000), True), (Decimal(10_001), False)])
def test_the_amount_is_held_against_the_mean_income(amount, ok):
    facts = Facts(incomes={2024: Decimal(10_000), 2025: Decimal(30_000)})
    assert found("income_share", 50, facts, amount=amount).ok is ok


def test_an_income_too_small_for_the_smallest_grant_says_so():
    finding = found("income_share", 50, Facts(incomes={2025: Decimal(4_000)}))
    assert finding.ok is False
    assert "2,000" in finding.text
    assert "5,000" in finding.text


@pytest.mark.parametrize("foreign", [True, False])
def test_an_income_that_is_not_known_or_in_another_currency_is_no_refusal(foreign):
    assert found("income_share", 50, Facts(foreign=foreign)).ok is None


@pytest.mark.parametrize(
    ("documents", "ok"),
    [
        (None, None),
        (frozenset(), False),
        (frozenset({"statutes"}), False),
        (frozenset({"statutes", "tax"}), True),
    ],
)
def test_documents_must_all_be_there(documents, ok):
    assert found("documents", ["statutes", "tax"], Facts(documents=documents)).ok is ok


@pytest.mark.parametrize(("number", "ok"), [(None, True), (0, True), (2, True), (3, False)])
def test_co_applicants_are_counted_once_there_are_any(number, ok):
    assert found("co_applicants", 2, Facts(), co_applicants=number).ok is ok


def test_one_no_outweighs_what_is_not_known_and_that_outweighs_every_yes():
    yes = found("country", ["AZ"], Facts(country="AZ"))
    unknown = found("country", ["AZ"], Facts())
    no = found("country", ["AZ"], Facts(country="GE"))
    assert verdict([yes, unknown, no]) is False
    assert verdict([yes, unknown]) is None
    assert verdict([yes]) is True
    assert verdict([]) is True


@pytest.mark.parametrize("rule", EligibilityRule.Kind.values)
def test_every_kind_of_rule_is_said_in_words_and_judged(rule):
    value = {"organisation_kind": ["cso"], "country": ["AZ"], "documents": ["statutes"]}.get(rule, 2)
    finding = found(rule, value, Facts())
    assert asked(finding.rule).endswith(".")
    assert finding.text


def test_an_organisations_file_is_read(cast, make_call):
    call = make_call(
        rules=[("organisation_kind", ["cso"]), ("documents", ["statutes"]), ("income_share", 50)]
    )
    profile = Profile.objects.create(organisation=cast.cso)
    Accounts.objects.create(
        profile=profile, year=call.closes_at.year - 1, currency=call.currency, income=30_000, expenditure=1
    )
    Document.objects.create(organisation=cast.cso, kind="statutes", expires_on=call.closes_at.date())
    assert [each.ok for each in check(call, cast.cso)] == [True, True, True]
    Document.objects.update(expires_on=plan_of(call).on.replace(year=2000))
    assert [each.ok for each in check(call, cast.cso)] == [True, False, True]


def test_a_visitor_checks_without_an_account_and_nothing_is_kept(call, as_):
    client, url = as_("visitor"), reverse("calls:self_check", args=[call.pk])
    entries = JournalEntry.objects.count()
    text = client.post(url, {"kind": "cso", "registered_on": "2001-01-01"}).content.decode()
    assert "You may apply." in text
    text = client.post(url, {"kind": "authority", "registered_on": "2001-01-01"}).content.decode()
    assert "Not yet, because:" in text
    text = client.post(url, {}).content.decode()
    assert "We can&#x27;t tell:" in text or "We can't tell:" in text
    assert JournalEntry.objects.count() == entries


def test_a_visitors_wrong_day_is_said_beside_its_field_and_stays_there(call, as_):
    url = reverse("calls:self_check", args=[call.pk])
    response = as_("visitor").post(url, {"registered_on": "31.31.2001"})
    assert response.status_code == 422
    assert "31.31.2001" in response.content.decode()


def test_staff_of_one_organisation_are_told_at_once_and_where_it_is_mended(cast, call, as_):
    client = as_("applicant")
    url = reverse("calls:self_check", args=[call.pk])
    text = client.get(url).content.decode()
    assert "We do not know since when it is registered." in text
    assert reverse("people:edit_organisation", args=[cast.cso.pk]) in text
    cast.cso.registered_on = date(2001, 1, 1)
    cast.cso.save()
    assert "You may apply." in client.get(url).content.decode()
    assert "You may apply." in client.get(call.get_absolute_url()).content.decode()


def test_nobody_checks_an_organisation_that_is_not_theirs(cast, call, as_):
    url = reverse("calls:self_check", args=[call.pk])
    response = as_("applicant").get(url, {"organisation": cast.rival_cso.pk})
    assert response.status_code == 422
    assert response.context.get("findings") is None


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("registered_years", "two"),
        ("registered_years", 0),
        ("organisation_kind", []),
        ("organisation_kind", ["club"]),
        ("country", ["Azerbaijan"]),
        ("documents", ["love letter"]),
        ("colour", "red"),
        ("registered_years", True),
    ],
)
def test_a_rule_that_no_check_could_read_is_refused(make_call, kind, value):
    with pytest.raises(Refused):
        make_call("draft", rules=[(kind, value)])


def test_two_rules_of_a_kind_are_refused(make_call):
    with pytest.raises(Refused, match="same kind"):
        make_call("draft", rules=[("country", ["AZ"]), ("country", ["GE"])])
