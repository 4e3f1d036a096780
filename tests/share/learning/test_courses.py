"""An organisation's staff tick the steps of a course; the office sees counts, never who."""

from datetime import date

import pytest
from django.urls import reverse

from gapbridge.act.interventions.models import Intervention
from gapbridge.act.trainings.actions import add_session, create_training
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.people.models import Membership, Organisation
from gapbridge.people.roles import Role
from gapbridge.share.learning import actions
from gapbridge.share.learning.models import Collection, Tick
from tests.share.hub import published

from .shelves import collection, course, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def steps(cast):
    """Of a published course: something to read, then something to do without a resource."""
    made = course(cast, published(cast, title="Read this"))
    actions.add_step(
        actor=cast.programme_officer, collection=made, doing="do", text_en="Agree who keeps the register"
    )
    return list(made.steps.all())


def tick(client, step, organisation, **more):
    return client.post(reverse("learning:tick", args=[step.pk]), {"organisation": organisation.pk, **more})


def test_an_organisation_sees_what_it_has_done_with_who_and_when(as_, cast, steps):
    answer = tick(as_("applicant"), steps[1], cast.cso)
    page = as_("applicant").get(answer.url).text
    assert "Agree who keeps the register" in page
    assert "Done, says applicant" in page
    assert '1 <span class="muted">of 2</span>' in page
    assert Tick.objects.get().by == cast.applicant


@pytest.mark.parametrize("member", ["rival", "trainer", "protection_officer", "official", "visitor"])
def test_who_did_what_is_seen_by_nobody_else(as_, cast, steps, member):
    tick(as_("applicant"), steps[0], cast.cso)
    page = as_(member).get(steps[0].collection.get_absolute_url()).text
    assert "says applicant" not in page
    assert "First CSO" not in page


@pytest.mark.parametrize(
    ("member", "sees"), [("trainer", True), ("programme_officer", True), ("official", False)]
)
def test_the_office_sees_how_many_have_begun_and_finished(as_, cast, steps, member, sees):
    for step in steps:
        actions.tick_step(actor=cast.applicant, step=step, organisation=cast.cso)
    actions.tick_step(actor=cast.rival, step=steps[0], organisation=cast.rival_cso)
    page = as_(member).get(steps[0].collection.get_absolute_url()).text
    assert ("Organisations on this course" in page) == sees
    assert ("<b>2</b> <span>Have begun</span>" in page) == sees
    assert ("<b>1</b> <span>Have finished</span>" in page) == sees
    assert ("2 organisations have done it" in page) == sees


def test_for_another_organisation_nobody_ticks(as_, cast, steps):
    assert tick(as_("rival"), steps[0], cast.cso).status_code == 404
    assert tick(as_("trainer"), steps[0], cast.cso).status_code == 403
    assert tick(as_("visitor"), steps[0], cast.cso).url.startswith("/accounts/login/")
    with pytest.raises(Forbidden):
        actions.tick_step(actor=cast.rival, step=steps[0], organisation=cast.cso)
    assert not Tick.objects.exists()


def test_a_second_tick_leaves_the_first_and_it_can_be_taken_back(as_, cast, steps):
    colleague = cast.rival
    Membership.objects.create(user=colleague, organisation=cast.cso, role=Role.CSO_STAFF)
    tick(as_("applicant"), steps[0], cast.cso)
    tick(as_("rival"), steps[0], cast.cso)
    assert Tick.objects.get().by == cast.applicant
    tick(as_("rival"), steps[0], cast.cso, undo=1)
    assert not Tick.objects.exists()


def test_who_speaks_for_two_organisations_ticks_for_the_one_chosen(as_, cast, steps):
    second = Organisation.objects.create(name_en="A branch", kind="cso")
    Membership.objects.create(user=cast.applicant, organisation=second, role=Role.CSO_STAFF)
    address = tick(as_("applicant"), steps[0], second).url
    assert Tick.objects.get().organisation == second
    assert "How far A branch is" in as_("applicant").get(address).text
    of_the_first = f"{address.split('?')[0]}?for={cast.cso.pk}"
    assert "says applicant" not in as_("applicant").get(of_the_first).text


def test_what_is_no_course_and_what_is_withdrawn_is_not_ticked(cast, steps):
    plain = shown(cast).steps.get()
    actions.withdraw_collection(actor=cast.programme_officer, collection=steps[0].collection)
    for step in (plain, steps[0]):
        with pytest.raises(Refused):
            actions.tick_step(actor=cast.applicant, step=step, organisation=cast.cso)


def test_what_organisations_have_ticked_is_neither_removed_nor_made_a_plain_collection(cast, steps):
    actions.tick_step(actor=cast.applicant, step=steps[0], organisation=cast.cso)
    with pytest.raises(Refused, match="have ticked this step"):
        actions.remove_step(actor=cast.programme_officer, step=steps[0])
    with pytest.raises(Refused, match="stays one"):
        actions.change_collection(
            actor=cast.programme_officer, collection=steps[0].collection, is_course=False
        )


def test_only_a_course_has_steps_without_a_resource(cast):
    with pytest.raises(Refused, match="Choose a resource"):
        actions.add_step(actor=cast.programme_officer, collection=collection(cast), text_en="Talk")
    with pytest.raises(Refused, match="Say what to do"):
        actions.add_step(actor=cast.programme_officer, collection=collection(cast, is_course=True))


def test_a_course_belongs_to_a_training_of_its_trainer_which_leads_to_it(as_, cast):
    own, others = training_of(cast, "T1", cast.trainer), training_of(cast, "T2", cast.evaluator)
    address = reverse("learning:new", args=[cast.programme.pk])
    refused = as_("trainer").post(address, {"title_en": "Law", "is_course": "on", "training": others.pk})
    assert refused.status_code == 422
    as_("trainer").post(address, {"title_en": "Law", "is_course": "on", "training": own.pk})
    made = Collection.objects.get()
    assert made.training == own
    page = as_("protection_officer").get(own.get_absolute_url()).text
    assert "Courses that go with it" in page
    assert made.get_absolute_url() in page
    # A draft is the affair of who makes it.
    assert made.get_absolute_url() not in as_("official").get(own.get_absolute_url()).text


def training_of(cast, code, trainer):
    made = create_training(
        actor=cast.programme_officer,
        programme=cast.programme,
        code=code,
        title=f"Training {code}",
        organisation=cast.office,
        starts_on=date(2009, 3, 2),
        ends_on=date(2009, 3, 13),
        places=[cast.district],
    )
    Intervention.objects.filter(pk=made.intervention_id).update(state="under_way")
    add_session(
        actor=cast.programme_officer,
        training=made,
        title="Day 1",
        place=cast.district,
        held_on=date(2009, 3, 2),
        trainer=trainer,
    )
    return made
