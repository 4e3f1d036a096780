"""Partners: asked by the applicant, answering by themselves, reading and not writing."""

import pytest

from gapbridge.act.applications import actions
from gapbridge.act.applications.checks import partners_missing
from gapbridge.act.applications.models import Application, Partner
from gapbridge.act.calls.models import EligibilityRule
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.base.models import OutgoingMail
from gapbridge.base.sockets import waiting_for
from tests.act import granting

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(cast):
    return granting.application(granting.call(cast), cast.cso, cast.applicant, "draft")


def ask(cast, application, **more):
    facts = {"organisation": cast.rival_cso, "kind": "co_applicant", "role": "Runs two workshops"}
    return actions.ask_partner(actor=cast.applicant, application=application, **facts | more)


def said(application) -> list[str]:
    return [each.text for each in partners_missing(application.parts.get())]


def test_who_is_asked_gets_a_letter_and_finds_it_waiting(cast, application):
    partner = ask(cast, application)
    (mail,) = OutgoingMail.objects.all()
    assert mail.to == cast.rival.email
    assert "Runs two workshops" in mail.body and f"/applications/partners/{partner.pk}/" in mail.body
    (waits,) = [each for each in waiting_for(cast.fresh("rival")) if "take part" in each.label]
    assert waits.url == f"/applications/partners/{partner.pk}/"


def test_an_application_waits_until_each_partner_has_confirmed(cast, application):
    partner = ask(cast, application)
    assert said(application) == ["Second CSO has not confirmed yet that it takes part."]
    actions.confirm_partner(actor=cast.rival, partner=partner)
    assert said(application) == []
    actions.decline_partner(actor=cast.rival, partner=partner, reason="No staff")
    assert "declined to take part" in said(application)[0]


def test_nobody_confirms_or_declines_for_a_partner(cast, application):
    partner = ask(cast, application)
    for name in ("applicant", "grants_officer", "stranger"):
        with pytest.raises(Forbidden):
            actions.confirm_partner(actor=cast.people[name], partner=partner)
        with pytest.raises(Forbidden):
            actions.decline_partner(actor=cast.people[name], partner=partner, reason="x")
    partner.refresh_from_db()
    assert partner.state == "asked"


def test_another_role_is_asked_for_again(cast, application):
    partner = ask(cast, application)
    actions.confirm_partner(actor=cast.rival, partner=partner)
    actions.change_partner(
        actor=cast.applicant, partner=partner, kind="co_applicant", role="Runs all workshops"
    )
    partner.refresh_from_db()
    assert (partner.state, partner.answered_at, partner.role) == ("asked", None, "Runs all workshops")
    assert OutgoingMail.objects.filter(to=cast.rival.email, body__contains="Runs all workshops").count() == 1


def test_the_same_role_is_not_asked_for_again(cast, application):
    partner = ask(cast, application)
    actions.confirm_partner(actor=cast.rival, partner=partner)
    actions.change_partner(
        actor=cast.applicant, partner=partner, kind="co_applicant", role=" Runs two workshops "
    )
    partner.refresh_from_db()
    assert partner.state == "confirmed"


def test_one_that_declined_can_be_asked_again(cast, application):
    partner = ask(cast, application)
    actions.decline_partner(actor=cast.rival, partner=partner, reason="No staff")
    actions.ask_partner_again(actor=cast.applicant, partner=partner)
    partner.refresh_from_db()
    assert (partner.state, partner.reason) == ("asked", "")


@pytest.mark.parametrize(
    "changes",
    [{"organisation": "cso"}, {"role": "  "}, {"kind": "friend"}],
    ids=["itself", "no role", "unknown kind"],
)
def test_what_no_partner_can_be_is_refused(cast, application, changes):
    if "organisation" in changes:
        changes = {"organisation": cast.cso}
    with pytest.raises(Exception, match=r"applicant itself|Say what it does|not a valid choice"):
        ask(cast, application, **changes)
    assert not Partner.objects.exists()


def test_nobody_is_asked_twice(cast, application):
    ask(cast, application)
    with pytest.raises(Refused):
        ask(cast, application, kind="affiliated")


def test_no_more_co_applicants_than_the_call_allows(cast, application):
    EligibilityRule.objects.create(call=application.call, kind="co_applicants", value=0)
    with pytest.raises(Refused, match="at most 0"):
        ask(cast, application)
    ask(cast, application, kind="affiliated")


def test_partners_that_may_not_change_after_the_concept_note_do_not(cast):
    call = granting.call(cast, two_step=True)
    call.procedure.unchangeable = ["partners"]
    call.procedure.save()
    own = granting.application(call, cast.cso, cast.applicant, "full_draft")
    with pytest.raises(Refused, match="may not change"):
        ask(cast, own)


def test_a_partner_whose_money_is_in_the_budget_is_not_removed(cast, application):
    partner = ask(cast, application)
    part = application.parts.get()
    line = {"heading": "people", "text": "x", "quantity": 1, "rate": 5, "partner": partner}
    actions.put_budget(actor=cast.applicant, part=part, lines=[line])
    with pytest.raises(Refused, match="Give them to somebody else"):
        actions.remove_partner(actor=cast.applicant, partner=partner)
    actions.put_budget(actor=cast.applicant, part=part, lines=[])
    actions.remove_partner(actor=cast.applicant, partner=partner)
    assert not application.partners.exists()


def test_no_partner_is_asked_for_what_is_submitted(cast):
    own = granting.application(granting.call(cast), cast.cso, cast.applicant, "submitted")
    with pytest.raises(Refused):
        ask(cast, own)


# --- pages ---------------------------------------------------------------------------------------


def test_an_asked_partner_reads_what_it_consents_to_and_answers_there(cast, as_, application):
    partner = ask(cast, application)
    client = as_("rival")
    body = client.get(f"/applications/partners/{partner.pk}/").content.decode()
    assert "Runs two workshops" in body and "Confirm" in body
    client.post(f"/move/applications.partner/{partner.pk}/confirm/")
    partner.refresh_from_db()
    assert partner.state == "confirmed"


def test_who_declined_sees_its_answer_and_no_longer_the_application(cast, as_, application):
    partner = ask(cast, application)
    actions.decline_partner(actor=cast.rival, partner=partner, reason="We have no staff")
    body = as_("rival").get(f"/applications/partners/{partner.pk}/").content.decode()
    assert "We have no staff" in body
    assert "Runs two workshops" not in body
    assert not Application.objects.visible_to(cast.fresh("rival")).exists()


def test_who_was_not_asked_finds_no_partners(cast, as_, application):
    partner = ask(cast, application, organisation=cast.elsewhere)
    for address in (f"/applications/{application.pk}/partners/", f"/applications/partners/{partner.pk}/"):
        assert as_("rival").get(address).status_code == 404


def test_a_partner_changes_no_partners(cast, as_, application):
    partner = ask(cast, application)
    client = as_("rival")
    assert client.get(f"/applications/partners/{partner.pk}/change/").status_code == 403
    assert client.post(f"/applications/partners/{partner.pk}/remove/").status_code == 403
    assert client.get(f"/applications/{application.pk}/partners/ask/{cast.elsewhere.pk}/").status_code == 403


def test_an_organisation_is_found_by_a_part_of_its_name_and_asked(cast, as_, application):
    client = as_("applicant")
    body = client.get(f"/applications/{application.pk}/partners/", {"q": "SECOND"}).content.decode()
    address = f"/applications/{application.pk}/partners/ask/{cast.rival_cso.pk}/"
    assert address in body
    client.post(address, {"kind": "affiliated", "role": "Lends rooms"})
    assert application.partners.get().role == "Lends rooms"


def test_of_one_that_is_not_registered_the_page_says_how_it_registers(as_, application):
    body = as_("applicant").get(f"/applications/{application.pk}/partners/", {"q": "Nobody"}).content.decode()
    assert "register their organisation" in body


def test_the_page_costs_the_same_queries_however_many_partners(
    cast, as_, application, assert_constant_queries
):
    from gapbridge.people.models import Organisation

    def add():
        made = Organisation.objects.create(name_en=f"Another {Organisation.objects.count()}", kind="cso")
        ask(cast, application, organisation=made)

    client = as_("applicant")
    assert_constant_queries(lambda: client.get(f"/applications/{application.pk}/partners/"), add)
