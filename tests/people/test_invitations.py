"""People come by invitation: only the address invited, only in time, and the token is kept nowhere."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gapbridge.base.errors import Forbidden, Refused, WrongState
from gapbridge.base.models import JournalEntry, OutgoingMail
from gapbridge.people import actions
from gapbridge.people.models import Invitation, Membership, User
from gapbridge.people.tokens import token_hash


@pytest.fixture
def invited(cast):
    """(invitation, token) of community_member to act for the office as a trainer."""
    return actions.invite(
        actor=cast.administrator,
        organisation=cast.office,
        email="Community_Member@example.org",
        role="trainer",
        language="az",
    )


def columns(invitation: Invitation) -> str:
    return " ".join(str(getattr(invitation, field.attname)) for field in invitation._meta.concrete_fields)


def test_only_a_hash_of_the_token_is_kept(invited):
    invitation, token = invited
    assert invitation.token_hash == token_hash(token)
    assert token not in columns(Invitation.objects.get())


def test_the_token_goes_out_by_mail_in_the_language_of_the_invitation(invited):
    _invitation, token = invited
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.language) == ("Community_Member@example.org", "az")
    assert reverse("people:accept", args=[token]) in mail.body


def test_the_journal_names_neither_address_nor_token(invited):
    invitation, _token = invited
    entry = JournalEntry.objects.get(verb="people.invite")
    assert (entry.target_id, entry.data) == (invitation.pk, {"role": "trainer"})


def test_accepting_lets_one_act_for_the_organisation(as_, cast, invited):
    client = as_("community_member")
    response = client.post(reverse("people:accept", args=[invited[1]]))
    assert response["Location"] == reverse("portal:home")
    assert (
        cast.community_member.memberships.current().filter(organisation=cast.office, role="trainer").exists()
    )
    assert Invitation.objects.get().state == "accepted"


def test_an_invitation_to_another_address_is_refused(as_, cast, invited):
    response = as_("applicant").post(reverse("people:accept", args=[invited[1]]))
    assert response.status_code == 422
    assert "sent to another address" in response.content.decode()
    assert not cast.applicant.memberships.filter(organisation=cast.office).exists()
    assert Invitation.objects.get().state == "open"


def test_a_visitor_is_told_to_sign_in_and_nothing_happens(as_, invited):
    page = as_("visitor").post(reverse("people:accept", args=[invited[1]])).content.decode()
    assert reverse("account_login") in page
    assert Invitation.objects.get().state == "open"


def test_an_invitation_that_ran_out_is_refused(as_, cast, invited):
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    address = reverse("people:accept", args=[invited[1]])
    assert "no longer open" in as_("community_member").get(address).content.decode()
    assert as_("community_member").post(address).status_code == 422
    assert not cast.community_member.memberships.exists()


def test_an_invitation_is_accepted_once(cast, invited):
    actions.accept_invitation(actor=cast.community_member, invitation=invited[0])
    with pytest.raises(Refused, match="no longer open"):
        actions.accept_invitation(actor=cast.community_member, invitation=invited[0])


def test_an_invitation_withdrawn_is_refused_and_not_withdrawn_twice(cast, invited):
    actions.withdraw_invitation(actor=cast.administrator, invitation=invited[0])
    with pytest.raises(Refused, match="no longer open"):
        actions.accept_invitation(actor=cast.community_member, invitation=invited[0])
    with pytest.raises(WrongState):
        actions.withdraw_invitation(actor=cast.administrator, invitation=invited[0])


def test_a_token_that_nobody_was_sent_leads_nowhere(as_, invited):
    assert as_("community_member").get(reverse("people:accept", args=["x" * 43])).status_code == 404


def test_the_same_address_is_not_invited_twice_for_one_role(cast, invited):
    with pytest.raises(Refused, match="already has an open invitation") as refusal:
        actions.invite(
            actor=cast.administrator,
            organisation=cast.office,
            email="community_member@EXAMPLE.org",
            role="trainer",
            language="en",
        )
    assert refusal.value.field == "email"


def test_who_has_the_role_already_is_not_invited_to_it(cast):
    with pytest.raises(Refused, match="already has this role"):
        actions.invite(
            actor=cast.administrator,
            organisation=cast.office,
            email=cast.trainer.email,
            role="trainer",
            language="en",
        )


@pytest.mark.parametrize("member", ["programme_officer", "applicant", "stranger", "community_member"])
def test_only_an_administrator_of_the_organisation_invites(cast, member):
    with pytest.raises(Forbidden):
        actions.invite(
            actor=cast.people[member],
            organisation=cast.office,
            email="x@example.org",
            role="trainer",
            language="en",
        )
    assert not Invitation.objects.exists()


def test_accepting_again_after_an_end_takes_up_the_old_membership(cast, invited):
    actions.accept_invitation(actor=cast.community_member, invitation=invited[0])
    membership = Membership.objects.get(user=cast.community_member)
    actions.end_membership(actor=cast.administrator, membership=membership)
    again, _token = actions.invite(
        actor=cast.administrator, organisation=cast.office, email=cast.community_member.email, role="trainer", language="en"
    )  # fmt: skip
    assert actions.accept_invitation(actor=cast.community_member, invitation=again) == membership
    assert User.objects.get(pk=cast.community_member.pk).memberships.current().count() == 1
