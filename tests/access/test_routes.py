"""Every route × every member of the cast × an object of ours and one of somebody else's.

A visitor is asked to sign in where a page is not public; what one may not see answers 404, what one may see
but not do 403; anything else works. The expectation is put together here from `visible_to` and the permission,
apart from the view; the tables at the end say by hand who sees what, and fail when `visible_to` is wrong.
"""

from collections.abc import Callable
from contextlib import nullcontext
from functools import cache
from itertools import cycle
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from tests.access.asking import status, undrawn
from tests.access.conftest import fresh, undone
from tests.access.routes import Route, routes, with_model, without_model
from tests.cast import EVERYBODY

pytestmark = pytest.mark.django_db

WORKS = {200, 204, 302, 405, 422}
# Frameworks are public knowledge, and so is what an update froze; organisations are known to whoever is signed in.
KNOWN_TO_ALL = {"programmes.framework", "programmes.clause", "updates.frozenfigure"}
KNOWN_INSIDE = {"people.organisation"}
# A rule is Python and asks the same rows on either database; drawing each page for each member twice takes minutes.
# On PostgreSQL those ask who between them open every page that anybody opens, and each page is drawn for the first.
TOGETHER = (
    "programme_officer", "applicant", "official", "evaluator", "administrator", "community_member", "visitor",
)  # fmt: skip
ASKING = EVERYBODY if connection.vendor == "sqlite" else TOGETHER


@pytest.fixture(scope="module")
def answers(stage) -> Callable[[str], dict[tuple[Route, str], int | str]]:
    """What a member gets at every route with an object, on both sides: asked once for all tests."""

    drawn: set[str] = set()

    def answer(member: str, address: str) -> int | str:
        again = address in drawn and ASKING is not EVERYBODY
        with undrawn() if again else nullcontext():
            found = status(fresh(stage, member), address)
        if found == 200:
            drawn.add(address)
        return found

    @cache
    def ask(member: str) -> dict[tuple[Route, str], int | str]:
        return {
            (route, side): answer(member, route.address(stage.world.side(side)))
            for route in with_model()
            for side in ("mine", "theirs")
        }

    return ask


def expected(route: Route, user: Any, obj: Any) -> int | str:
    rule = route.rule
    if rule.device:  # no person's account opens it
        return 401
    if not rule.public and not user.is_authenticated:
        return "sign in"
    if obj is not None and not rule.model.objects.visible_to(user).filter(pk=obj.pk).exists():
        return 404
    allowed = not rule.perm or (
        user.has_perm(rule.perm, obj) if obj is not None else user.has_perm(rule.perm)
    )
    return "works" if allowed else 403


def agrees(found: int | str, wanted: int | str) -> bool:
    return found in WORKS if wanted == "works" else found == wanted


# --- the routes themselves -----------------------------------------------------------------------


def test_every_route_of_ours_declares_its_rule():
    assert [f"{route.name} ({route.pattern})" for route in routes() if route.rule is None] == []


def test_every_route_with_an_object_can_be_tried(stage):
    """A new model among the routes wants an object in tests/world.py, a new argument a sample in routes.py."""
    missing = []
    for route in routes():
        for side in ("mine", "theirs"):
            try:
                route.address(stage.world.side(side))
            except (KeyError, AttributeError) as error:
                missing.append(f"{route.name} ({route.pattern}), {side}: nothing for {error}")
    assert not missing, "\n".join(["", *missing])


def test_every_route_with_a_permission_names_one_that_exists():
    import rules

    named = {(route.name, route.rule.perm) for route in routes() if route.rule and route.rule.perm}
    assert sorted(f"{name}: {perm}" for name, perm in named if not rules.perm_exists(perm)) == []


# --- everybody, everywhere -----------------------------------------------------------------------


@pytest.mark.parametrize("member", ASKING)
def test_each_route_answers_as_its_rule_says(stage, answers, person, member):
    user, wrong = person(member), []
    for (route, side), found in answers(member).items():
        wanted = expected(route, user, route.object_in(stage.world.side(side)))
        if not agrees(found, wanted):
            wrong.append(f"{route.name}, {side}: {found} instead of {wanted}")
    assert not wrong, "\n".join(["", *wrong])


@pytest.mark.parametrize("member", ASKING)
def test_each_route_without_an_object_answers_as_its_rule_says(stage, person, member):
    user, wrong = person(member), []
    for route in without_model():
        wanted = expected(route, user, None)
        found = status(person(member), route.address(stage.world.mine))
        missing = (
            wanted == "works" and route.arguments and found in {403, 404}
        )  # the view looks for its object
        if (
            not agrees(found, wanted)
            and not missing
            and not (found == 400 and route.name == "base:save_draft")
        ):
            wrong.append(f"{route.name}: {found} instead of {wanted}")
    assert not wrong, "\n".join(["", *wrong])


@pytest.mark.skipif(
    ASKING is not EVERYBODY, reason="needs what everybody was answered, which is asked on SQLite"
)
def test_those_who_ask_on_postgresql_open_between_them_what_anybody_opens(answers, person):
    def opened(members: tuple[str, ...]) -> set[str]:
        with_object = {
            route.name for each in members for (route, _), got in answers(each).items() if got in WORKS
        }
        users = [person(each) for each in members]
        alone = {
            route.name
            for route in without_model()
            if "works" in {expected(route, user, None) for user in users}
        }
        return with_object | alone

    assert opened(TOGETHER) == opened(EVERYBODY)


# --- by hand ------------------------------------------------------------------------------------


@pytest.mark.parametrize("member", [name for name in ASKING if name != "stranger"])
def test_nothing_of_another_programme_in_preparation_is_there_for_anybody_of_ours(answers, member):
    wrong = []
    for (route, side), found in answers(member).items():
        if side == "mine":
            continue
        label = route.rule.model._meta.label_lower
        if label in KNOWN_TO_ALL or (label in KNOWN_INSIDE and member != "visitor"):
            continue
        wanted = 404 if member != "visitor" or route.rule.public else "sign in"
        if found != wanted:
            wrong.append(f"{route.name}: {found} instead of {wanted}")
    assert not wrong, "\n".join(["", *wrong])


def test_the_stranger_sees_all_of_their_own(stage, person):
    from django.apps import apps

    unseen = []
    for label, obj in stage.world.theirs.items():
        manager = apps.get_model(obj._meta.label).objects
        seen = not hasattr(manager, "visible_to") or manager.visible_to(person("stranger")).filter(pk=obj.pk)
        if not seen and label not in {"sealed feedback", "people.invitation"}:
            unseen.append(label)
    assert not unseen, "\n".join(["", *unseen])


OFFICERS = {"programme_officer", "protection_officer", "grants_officer", "monitoring_officer"}
LISTENERS = OFFICERS - {"grants_officer"}
GRANTS = {"programme_officer", "grants_officer"}
# Everybody with a part in the programme; a CSO's staff and an administrator have none.
PART = OFFICERS | {
    "case_worker", "logistician", "trainer", "evaluator", "second_evaluator", "official", "donor",
}  # fmt: skip
ALL = set(EVERYBODY)

# object of `mine` → changes to it → who sees it
SEEN_BY: list[tuple[str, dict[str, Any], set[str]]] = [
    ("programmes.programme", {}, ALL),
    ("programmes.programme", {"state": "draft"}, PART),
    ("assessments.assessment", {"state": "planned"}, LISTENERS),
    ("assessments.assessment", {"state": "collecting"}, PART),
    ("assessments.assessment", {"state": "published"}, ALL),
    ("assessments.session", {"consent_scope": "internal"}, LISTENERS),
    ("assessments.session", {"consent_scope": "authorities"}, OFFICERS | {"official"}),
    ("assessments.session", {"consent_scope": "public"}, PART),
    ("assessments.consent", {}, LISTENERS),
    ("assessments.statement", {}, OFFICERS | {"official"}),
    ("feedback.feedback", {}, OFFICERS),
    ("sealed feedback", {}, {"case_worker"}),
    ("gaps.gap", {"state": "draft"}, OFFICERS),
    ("gaps.gap", {"state": "in_consultation"}, PART),
    ("plans.plan", {"state": "adopted"}, ALL),
    ("consultations.consultation", {"state": "draft"}, OFFICERS),
    ("consultations.consultation", {"state": "open"}, PART),
    ("interventions.intervention", {"state": "planned"}, OFFICERS),
    ("interventions.intervention", {"state": "under_way"}, PART),
    ("profiles.profile", {}, GRANTS | {"applicant"}),
    ("profiles.officer", {}, GRANTS | {"applicant"}),
    ("profiles.document", {}, GRANTS | {"applicant"}),
    ("profiles.duediligence", {}, GRANTS),
    ("profiles.sanctionslist", {}, GRANTS),
    ("profiles.hit", {}, GRANTS),
    ("calls.call", {"state": "draft"}, GRANTS),
    ("calls.call", {"state": "open"}, ALL),
    ("applications.application", {}, GRANTS | {"applicant", "evaluator"}),
    ("rival's application", {}, GRANTS | {"rival", "second_evaluator"}),
    ("rival's draft", {}, {"rival"}),
    ("evaluation.assignment", {}, GRANTS | {"evaluator"}),
    ("evaluation.assignment", {"state": "conflict"}, GRANTS),
    ("grants.grant", {}, GRANTS | {"monitoring_officer", "donor"}),
    ("trainings.participant", {}, OFFICERS | {"trainer"}),
    ("services.person", {}, OFFICERS),
    ("services.record", {}, OFFICERS),
    ("supplies.handover", {"state": "planned"}, OFFICERS | {"logistician"}),
    ("supplies.handover", {"state": "handed_over"}, PART),
    ("results.indicator", {}, PART),
    ("updates.update", {"state": "draft"}, OFFICERS),
    ("updates.update", {"state": "published"}, ALL),
    ("updates.frozenfigure", {}, ALL),
    ("library.resource", {"state": "draft"}, OFFICERS),
    ("library.resource", {"state": "published"}, ALL),
    ("library.resource", {"state": "archived"}, OFFICERS),
    ("library.version", {}, OFFICERS),
    ("library.doubt", {}, OFFICERS),
    ("learning.collection", {"state": "draft"}, OFFICERS | {"trainer"}),
    ("learning.collection", {"state": "published"}, ALL),
    ("blocks.filled", {}, {"applicant"}),
    ("people.invitation", {}, {"administrator"}),
]


def test_who_sees_what_is_as_written_here(stage, person):
    wrong = []
    for label, changes, wanted in SEEN_BY:
        obj = stage.world.mine[label]
        model = type(obj)
        with undone():
            model._base_manager.filter(pk=obj.pk).update(**changes)
            seen = {name for name in EVERYBODY if model.objects.visible_to(person(name)).filter(pk=obj.pk)}
        if seen != wanted:
            more, fewer = sorted(seen - wanted), sorted(wanted - seen)
            wrong.append(f"{label} {changes}: seen by {more} as well, not by {fewer}")
    assert not wrong, "\n".join(["", *wrong])


def test_what_leads_nowhere_answers_404_and_never_an_error(stage, person):
    """Ids that no row has, or that no database could hold."""
    wrong = []
    for route, pk in zip(with_model(), cycle((0, 2**31, 2**63, 10**30))):
        address = route.address(stage.world.mine)
        address = address.replace(f"/{route.object_in(stage.world.mine).pk}/", f"/{pk}/", 1)
        if (found := status(person("programme_officer"), address)) != 404:
            wrong.append(f"{address} ({route.name}): {found}")
    assert not wrong, "\n".join(["", *wrong])


def test_an_account_that_was_closed_is_a_visitor(stage, client_of):
    from gapbridge.people.models import User

    client = client_of("programme_officer")
    with undone():
        User.objects.filter(pk=stage.cast.programme_officer.pk).update(is_active=False)
        response = client.get("/home/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_a_membership_that_ended_counts_no_longer(stage):
    from datetime import date

    from gapbridge.agree.gaps.models import Gap

    with undone():
        stage.cast.protection_officer.memberships.update(ended_on=date(2009, 1, 1))
        person = stage.cast.fresh("protection_officer")
        gap = stage.world.mine["gaps.gap"]
        assert not Gap.objects.visible_to(person).filter(pk=gap.pk)
        assert not person.has_perm("gaps.change_gap", gap)
    assert AnonymousUser().has_perm("gaps.change_gap") is False
