"""Applications: the deadline, the receipt, whose they are."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from gapbridge.act.grants import actions
from gapbridge.act.grants.models import Application
from gapbridge.act.grants.queries import waiting_for_applicants
from gapbridge.base.errors import Forbidden, Refused, WrongState
from gapbridge.base.models import OutgoingMail
from gapbridge.people.models import Membership, User


def test_an_organisation_applies_once_to_a_call(cast, call, apply):
    apply(call)
    with pytest.raises(Refused, match="already"):
        apply(call)
    assert Application.objects.count() == 1


def test_nobody_applies_for_an_organisation_that_is_not_theirs(cast, call):
    with pytest.raises(Forbidden):
        actions.start_application(
            actor=cast.applicant, call=call, organisation=cast.rival_cso, title="x", theme=cast.topic
        )


@pytest.mark.parametrize("who", ["grants_officer", "evaluator", "donor", "stranger", "community_member"])
def test_only_staff_of_civil_society_applies(cast, call, who):
    with pytest.raises(Forbidden):
        actions.start_application(
            actor=cast.people[who], call=call, organisation=cast.office, title="x", theme=cast.topic
        )


@pytest.mark.parametrize("amount", ["-1", "0", "4999.99", "20000.01", "999999999"])
def test_an_amount_outside_the_limits_is_refused_with_the_limits_named(cast, call, apply, amount):
    with pytest.raises(Refused, match=r"at least 5.000.* at most 20.000.* EUR") as refusal:
        apply(call, amount=Decimal(amount))
    assert refusal.value.field == "amount"


def test_an_unfinished_application_is_not_sent_and_every_missing_part_is_named(cast, call, apply):
    application = apply(call, need="", people=None, places=[])
    with pytest.raises(Refused) as refusal:
        actions.submit_application(actor=cast.applicant, application=application)
    assert set(refusal.value.error_dict) == {"need", "people", "places"}
    assert Application.objects.get(pk=application.pk).state == "draft"


def test_submitting_gives_a_receipt_and_running_numbers(cast, call, apply):
    first = apply(call, "applicant", submit=True)
    second = apply(call, "rival", submit=True)
    year = timezone.localdate().year
    assert (first.receipt, second.receipt) == (f"{year}-{call.pk}-001", f"{year}-{call.pk}-002")
    mail = OutgoingMail.objects.get(to=cast.applicant.email)
    assert first.receipt in mail.subject


def test_a_second_press_on_submit_changes_nothing(cast, call, apply):
    application = apply(call, submit=True)
    with pytest.raises(WrongState):
        actions.submit_application(actor=cast.applicant, application=application)
    assert Application.objects.get(pk=application.pk).receipt == application.receipt


def test_the_servers_clock_decides_at_the_deadline(cast, call, apply):
    application = apply(call)
    late = call.closes_at + timedelta(microseconds=1)
    with pytest.raises(Refused, match="deadline passed"):
        actions.submit_application(actor=cast.applicant, application=application, at=late)
    actions.submit_application(actor=cast.applicant, application=application, at=call.closes_at)
    assert Application.objects.get(pk=application.pk).submitted_at == call.closes_at


def test_a_request_that_arrives_in_time_and_is_carried_out_late_counts(cast, call, apply, monkeypatch):
    application = apply(call)
    moments = iter([call.closes_at - timedelta(seconds=1)])  # asked once, before the database is waited for
    monkeypatch.setattr("gapbridge.act.grants.actions.applications.moment", lambda at: next(moments))
    actions.submit_application(actor=cast.applicant, application=application)
    assert application.state == "submitted"


def test_what_is_sent_cannot_be_changed_until_it_is_taken_back(cast, call, apply):
    application = apply(call, submit=True)
    receipt = application.receipt
    with pytest.raises(WrongState):
        actions.change_application(actor=cast.applicant, application=application, title="Other")
    actions.take_back_application(actor=cast.applicant, application=application)
    actions.change_application(actor=cast.applicant, application=application, title="Other")
    actions.submit_application(actor=cast.applicant, application=application)
    assert (application.title, application.receipt) == ("Other", receipt)


def test_after_the_deadline_nothing_is_taken_back_or_changed(cast, call, apply):
    application = apply(call, submit=True)
    late = call.closes_at + timedelta(seconds=1)
    with pytest.raises(Refused):
        actions.take_back_application(actor=cast.applicant, application=application, at=late)
    assert Application.objects.get(pk=application.pk).state == "submitted"
    draft = apply(call, "rival")
    with pytest.raises(Refused):
        actions.change_application(actor=cast.rival, application=draft, title="Late", at=late)


def test_an_application_withdrawn_for_good_stays_withdrawn(cast, call, apply):
    application = apply(call, submit=True)
    actions.withdraw_application(actor=cast.applicant, application=application, reason="We can't.")
    with pytest.raises(WrongState):
        actions.submit_application(actor=cast.applicant, application=application)
    with pytest.raises(Refused, match="already"):
        apply(call)


def test_colleagues_share_an_application_and_rivals_get_404(cast, call, apply, as_, client):
    application = apply(call)
    colleague = User.objects.create(email="colleague@example.org")
    Membership.objects.create(user=colleague, organisation=cast.cso, role="cso_staff")
    client.force_login(colleague)
    edit = reverse("grants:edit_application", args=[application.pk])
    assert client.get(application.get_absolute_url()).status_code == 200
    assert client.get(edit).status_code == 200
    for url in (application.get_absolute_url(), edit):
        for who in ("rival", "stranger", "evaluator", "donor", "grants_officer"):
            assert as_(who).get(url).status_code == 404, (who, url)


def test_the_office_reads_it_once_it_is_sent(call, apply, as_):
    application = apply(call, submit=True)
    assert as_("grants_officer").get(application.get_absolute_url()).status_code == 200
    for who in ("monitoring_officer", "donor", "official", "rival", "second_evaluator"):
        assert as_(who).get(application.get_absolute_url()).status_code == 404, who


def test_applying_in_the_browser(cast, call, as_):
    client = as_("applicant")
    response = client.post(
        reverse("grants:apply", args=[call.pk]),
        {"organisation": cast.cso.pk, "title": "Sewing", "theme": cast.topic.pk, "language": "az"},
    )
    application = Application.objects.get()
    assert response.url == reverse("grants:edit_application", args=[application.pk])
    page = client.get(application.get_absolute_url()).content.decode()
    assert "Describe the need, and who says so." in page
    assert ">Submit<" not in page
    bad = client.post(
        response.url,
        {"title": "Sewing", "theme": cast.topic.pk, "language": "az", "need": "Typed", "amount": "-5"},
    )
    assert bad.status_code == 422
    assert "Ask for at least" in bad.content.decode()
    assert "Typed" in bad.content.decode()
    good = {
        "title": "Sewing", "theme": cast.topic.pk, "language": "az", "need": "n", "activities": "a", "change": "c",
        "people": "30", "months": "5", "amount": "5000", "target_groups": [cast.idps.pk], "places": [cast.district.pk],
    }  # fmt: skip
    assert client.post(response.url, good).url == application.get_absolute_url()
    assert ">Submit<" in client.get(application.get_absolute_url()).content.decode()
    sent = client.post(
        reverse("base:move", args=["grants.application", application.pk, "submit"]), follow=True
    )
    application.refresh_from_db()
    assert application.receipt in sent.content.decode()


def test_fields_that_are_not_the_applicants_are_ignored(cast, call, apply, as_):
    application = apply(call)
    as_("applicant").post(
        reverse("grants:edit_application", args=[application.pk]),
        {
            "title": "T",
            "theme": cast.topic.pk,
            "language": "en",
            "state": "awarded",
            "organisation": cast.rival_cso.pk,
        },
    )
    application.refresh_from_db()
    assert (application.state, application.organisation) == ("draft", cast.cso)


def test_the_list_of_our_applications_costs_the_same_with_more(
    cast, make_call, apply, as_, assert_constant_queries
):
    numbers = iter(range(1, 20))
    client = as_("applicant")
    url = reverse("grants:applications")
    assert_constant_queries(lambda: client.get(url), lambda: apply(make_call(number=next(numbers))))
    assert as_("grants_officer").get(url).status_code == 403


def test_a_draft_waits_for_the_applicant(cast, call, apply):
    application = apply(call)
    (waiting,) = waiting_for_applicants(cast.fresh("applicant"))
    assert (application.title in waiting.label, waiting.url) == (True, application.get_absolute_url())
    assert not list(waiting_for_applicants(cast.fresh("rival")))
