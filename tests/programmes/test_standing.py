"""A role counts where the organisation has the part that goes with it, and nowhere else."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from gapbridge.people.models import Membership
from gapbridge.people.roles import OFFICERS, Role
from gapbridge.programmes.models import Partner
from gapbridge.programmes.standing import standing

PARTS = [part.value for part in Partner.Role]
# role → the parts of its organisation with which it counts
COUNTS = {
    **{role: {"lead", "implementing"} for role in OFFICERS},
    Role.OFFICIAL: {"counterpart"},
    Role.DONOR: {"funding"},
    Role.EVALUATOR: set(PARTS),
    Role.TRAINER: set(PARTS),
    Role.LOGISTICIAN: set(PARTS),
    Role.CASE_WORKER: set(PARTS),
    Role.CSO_STAFF: set(),
    Role.ADMINISTRATOR: set(),
}


@pytest.mark.parametrize("role", Role.values)
def test_a_role_counts_with_the_parts_that_go_with_it(cast, role):
    Membership.objects.create(user=cast.community_member, organisation=cast.cso, role=role)
    counted = set()
    for part in PARTS:
        partner = Partner.objects.create(programme=cast.programme, organisation=cast.cso, role=part)
        if standing(cast.fresh("community_member")).holds(role, programme=cast.programme.pk):
            counted.add(part)
        partner.delete()
    assert counted == COUNTS[role]


def test_without_a_partnership_no_role_counts(cast):
    assert standing(cast.applicant).programmes == []
    assert standing(cast.applicant).organisations == {cast.cso.pk}


def test_a_role_in_one_programme_says_nothing_of_another(cast):
    held = standing(cast.protection_officer)
    assert held.holds(Role.PROTECTION_OFFICER, programme=cast.programme.pk)
    assert not held.holds(Role.PROTECTION_OFFICER, programme=cast.other.pk)


def test_a_membership_that_ended_counts_no_longer(cast):
    cast.donor.memberships.update(ended_on=timezone.localdate())
    assert standing(cast.fresh("donor")).programmes == []
    cast.donor.memberships.update(ended_on=timezone.localdate() + timedelta(days=1))
    assert standing(cast.fresh("donor")).programmes == [cast.programme.pk]


def test_roles_held_for_two_organisations_are_not_mixed(cast):
    Membership.objects.create(user=cast.applicant, organisation=cast.authority, role=Role.OFFICIAL)
    held = standing(cast.fresh("applicant"))
    assert held.acts_for(cast.authority.pk, Role.OFFICIAL)
    assert not held.acts_for(cast.cso.pk, Role.OFFICIAL)
    assert held.holds(Role.OFFICIAL, programme=cast.programme.pk)


def test_visitors_and_closed_accounts_stand_nowhere(cast):
    cast.official.is_active = False
    for user in (AnonymousUser(), cast.official):
        assert standing(user).programmes == []
        assert standing(user).organisations == frozenset()


def test_standing_takes_one_query_and_then_none(cast, django_assert_num_queries):
    person = cast.fresh("programme_officer")
    with django_assert_num_queries(1):
        standing(person)
    with django_assert_num_queries(0):
        standing(person)
