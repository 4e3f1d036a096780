"""Nobody judges a friend: what is found or declared ends access at once, everywhere."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gapbridge.act.applications.models import Application, Part, Partner
from gapbridge.act.evaluation import actions, conflicts
from gapbridge.act.evaluation.daily import look_for_conflicts
from gapbridge.act.evaluation.models import Assignment, Complaint, Conflict, Declaration, Letter, Tally
from gapbridge.act.evaluation.queries import board, figures, waiting_for_evaluators, waiting_for_the_office
from gapbridge.act.evaluation.ranking import ranked
from gapbridge.act.evaluation.release import may_read_scores, sheets_of
from gapbridge.act.profiles.models import BankAccount, Officer, Profile
from gapbridge.act.profiles.names import hash_of
from gapbridge.base import sockets
from gapbridge.base.errors import Forbidden, Refused, WrongState
from gapbridge.people.models import Organisation
from tests.act.evaluation.people import add_application, another_cso, give, scored_call

pytestmark = pytest.mark.django_db


@pytest.fixture
def step(cast):
    return scored_call(cast, 1)


@pytest.fixture
def friend(cast, step):
    """An application of the first CSO."""
    return add_application(step.call, cast.cso, cast.applicant, title="A project of friends")


def sources(call, user):
    return {(each.organisation_id, each.source) for each in Conflict.objects.filter(call=call, user=user)}


# --- found -----------------------------------------------------------------------------------------


def test_who_belongs_or_belonged_to_an_applicant_of_late_has_a_conflict(cast, step, friend):
    today = timezone.localdate()
    for person, ended in (
        (cast.evaluator, None),
        (cast.second_evaluator, today - timedelta(days=2 * 365)),
        (cast.grants_officer, today - timedelta(days=4 * 365)),
    ):
        person.memberships.create(organisation=cast.cso, role="trainer", ended_on=ended)
    actions.find_conflicts(actor=cast.programme_officer, call=step.call)
    assert sources(step.call, cast.evaluator) == {(cast.cso.pk, "member")}
    assert sources(step.call, cast.second_evaluator) == {(cast.cso.pk, "member")}
    assert sources(step.call, cast.grants_officer) == set()


def test_branches_of_one_house_are_one(cast, step):
    house = Organisation.objects.create(name_en="Society", kind="national_society")
    branch = Organisation.objects.create(name_en="Branch", kind="branch", parent=house)
    sister = Organisation.objects.create(name_en="Sister", kind="branch", parent=house)
    add_application(step.call, branch, cast.applicant)
    cast.evaluator.memberships.create(organisation=sister, role="trainer")
    actions.find_conflicts(actor=None, call=step.call)
    assert sources(step.call, cast.evaluator) == {(branch.pk, "member")}


def test_shared_officers_addresses_and_accounts_and_an_officers_own_name_are_found(cast, step, friend):
    mine, _person = another_cso("My society")
    cast.evaluator.memberships.create(organisation=mine, role="trainer")
    for organisation in (mine, cast.cso):
        file = Profile.objects.create(organisation=organisation, address_hash="same")
        Officer.objects.create(profile=file, name="A name", name_hash="same", position="Chair")
        BankAccount.objects.create(profile=file, holder="x", bank="Bank", iban="x", iban_hash="same")
    Officer.objects.create(
        profile=cast.cso.profile,
        name="second evaluator",
        name_hash=hash_of("second evaluator"),
        position="Treasurer",
    )
    actions.find_conflicts(actor=None, call=step.call)
    assert sources(step.call, cast.evaluator) == {
        (cast.cso.pk, each) for each in ("officer", "address", "bank")
    }
    assert sources(step.call, cast.second_evaluator) == {(cast.cso.pk, "officer")}
    assert actions.find_conflicts(actor=None, call=step.call) == 0


def test_partners_count_as_applicants_do_unless_they_declined(cast, step):
    application = step.call.applications.get()
    asked = {
        "application": application,
        "kind": "co_applicant",
        "asked_by": cast.rival,
        "asked_at": timezone.now(),
    }
    Partner.objects.create(organisation=cast.cso, state="asked", **asked)
    Partner.objects.create(organisation=cast.rival_cso, state="declined", **asked)
    for organisation in (cast.cso, cast.rival_cso):
        cast.evaluator.memberships.create(organisation=organisation, role="trainer")
    actions.find_conflicts(actor=None, call=step.call)
    assert sources(step.call, cast.evaluator) == {(cast.cso.pk, "member")}
    assert application not in Application.objects.visible_to(cast.fresh("evaluator"))


def test_who_joins_an_applicant_is_found_the_next_day_and_shut_out_at_once(cast, step, friend):
    given = give(cast, step, friend, cast.evaluator, 4)
    cast.evaluator.memberships.create(organisation=cast.cso, role="trainer")
    assert not Assignment.objects.visible_to(cast.fresh("evaluator")).filter(pk=given.pk)
    assert look_for_conflicts() == 1
    given.refresh_from_db()
    assert given.state == "conflict"
    assert Tally.objects.get(application=friend).points is None


# --- declared --------------------------------------------------------------------------------------


def test_before_the_declaration_only_the_call_the_number_and_the_names_are_seen(cast, step, friend, as_):
    given = give(cast, step, friend, cast.evaluator, declared=False)
    client = as_("evaluator")
    url = reverse("evaluation:declare", args=[step.call_id])
    for address in (given.get_absolute_url(), friend.get_absolute_url()):
        assert client.get(address).status_code == 404
    pages = [client.get(reverse("evaluation:mine")).content.decode(), client.get(url).content.decode()]
    assert "1 application of" in pages[0]
    assert "First CSO" in pages[1]
    assert not any("A project of friends" in each for each in pages)
    data = {"declared": "on", "reason": ""}
    assert client.post(url, data).status_code == 302
    assert Declaration.objects.get(user=cast.evaluator).text_version == "1"
    assert "A project of friends" in client.get(given.get_absolute_url()).content.decode()
    assert client.get(friend.get_absolute_url()).status_code == 200


def test_a_conflict_declared_with_the_declaration_never_opens(cast, step, friend, as_):
    given = give(cast, step, friend, cast.evaluator, declared=False)
    client = as_("evaluator")
    url = reverse("evaluation:declare", args=[step.call_id])
    bad = client.post(url, {"declared": "on", "conflicts": [cast.cso.pk], "reason": " "})
    assert bad.status_code == 422
    assert not Declaration.objects.exists()
    client.post(url, {"declared": "on", "conflicts": [cast.cso.pk], "reason": "My sister works there"})
    assert Conflict.objects.get().note == "My sister works there"
    given.refresh_from_db()
    assert given.state == "conflict"
    assert client.get(friend.get_absolute_url()).status_code == 404


def test_names_of_applicants_are_shown_to_nobody_else_and_not_before_the_deadline(cast, step, friend, as_):
    url = reverse("evaluation:declare", args=[step.call_id])
    for who, status in (("evaluator", 422), ("applicant", 403), ("donor", 403), ("stranger", 403)):
        assert as_(who).get(url).status_code == status, who
    give(cast, step, friend, cast.evaluator, declared=False)
    assert as_("evaluator").get(url).status_code == 200
    step.call.state = "open"
    step.call.save()
    early = as_("evaluator").get(url)
    assert (early.status_code, "First CSO" in early.content.decode()) == (422, False)


def test_only_who_takes_part_can_be_named_and_a_reason_is_needed(cast, step, friend):
    for organisation, reason in ((cast.office, "x"), (cast.cso, " ")):
        with pytest.raises(Refused):
            actions.declare_conflict(
                actor=cast.evaluator, call=step.call, organisation=organisation, reason=reason
            )
    with pytest.raises(Forbidden):
        actions.declare_conflict(actor=cast.applicant, call=step.call, organisation=cast.cso, reason="x")


def test_a_conflict_once_ended_is_not_scored_any_more(cast, step, friend):
    given = give(cast, step, friend, cast.evaluator, 4)
    actions.declare_conflict_of_assignment(actor=cast.evaluator, assignment=given, reason="A friend")
    with pytest.raises(WrongState):
        actions.keep_scores(actor=cast.fresh("evaluator"), assignment=given, scores={}, comment="x")


# --- the matrix: every way to what is closed -----------------------------------------------------------


@pytest.fixture
def double(cast):
    """An evaluator who is a grants officer as well: the one who could look around every corner."""
    cast.evaluator.memberships.create(organisation=cast.office, role="grants_officer")
    return cast.evaluator


def ways(step, application, user):
    """Way → whether the reader gets to the application by it, without asking any page."""
    waiting = [
        each.label for source in (waiting_for_evaluators, waiting_for_the_office) for each in source(user)
    ]
    part = application.parts.get()
    return {
        "application": application in Application.objects.visible_to(user),
        "part": part in Part.objects.visible_to(user),
        "assignments": Assignment.objects.visible_to(user).filter(application=application).exists(),
        "letters": Letter.objects.visible_to(user).filter(application=application).exists(),
        "complaints": Complaint.objects.visible_to(user).filter(application=application).exists(),
        "search": application in sockets.SEARCHABLE["applications.application"].queryset(user),
        "board": application in board(step, user),
        "figures": figures(step, user).applications == 2,
        "scores": bool(sheets_of(application, step, user)) or may_read_scores(user, application),
        "waiting": any("third" in each for each in waiting),
        "panels": bool(sockets.panels_for(application, user)),
    }


PAGES = {
    "application": lambda step, application, _given: application.get_absolute_url(),
    "part": lambda step, application, _given: application.parts.get().get_absolute_url(),
    "assignment": lambda step, application, given: given.get_absolute_url(),
    "keep": lambda step, application, given: reverse("evaluation:keep", args=[given.pk]),
    "scores": lambda step, application, _given: reverse("evaluation:scores", args=[application.pk]),
    "checks": lambda step, application, _given: reverse("evaluation:checks", args=[step.pk, application.pk]),
    "receipt": lambda step, application, _given: application.parts.get().receipts.get().get_absolute_url(),
    "receipt's data": lambda step, application, _given: reverse(
        "applications:receipt_content", args=[application.parts.get().receipts.get().pk]
    ),
}
LISTS = {
    "board": lambda step: reverse("evaluation:board", args=[step.pk]),
    "giving": lambda step: reverse("evaluation:assign", args=[step.pk]),
    "mine": lambda step: reverse("evaluation:mine"),
    "step": lambda step: step.get_absolute_url(),
    "ranking": lambda step: reverse("evaluation:ranking", args=[step.pk]),
    "call": lambda step: reverse("evaluation:call", args=[step.call_id]),
    "search": lambda step: "/search/?q=friends",
    "home": lambda step: "/",
}


def test_no_way_leads_to_an_application_that_a_conflict_closed(cast, step, friend, double, as_):
    given = give(cast, step, friend, double, 5)
    other = give(cast, step, friend, cast.second_evaluator, 2)
    Letter.objects.create(application=friend, kind="passed", language="en", text="", sent_at=timezone.now())
    Complaint.objects.create(
        application=friend,
        letter=friend.letters.get(),
        text="x",
        filed_by=cast.applicant,
        filed_at=timezone.now(),
    )
    before = ways(step, friend, cast.fresh("evaluator"))
    assert [way for way, open_ in before.items() if not open_ and way != "waiting"] == []
    client = as_("evaluator")
    assert client.get(friend.get_absolute_url()).status_code == 200

    url = reverse("base:move", args=["evaluation.assignment", given.pk, "conflict"])
    assert client.post(url, {"reason": "A friend of mine"}, follow=True).status_code == 200

    after = ways(step, friend, cast.fresh("evaluator"))
    assert [way for way, open_ in after.items() if open_] == []
    for name, address in PAGES.items():
        for assignment in (given, other):
            answer = client.get(address(step, friend, assignment))
            assert answer.status_code in ({404, 405} if name == "keep" else {404}), name
    for name, address in LISTS.items():
        page = client.get(address(step), follow=True).content.decode()
        assert "A project of friends" not in page, name
        assert friend.number not in page, name
    assert Tally.objects.get(application=friend).points == 8
    assert "A project of friends" in as_("grants_officer").get(LISTS["board"](step)).content.decode()


def test_an_officer_with_a_conflict_is_barred_as_an_evaluator_is(cast, step, friend, as_):
    give(cast, step, friend, cast.second_evaluator, 2)
    actions.declare_conflict(
        actor=cast.grants_officer, call=step.call, organisation=cast.cso, reason="My brother"
    )
    officer = cast.fresh("grants_officer")
    assert [way for way, open_ in ways(step, friend, officer).items() if open_] == []
    with pytest.raises(Refused, match="not in this step"):
        actions.assign(actor=officer, call_step=step, pairs=[(friend, cast.evaluator)])
    page = as_("grants_officer").get(reverse("evaluation:conflicts", args=[step.call_id]) + "?export=xlsx")
    assert page.status_code == 200


def test_an_officer_who_is_of_the_applicants_staff_reads_as_staff_and_never_as_office(
    cast, step, friend, as_
):
    cast.applicant.memberships.create(organisation=cast.office, role="grants_officer")
    give(cast, step, friend, cast.evaluator, 4)
    both = cast.fresh("applicant")
    assert friend in Application.objects.visible_to(both)
    assert friend not in board(step, both)
    assert sheets_of(friend, step, both) == []
    assert not Assignment.objects.visible_to(both).filter(application=friend)


def test_the_exports_of_lists_hold_nothing_that_is_closed(cast, step, friend, double, as_):
    from io import BytesIO

    from python_calamine import CalamineWorkbook

    actions.declare_impartial(actor=double, call=step.call, conflicts_with={cast.cso.pk: "Friends"})
    client = as_("evaluator")
    for name in ("board", "mine", "step"):
        answer = client.get(LISTS[name](step) + "?export=xlsx")
        rows = (
            CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
            .get_sheet_by_index(0)
            .to_python()
        )
        assert not any("A project of friends" in str(cell) for row in rows for cell in row), name


def test_the_register_names_who_declared_and_what_was_found(cast, step, friend, as_):
    actions.declare_impartial(actor=cast.evaluator, call=step.call, conflicts_with={cast.cso.pk: "Cousins"})
    page = as_("grants_officer").get(reverse("evaluation:conflicts", args=[step.call_id])).content.decode()
    assert "Cousins" in page
    assert "Own declaration" in page
    assert as_("evaluator").get(reverse("evaluation:conflicts", args=[step.call_id])).status_code == 403


def test_the_ranking_is_of_what_the_reader_may_judge(cast, step, friend):
    assert ranked(step)
    assert conflicts.organisations_in(step.call)[friend.pk] == {cast.cso.pk}
