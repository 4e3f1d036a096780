"""What stands between the people of an evaluation and the organisations that apply, as far as the machine can find."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.timezone import localdate

from gapbridge.act.applications.models import Application, Partner
from gapbridge.act.calls.models import Call
from gapbridge.act.procedures.models import GRANT_KEEPERS
from gapbridge.act.profiles.models import Officer
from gapbridge.act.profiles.names import hash_of
from gapbridge.act.profiles.queries import shared_pairs
from gapbridge.act.profiles.queries.links import LINKED_FOR
from gapbridge.people.models import Membership, Organisation, User
from gapbridge.people.roles import Role
from gapbridge.programmes.models import Partner as ProgrammePartner

from .models import CommitteeMember, Conflict

Source = Conflict.Source


@dataclass(frozen=True, order=True)
class Found:
    user: int
    organisation: int
    source: str


def evaluators_of(programme_id: int) -> list[User]:
    """Members, in that role, of organisations that take part in the programme."""
    members = Membership.objects.current().filter(
        role=Role.EVALUATOR, organisation__partnerships__programme=programme_id, user__is_active=True
    )
    return list(User.objects.filter(pk__in=members.values("user_id")).order_by("name", "pk"))


def people_of(call: Call) -> list[User]:
    """Everybody who may judge in the call: evaluators, the grants office, the committee."""
    running = {ProgrammePartner.Role.LEAD, ProgrammePartner.Role.IMPLEMENTING}
    offices = ProgrammePartner.objects.filter(programme_id=call.programme_id, role__in=running)
    office = Membership.objects.current().filter(
        role__in=GRANT_KEEPERS, organisation_id__in=offices.values("organisation_id")
    )
    seats = CommitteeMember.objects.filter(call=call)
    judging = Q(pk__in=office.values("user_id")) | Q(pk__in=seats.values("user_id"))
    known = {each.pk: each for each in evaluators_of(call.programme_id)}
    known |= {each.pk: each for each in User.objects.filter(judging, is_active=True)}
    return [known[pk] for pk in sorted(known)]


def organisations_in(call: Call) -> dict[int, set[int]]:
    """Application's id → its applicant and partners, of all that were sent."""
    sent = Application._base_manager.filter(call=call).exclude(number="")
    found = {pk: {organisation} for pk, organisation in sent.values_list("pk", "organisation_id")}
    partners = Partner._base_manager.filter(application__call=call).exclude(state="declined")
    for pk, organisation in partners.values_list("application_id", "organisation_id"):
        found.setdefault(pk, set()).add(organisation)
    return found


def find(call: Call, people: Iterable[User]) -> set[Found]:
    """All that the machine finds between these people and the call's applicants and partners. Nine queries."""
    applying = set().union(*organisations_in(call).values())
    belongs = _organisations_of(people)
    near = set().union(*belongs.values())
    kin = _families(applying | near)
    shared = shared_pairs(near, applying) if near and applying else set()
    found = _named(people, applying)
    for user, own in belongs.items():
        families = {kin[pk] for pk in own}
        found |= {Found(user, pk, Source.MEMBER) for pk in applying if kin[pk] in families}
        found |= {Found(user, other, reason) for mine, other, reason in shared if mine in own}
    return found


def _organisations_of(people: Iterable[User]) -> dict[int, set[int]]:
    """User → organisations that they belong to, or left in the last years."""
    since = localdate() - LINKED_FOR
    found: dict[int, set[int]] = {each.pk: set() for each in people}
    rows = Membership.objects.filter(user_id__in=found).filter(Q(ended_on=None) | Q(ended_on__gte=since))
    for user, organisation in rows.values_list("user_id", "organisation_id"):
        found[user].add(organisation)
    return found


def _families(organisations: Collection[int]) -> Mapping[int, int]:
    """Organisation → whose branch it is, or itself: branches of one house and the house are one."""
    rows = Organisation.objects.filter(pk__in=organisations).values_list("pk", "parent_id")
    return {pk: parent or pk for pk, parent in rows}


def _named(people: Iterable[User], applying: Collection[int]) -> set[Found]:
    """Who bears the name of an officer of an applicant."""
    bearers: dict[str, list[int]] = {}
    for each in people:
        if each.name:
            bearers.setdefault(hash_of(each.name), []).append(each.pk)
    linked = Officer.objects.filter(Q(until=None) | Q(until__gte=localdate() - LINKED_FOR))
    rows = linked.filter(profile_id__in=applying, name_hash__in=bearers).values_list(
        "profile_id", "name_hash"
    )
    return {
        Found(user, organisation, Source.OFFICER) for organisation, mark in rows for user in bearers[mark]
    }


def barred(call: Call, people: Iterable[User]) -> dict[int, set[int]]:
    """User → organisations that they may not judge: what is recorded, and what the machine finds now."""
    people = list(people)
    found: dict[int, set[int]] = {each.pk: set() for each in people}
    for each in find(call, people):
        found[each.user].add(each.organisation)
    rows: Any = Conflict.objects.filter(call=call, user_id__in=found).values_list(
        "user_id", "organisation_id"
    )
    for user, organisation in rows:
        found[user].add(organisation)
    return found
