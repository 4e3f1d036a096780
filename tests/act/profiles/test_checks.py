"""May this organisation receive money: one officer decides, on grounds that can be shown to an auditor."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from gapbridge.act.profiles import actions, queries
from gapbridge.act.profiles.checklist import versions
from gapbridge.act.profiles.models import DueDiligence
from gapbridge.base.errors import Forbidden, Refused, WrongState
from gapbridge.base.models import JournalEntry
from gapbridge.people.models import Membership
from gapbridge.programmes.models import Partner, Programme
from tests.act.profiles.conftest import answered


def passed(cast, check, **facts):
    answered(cast, check)
    return actions.pass_check(actor=cast.grants_officer, check=check, **facts)


def second_programme(cast, lead):
    made = Programme.objects.create(
        slug="second", title_en="2", short_title_en="2", country=cast.country, state="running"
    )
    Partner.objects.create(programme=made, organisation=lead, role="lead")
    return made


def test_every_question_of_every_version_is_said_in_three_languages():
    for version in versions():
        keys = [each.key for each in version.questions]
        assert len(set(keys)) == len(keys) > 10
        assert all(
            set(each.texts) == {"en", "az", "ru"} and all(each.texts.values()) for each in version.questions
        )


def test_a_check_that_is_passed_stands_for_a_year_in_all_programmes_of_the_same_lead(cast, partner, check):
    passed(cast, check)
    sister, strange = second_programme(cast, cast.office), cast.other
    today = localdate()
    for programme, on, stands in (
        (cast.programme, today, True),
        (sister, today, True),
        (strange, today, False),
        (sister, today + timedelta(days=365), True),
        (sister, today + timedelta(days=366), False),
    ):
        assert (queries.standing_check(partner, programme, on) == check) == stands


def test_a_later_check_that_failed_ends_an_earlier_one(cast, partner, check):
    passed(cast, check)
    later = actions.start_check(actor=cast.programme_officer, organisation=partner, programme=cast.programme)
    assert queries.standing_check(partner, cast.programme) == check
    actions.fail_check(actor=cast.programme_officer, check=later, reason="The accounts are invented.")
    assert queries.standing_check(partner, cast.programme) is None


def test_a_check_with_open_questions_is_not_passed_but_may_fail(cast, check):
    with pytest.raises(Refused, match="16 questions"):
        actions.pass_check(actor=cast.grants_officer, check=check)
    assert DueDiligence.objects.get().state == "draft"
    assert actions.fail_check(actor=cast.grants_officer, check=check, reason="No reply").state == "failed"


def test_an_essential_no_passes_only_with_conditions_which_the_organisation_reads_and_not_the_reason(
    cast, as_, check
):
    answered(cast, check, safeguarding=("no", "A draft only"))
    with pytest.raises(Refused, match="essential"):
        actions.pass_check(actor=cast.grants_officer, check=check)
    actions.pass_with_conditions(
        actor=cast.grants_officer,
        check=check,
        reason="They are honest",
        conditions="Adopt the policy by March",
    )
    page = as_("applicant").get(reverse("profiles:file", args=[cast.cso.pk])).content.decode()
    assert "Adopt the policy by March" in page
    assert "They are honest" not in page and "A draft only" not in page
    assert as_("applicant").get(check.get_absolute_url()).status_code == 404


def test_a_no_needs_a_note_and_a_decided_check_takes_no_answer(cast, check):
    with pytest.raises(Refused) as refusal:
        answered(cast, check, audit="no")
    assert refusal.value.field == "audit_note"
    passed(cast, check)
    with pytest.raises(WrongState):
        answered(cast, check)


@pytest.mark.parametrize("days", [-1, 3 * 365 + 1])
def test_a_check_is_valid_from_today_and_for_three_years_at_most(cast, check, days):
    answered(cast, check)
    with pytest.raises(Refused) as refusal:
        actions.pass_check(
            actor=cast.grants_officer, check=check, valid_until=localdate() + timedelta(days=days)
        )
    assert refusal.value.field == "valid_until"


@pytest.mark.parametrize("who", ["applicant", "rival", "stranger", "monitoring_officer", "evaluator"])
def test_only_those_who_decide_on_money_check_and_nobody_else(cast, partner, check, who):
    with pytest.raises(Forbidden):
        actions.start_check(actor=cast.people[who], organisation=partner, programme=cast.programme)
    with pytest.raises(Forbidden):
        actions.fail_check(actor=cast.people[who], check=check, reason="No")


def test_nobody_checks_an_organisation_for_which_they_act(cast, partner):
    Membership.objects.create(user=cast.grants_officer, organisation=partner, role="cso_staff")
    officer = cast.fresh("grants_officer")
    with pytest.raises(Forbidden):
        actions.start_check(actor=officer, organisation=partner, programme=cast.programme)


def test_one_check_is_under_way_at_a_time(cast, partner, check):
    with pytest.raises(Refused):
        actions.start_check(actor=cast.programme_officer, organisation=partner, programme=cast.programme)


def test_the_answers_are_kept_as_they_are_typed_and_the_journal_holds_no_text(cast, as_, check):
    url = check.get_absolute_url()
    response = as_("grants_officer").post(url, {"audit": "no", "audit_note": "", "money_note": "Two sign"})
    assert response.status_code == 422
    assert "Two sign" in response.content.decode()
    assert as_("grants_officer").post(url, {"audit": "no", "audit_note": "Old"}).status_code == 302
    assert check.answers.get(question="audit").note == "Old"
    assert "Old" not in str(JournalEntry.objects.order_by("-sequence").first().data)


def test_a_decision_goes_through_the_page(cast, as_, check):
    answered(cast, check)
    until = localdate() + timedelta(days=100)
    response = as_("grants_officer").post(
        reverse("profiles:pass_check", args=[check.pk]), {"valid_until": until.isoformat(), "reason": ""}
    )
    assert response.status_code == 302
    check.refresh_from_db()
    assert (check.state, check.valid_until, check.checked_by) == ("passed", until, cast.grants_officer)
