"""Organisations register themselves, keep an administrator, and show the public no more than they want."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gapbridge.base.errors import Forbidden, Refused
from gapbridge.base.models import JournalEntry
from gapbridge.people import actions
from gapbridge.people.models import Membership, Organisation
from gapbridge.programmes.standing import standing


def register(cast, member="community_member", **fields) -> Organisation:
    given = {"name_en": "New CSO", "country": "AZ", "language": "az"}
    return actions.register_organisation(actor=cast.people[member], **(given | fields))


def test_who_registers_a_cso_becomes_its_administrator_and_staff(cast):
    cso = register(cast)
    assert cso.kind == "cso"
    assert {m.role for m in cso.memberships.filter(user=cast.community_member)} == {
        "administrator",
        "cso_staff",
    }
    assert standing(cast.community_member).acts_for(cso.pk, "cso_staff")
    assert JournalEntry.objects.get().verb == "people.register_organisation"


def test_registering_says_what_comes_next(as_, cast):
    form = {"name_en": "New CSO", "country": "az", "language": "az"}
    response = as_("community_member").post(reverse("people:register"), form, follow=True)
    assert "You are its administrator" in response.content.decode()
    assert Organisation.objects.get(name_en="New CSO").country == "AZ"


def test_a_form_can_not_say_what_kind_of_organisation_registers(as_, cast):
    form = {"name_en": "New CSO", "country": "AZ", "language": "az", "kind": "un_agency", "is_listed": ""}
    as_("community_member").post(reverse("people:register"), form)
    cso = Organisation.objects.get(name_en="New CSO")
    assert (cso.kind, cso.is_listed) == ("cso", True)


def test_who_already_acts_for_somebody_registers_nothing(cast):
    with pytest.raises(Forbidden):
        register(cast, "applicant")


def test_a_registration_in_the_future_is_refused(cast):
    with pytest.raises(Refused) as refusal:
        register(cast, registered_on=timezone.localdate() + timedelta(days=1))
    assert refusal.value.field == "registered_on"
    assert not Organisation.objects.filter(name_en="New CSO").exists()


def test_a_self_registered_cso_names_officers_that_count_for_nothing(cast):
    cso = register(cast)
    Membership.objects.create(user=cast.community_member, organisation=cso, role="programme_officer")
    person = cast.fresh("community_member")
    assert not person.has_perm("people.add_organisation")
    assert not person.has_perm("programmes.add_programme")
    assert not person.has_perm("programmes.change_clause")
    assert not person.has_perm("programmes.change_programme", cast.programme)


def test_an_organisation_is_no_branch_of_itself(cast):
    with pytest.raises(Refused) as refusal:
        actions.change_organisation(
            actor=cast.programme_officer, organisation=cast.office, parent=cast.office
        )
    assert refusal.value.field == "parent"


def test_a_rival_does_not_edit_an_organisation(as_, cast):
    address = reverse("people:edit_organisation", args=[cast.cso.pk])
    assert as_("rival").post(address, {"name_en": "Ours now", "country": "AZ"}).status_code == 403
    cast.cso.refresh_from_db()
    assert cast.cso.name_en == "First CSO"


def test_the_last_administrator_is_kept(as_, cast):
    membership = cast.administrator.memberships.get()
    response = as_("administrator").post(reverse("people:end_membership", args=[membership.pk]))
    assert response.status_code == 422
    assert "keeps at least one administrator" in response.content.decode()
    assert cast.administrator.memberships.current().exists()


def test_one_of_two_administrators_can_go(cast):
    Membership.objects.create(user=cast.trainer, organisation=cast.office, role="administrator")
    actions.end_membership(actor=cast.administrator, membership=cast.administrator.memberships.get())
    assert not cast.administrator.memberships.current().exists()


def test_who_no_longer_acts_for_the_office_is_out_at_the_next_request(as_, cast):
    client = as_("protection_officer")
    address = reverse("gaps:new", args=[cast.programme.pk])
    assert client.get(address).status_code == 200
    actions.end_membership(actor=cast.administrator, membership=cast.protection_officer.memberships.get())
    assert client.get(address).status_code == 403


def test_an_unlisted_organisation_is_seen_by_whoever_is_signed_in_and_by_no_visitor(as_, cast):
    Organisation.objects.filter(pk=cast.cso.pk).update(is_listed=False, parent=cast.office)
    Organisation.objects.filter(pk=cast.rival_cso.pk).update(parent=cast.cso)
    places = [
        cast.cso.get_absolute_url(),
        reverse("people:organisations"),
        cast.office.get_absolute_url(),
        cast.rival_cso.get_absolute_url(),
    ]
    assert as_("visitor").get(places[0]).status_code == 404
    for address in places:
        assert "First CSO" not in as_("visitor").get(address).content.decode(), address
        assert "First CSO" in as_("rival").get(address).content.decode(), address


def test_members_are_named_to_their_own_organisation_alone(as_, cast):
    address = cast.cso.get_absolute_url()
    assert "applicant" in as_("applicant").get(address).content.decode()
    for outsider in ("rival", "official", "visitor", "stranger"):
        assert "Who acts for it" not in as_(outsider).get(address).content.decode()


def test_the_list_of_organisations_costs_the_same_with_more_rows(as_, cast, assert_constant_queries):
    def add():
        number = Organisation.objects.count()
        Organisation.objects.create(name_en=f"CSO {number}", kind="cso", parent=cast.office)

    client = as_("programme_officer")
    assert_constant_queries(lambda: client.get(reverse("people:organisations")), add)
