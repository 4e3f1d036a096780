from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from gapbridge.act.interventions.models import Intervention
from gapbridge.act.trainings import actions
from gapbridge.act.trainings.models import Attendance, Training, TrainingSession
from gapbridge.act.trainings.queries import (
    figures_of,
    sessions_of,
    trained_participants,
    trainers_of,
    with_attendance,
)
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.base.models import JournalEntry
from gapbridge.base.sockets import waiting_for


def tick(cast, training, *pairs):
    return actions.record_attendance(
        actor=cast.programme_officer,
        training=training,
        pairs=[(session.pk, person.pk) for session, person in pairs],
    )


def verbs():
    return list(JournalEntry.objects.order_by("sequence").values_list("verb", flat=True))


# --- planning -------------------------------------------------------------------------------------


def test_a_training_and_its_intervention_are_one_act(training):
    assert verbs() == ["trainings.create_training"]
    assert training.intervention.kind == "training"


def test_nothing_is_left_of_a_training_that_is_refused(cast):
    with pytest.raises(ValidationError):
        actions.create_training(
            actor=cast.programme_officer, programme=cast.programme, code="T2", title="Law", organisation=cast.office,
            starts_on=date(2009, 3, 2), ends_on=date(2009, 3, 3), required_share=101,
        )  # fmt: skip
    assert not Intervention.objects.exists()


def test_the_form_plans_a_training_with_both_kinds_of_facts(cast, as_):
    data = {
        "code": "T5",
        "title": "Reception standards",
        "language": "en",
        "organisation": cast.office.pk,
        "starts_on": "2009-05-04",
        "ends_on": "2009-05-08",
        "topics": [cast.topic.pk],
        "hours": "30",
        "required_share": "75",
        "for_own_staff": "on",
    }
    response = as_("programme_officer").post(reverse("trainings:new", args=[cast.programme.pk]), data)
    made = Training.objects.get()
    assert response.url == made.intervention.get_absolute_url()
    assert (made.hours, made.required_share, made.for_own_staff, str(made)) == (
        30,
        75,
        True,
        "T5 Reception standards",
    )


def test_the_edit_form_shows_and_changes_both_kinds_of_facts(cast, as_, training):
    url = reverse("trainings:edit", args=[training.intervention_id])
    client = as_("programme_officer")
    assert 'value="80"' in client.get(url).content.decode()
    data = {
        "code": "T1",
        "title": "Renamed",
        "language": "en",
        "organisation": cast.office.pk,
        "starts_on": "2009-03-02",
        "ends_on": "2009-03-13",
        "required_share": "60",
    }
    assert client.post(url, data).status_code == 302
    training.refresh_from_db()
    assert (training.required_share, training.intervention.title) == (60, "Renamed")
    assert verbs()[1:] == ["trainings.change_training"]


@pytest.mark.parametrize(
    ("name", "status"), [("trainer", 403), ("donor", 403), ("stranger", 404), ("visitor", 302)]
)
def test_only_officers_plan_trainings_and_sessions(cast, as_, training, name, status):
    client = as_(name)
    new = client.get(reverse("trainings:new", args=[cast.programme.pk])).status_code
    assert client.get(reverse("trainings:new_session", args=[training.pk])).status_code == status
    assert new == (403 if name == "stranger" else status)  # the programme itself is public


# --- sessions -------------------------------------------------------------------------------------


def test_a_session_lies_within_the_trainings_dates(cast, training, hold):
    hold(1, first=13)
    with pytest.raises(Refused) as refusal:
        hold(1, first=14)
    assert refusal.value.field == "held_on"
    with pytest.raises(Refused, match="Move the session first"):
        actions.change_training(actor=cast.programme_officer, training=training, ends_on=date(2009, 3, 12))


def test_a_session_somebody_attended_is_not_removed(cast, training, hold, enrol):
    (session,), (person,) = hold(1), enrol("P-1")
    tick(cast, training, (session, person))
    with pytest.raises(Refused):
        actions.remove_session(actor=cast.programme_officer, session=session)
    tick(cast, training)
    actions.remove_session(actor=cast.programme_officer, session=session)
    assert not TrainingSession.objects.exists()


def test_sessions_are_given_by_trainers_of_any_partner_and_officers_of_those_who_run_it(cast):
    found = set(trainers_of(cast.programme))
    assert {cast.trainer, cast.programme_officer} <= found
    assert not {cast.official, cast.donor, cast.stranger, cast.rival} & found


def test_a_wrong_session_is_explained_beside_its_field_and_kept_typed(as_, cast, training):
    data = {"title": "Typed with care", "held_on": "2009-02-31", "hours": "-1", "place": "999999"}
    response = as_("programme_officer").post(reverse("trainings:new_session", args=[training.pk]), data)
    assert response.status_code == 422
    assert {"held_on", "hours", "place"} == set(response.context["form"].errors)
    assert "Typed with care" in response.content.decode()


# --- who is trained -------------------------------------------------------------------------------


@pytest.mark.parametrize(("attended", "trained"), [(3, False), (4, True), (5, True)])
def test_whoever_attended_exactly_the_required_share_is_trained(
    cast, training, hold, enrol, attended, trained
):
    sessions, (person,) = hold(5), enrol("P-1")
    tick(cast, training, *[(session, person) for session in sessions[:attended]])
    row = with_attendance(training.participants.all()).get()
    assert (row.sessions_planned, row.sessions_attended, row.is_trained) == (5, attended, trained)
    assert trained_participants().filter(person_code="P-1").exists() is trained


def test_a_share_that_is_no_whole_number_of_sessions_is_rounded_up(cast, training, hold, enrol):
    actions.change_training(actor=cast.programme_officer, training=training, required_share=67)
    sessions, (person,) = hold(3), enrol("P-1")
    tick(cast, training, *[(session, person) for session in sessions[:2]])  # 66.7 %
    assert not trained_participants().exists()


def test_a_training_without_sessions_trains_nobody(enrol):
    enrol("P-1")
    assert not trained_participants().exists()


def test_sessions_to_come_count_so_nobody_is_trained_too_early(cast, training, hold, enrol):
    (session,), (person,) = hold(1), enrol("P-1")
    later = timezone.localdate() + timedelta(days=3)
    actions.change_training(actor=cast.programme_officer, training=training, ends_on=later)
    actions.add_session(
        actor=cast.programme_officer, training=training, title="Last", place=cast.district, held_on=later
    )
    tick(cast, training, (session, person))
    assert not trained_participants().exists()


def test_who_is_trained_is_one_query(cast, training, hold, enrol, django_assert_num_queries):
    sessions, people = hold(2), enrol("P-1", "P-2", "P-3")
    tick(cast, training, *[(session, person) for session in sessions for person in people[:2]])
    with django_assert_num_queries(1):
        assert [each.person_code for each in trained_participants().order_by("person_code")] == ["P-1", "P-2"]


def test_figures_count_each_person_once(cast, training, hold, enrol):
    sessions = hold(2)
    women, men = enrol("P-1", "P-2", sex="female"), enrol("P-3", sex="male")
    tick(cast, training, *[(session, person) for session in sessions for person in [women[0], *men]])
    assert figures_of(training) == {"participants": 3, "women": 2, "men": 1, "organisations": 1, "trained": 2}


# --- the register ---------------------------------------------------------------------------------


def test_without_a_register_nobody_knows_how_many_came_with_an_empty_one_nobody_came(cast, training, hold):
    hold(1)
    assert sessions_of(training).get().present is None
    tick(cast, training)
    assert sessions_of(training).get().present == 0


def test_saving_the_register_says_exactly_what_was_ticked(cast, training, hold, enrol):
    (first, second), (one, two) = hold(2), enrol("P-1", "P-2")
    tick(cast, training, (first, one), (second, one))
    tick(cast, training, (first, one), (first, two))
    assert set(Attendance.objects.values_list("session", "participant")) == {
        (first.pk, one.pk),
        (first.pk, two.pk),
    }
    entry = JournalEntry.objects.latest("sequence")
    assert entry.data == {"sessions": [first.pk, second.pk], "present": 2, "added": 1, "removed": 1}


def test_the_register_of_one_session_leaves_the_others(cast, training, hold, enrol):
    (first, second), (one,) = hold(2), enrol("P-1")
    tick(cast, training, (first, one))
    actions.mark_attendance(actor=cast.trainer, session=second, participants=[one])
    actions.mark_attendance(actor=cast.trainer, session=second, participants=[])
    assert Attendance.objects.get().session == first


def test_nobody_attended_a_day_to_come_or_another_training(cast, training, hold, enrol):
    (session,), (person,) = hold(1), enrol("P-1")
    later = timezone.localdate() + timedelta(days=1)
    actions.change_training(actor=cast.programme_officer, training=training, ends_on=later)
    future = actions.add_session(
        actor=cast.programme_officer, training=training, title="Last", place=cast.district, held_on=later
    )
    with pytest.raises(Refused, match="nobody can have been there"):
        actions.mark_attendance(actor=cast.trainer, session=future, participants=[person])
    with pytest.raises(Refused, match="not in this register"):
        actions.record_attendance(actor=cast.trainer, training=training, pairs=[(session.pk, 999999)])
    assert not Attendance.objects.exists()


def test_a_trainer_keeps_the_register_only_where_he_gives_a_session(cast, training, hold, enrol):
    enrol("P-1")
    hold(1, trainer=cast.programme_officer)
    with pytest.raises(Forbidden):
        actions.record_attendance(actor=cast.trainer, training=training, pairs=[])
    hold(1, first=3)
    assert actions.record_attendance(actor=cast.trainer, training=training, pairs=[]) == 0


def test_the_page_of_the_register_saves_what_is_ticked_on_it(cast, as_, training, hold, enrol):
    (session,), (one, two) = hold(1), enrol("P-1", "P-2")
    url, client = reverse("trainings:register", args=[training.pk]), as_("trainer")
    assert "P-1 was at Session 2" in client.get(url).content.decode()

    data = {"session": [session.pk], "row": [one.pk, two.pk], "present": [f"{session.pk}-{one.pk}"]}
    page = client.post(url, data, follow=True).content.decode()

    assert "The register is saved: 1 tick." in page
    assert list(Attendance.objects.values_list("participant", flat=True)) == [one.pk]


@pytest.mark.parametrize("present", ["x", "1-2-3", "-", "99999999999999999999-1"])
def test_ticks_that_the_page_never_made_save_nothing(cast, as_, training, hold, enrol, present):
    (session,), (person,) = hold(1), enrol("P-1")
    data = {"session": [session.pk], "row": [person.pk], "present": [present]}
    response = as_("trainer").post(reverse("trainings:register", args=[training.pk]), data)
    assert response.status_code == 422
    assert "Reload the page" in response.content.decode()
    assert not Attendance.objects.exists()


def test_a_trainer_is_told_which_registers_are_missing(cast, training, hold):
    hold(2)
    (waiting,) = waiting_for(cast.trainer)
    assert (waiting.count, waiting.due, waiting.url) == (
        2,
        date(2009, 3, 2),
        reverse("trainings:register", args=[training.pk]),
    )
    tick(cast, training)
    assert waiting_for(cast.fresh("trainer")) == []


def test_the_register_costs_the_same_however_many_people(
    cast, as_, training, hold, enrol, assert_constant_queries
):
    hold(3)
    client, numbers = as_("trainer"), iter(range(100))
    assert_constant_queries(
        lambda: client.get(reverse("trainings:register", args=[training.pk])),
        lambda: enrol(f"P-{next(numbers)}"),
    )


# --- the page -------------------------------------------------------------------------------------


def test_everyone_who_sees_the_training_reads_totals_and_no_participant(cast, as_, training, hold, enrol):
    (session,), (person,) = hold(1), enrol("P-SECRET", name="Aysel")
    tick(cast, training, (session, person))
    text = as_("donor").get(training.get_absolute_url()).content.decode()
    assert "Session 2" in text and "Trained" in text
    assert "P-SECRET" not in text and "Aysel" not in text and "trainer@" not in text
    assert as_("visitor").get(training.get_absolute_url()).status_code == 404


def test_the_page_costs_the_same_however_many_sessions(cast, as_, training, hold, assert_constant_queries):
    client, days = as_("programme_officer"), iter(range(2, 14))
    assert_constant_queries(
        lambda: client.get(training.get_absolute_url()), lambda: hold(1, first=next(days))
    )


def test_the_register_of_one_session_can_be_kept_alone(cast, as_, training, hold, enrol):
    (first, second), (person,) = hold(2), enrol("P-1")
    tick(cast, training, (first, person))
    url, client = f"{reverse('trainings:register', args=[training.pk])}?session={second.pk}", as_("trainer")
    page = client.get(url).content.decode()
    assert "P-1 was at Session 3" in page and "P-1 was at Session 2" not in page
    client.post(url, {"session": [second.pk], "row": [person.pk], "present": [f"{second.pk}-{person.pk}"]})
    assert Attendance.objects.count() == 2


def test_ticks_that_were_not_saved_come_back_on_the_same_part_of_the_register(
    cast, as_, training, hold, enrol
):
    (session, _other), (person,) = hold(2), enrol("P-1")
    url, client = reverse("trainings:register", args=[training.pk]), as_("trainer")
    typed = {
        "_draft_key": url,
        "session": [session.pk],
        "row": [person.pk],
        "present": [f"{session.pk}-{person.pk}"],
    }
    client.post(reverse("base:save_draft"), typed)
    assert "What you ticked before is back." in client.get(f"{url}?session={session.pk}").content.decode()
    assert "What you ticked before is back." not in client.get(url).content.decode()
