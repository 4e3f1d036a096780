"""Lessons, requests and what the meetings brought: over all meetings, across programmes."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from gapbridge.act.interventions.models import Intervention
from gapbridge.act.meetings import actions
from gapbridge.act.meetings.letters import owners
from gapbridge.act.meetings.models import FollowUp, Lesson
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.models import Measure, Plan
from gapbridge.base.errors import Forbidden, Refused, WrongState
from gapbridge.base.models import OutgoingMail
from gapbridge.base.sockets import waiting_for
from gapbridge.people.models import Membership
from gapbridge.programmes.models import Place


@pytest.fixture
def gap(cast):
    return Gap.objects.create(
        programme=cast.programme,
        code="G1",
        title="Water is far",
        statement="-",
        severity=3,
        published_at=timezone.now(),
    )


@pytest.fixture
def measure(cast, gap):
    plan = Plan.objects.create(
        programme=cast.programme,
        title="Plan",
        starts_on=date(2010, 1, 1),
        ends_on=date(2010, 12, 31),
        state="adopted",
    )
    made = Measure.objects.create(plan=plan, code="M1", title="Dig a well", state="agreed")
    made.gaps.add(gap)
    return made


@pytest.fixture
def later(cast):
    """`later("T1", programme=…)`: an intervention of 2010."""

    def make(code="T1", programme=None, year=2010, **facts):
        return Intervention.objects.create(
            programme=programme or cast.programme, kind="training", code=code, title=f"Training {code}",
            organisation=cast.office, starts_on=date(year, 5, 1), ends_on=date(year, 5, 2),
            **{"state": "completed", **facts},
        )  # fmt: skip

    return make


def page(client, thing):
    return client.get(thing if isinstance(thing, str) else thing.get_absolute_url()).content.decode()


def follow_ups(**asked):
    return reverse("meetings:follow_ups") + "?" + "&".join(f"{k}={v}" for k, v in asked.items())


def lessons(**asked):
    return reverse("meetings:lessons") + "?" + "&".join(f"{k}={v}" for k, v in asked.items())


# --- lessons --------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["köçkünlərin qeydiyyatı", "KOCKUNLERIN", "kockunl"])
def test_a_lesson_is_found_in_any_spelling(as_, meet, lesson, words):
    lesson(meet(), "Köçkünlərin qeydiyyatı əvvəl gəlir", language="az")
    assert "əvvəl gəlir" in page(as_("donor"), lessons(text=words))


def test_lessons_are_narrowed_by_country_year_kind_and_what_became_of_them(
    cast, as_, meet, lesson, delegation, later
):
    cast.cso.country = "GE"
    cast.cso.save()
    table, tour = meet("round_table", "R1"), meet("study_tour", "S1")
    delegation(table, cast.cso)
    lesson(table, "FROM THE TABLE", topic=cast.topic)
    taken_up = lesson(tour, "FROM THE TOUR")
    actions.change_part(actor=cast.programme_officer, part=taken_up, taken_up_in=later())
    client = as_("donor")
    for asked, both in (
        ({"country": "GE"}, (True, False)),
        ({"country": "AZ"}, (True, True)),
        ({"held_as": "study_tour"}, (False, True)),
        ({"topic": cast.topic.pk}, (True, False)),
        ({"topic": "null"}, (False, True)),
        ({"taken_up": "true"}, (False, True)),
        ({"year": 2009}, (True, True)),
        ({"programme": cast.programme.pk}, (True, True)),
        ({"programme": cast.other.pk}, (False, False)),
    ):
        text = page(client, lessons(**asked))
        assert ("FROM THE TABLE" in text, "FROM THE TOUR" in text) == both, asked


def test_a_lesson_shows_on_the_pages_it_speaks_of(cast, as_, meet, lesson, gap, measure, later):
    training = later()
    made = lesson(meet(), "Listen first", gaps=[gap], measures=[measure])
    actions.take_up_lesson(actor=cast.programme_officer, lesson=made, intervention=training)
    client = as_("official")
    for thing in (gap, measure, training):
        assert "Listen first" in page(client, thing), thing
    text = page(client, made)
    assert "Water is far" in text and "Training T1" in text
    assert "Listen first" not in page(as_("visitor"), gap)  # its meeting is not published


def test_what_took_a_lesson_up_comes_later_and_is_not_its_own_meeting(cast, meet, lesson, later):
    meeting = meet()
    made = lesson(meeting)
    for intervention in (meeting.intervention, later("T0", year=2008)):
        with pytest.raises(Refused):
            actions.take_up_lesson(actor=cast.programme_officer, lesson=made, intervention=intervention)
    with pytest.raises(Forbidden):
        actions.take_up_lesson(actor=cast.official, lesson=made, intervention=later())
    actions.take_up_lesson(
        actor=cast.programme_officer, lesson=made, intervention=Intervention.objects.get(code="T1")
    )
    with pytest.raises(Refused, match="Another intervention"):
        actions.take_up_lesson(actor=cast.programme_officer, lesson=made, intervention=later("T2"))


def test_officers_elsewhere_say_on_the_lesson_s_page_that_theirs_took_it_up(cast, as_, meet, lesson, later):
    made, theirs = lesson(meet(published=True)), later("X1", programme=cast.other)
    own = later("T1")
    client = as_("stranger")
    assert client.post(made.get_absolute_url(), {"intervention": own.pk}).status_code == 422
    assert client.post(made.get_absolute_url(), {"intervention": theirs.pk}).status_code == 302
    assert Lesson.objects.get().taken_up_in == theirs
    assert as_("donor").post(made.get_absolute_url(), {"intervention": own.pk}).status_code == 403


# --- requests and follow-ups ----------------------------------------------------------------------


def test_who_asked_reads_why_it_was_declined(cast, as_, meet, promise):
    asked = promise(meet(), "Send the law", kind="request", asked_by=cast.cso)
    for reason in ("", "   "):
        with pytest.raises(Refused):
            actions.decline_follow_up(actor=cast.official, follow_up=asked, reason=reason)
    url = reverse("base:move", args=["meetings.followup", asked.pk, "decline"])
    assert as_("official").post(url, {"reason": "The law is being changed."}).status_code == 302
    asked.refresh_from_db()
    assert asked.state == "declined"
    assert "The law is being changed." in page(as_("applicant"), asked)
    assert as_("rival").get(asked.get_absolute_url()).status_code == 404


def test_only_officers_drop_and_nothing_is_finished_without_saying_what(cast, meet, promise):
    follow_up = promise(meet())
    with pytest.raises(Forbidden):
        actions.drop_follow_up(actor=cast.official, follow_up=follow_up, reason="No.")
    with pytest.raises(Refused) as refusal:
        actions.finish_follow_up(actor=cast.official, follow_up=follow_up, done_what=" ")
    assert refusal.value.field == "done_what"
    actions.drop_follow_up(actor=cast.programme_officer, follow_up=follow_up, reason="Another one does it.")
    with pytest.raises(WrongState):
        actions.finish_follow_up(actor=cast.official, follow_up=follow_up, done_what="Done.")
    actions.reopen_follow_up(actor=cast.official, follow_up=follow_up)
    follow_up.refresh_from_db()
    assert (follow_up.state, follow_up.reason) == ("open", "Another one does it.")


def test_a_request_that_grew_into_a_measure_is_on_its_page(cast, as_, meet, promise, measure, later):
    training = later()
    asked = promise(meet(), "Dig wells")
    actions.link_follow_up(
        actor=cast.programme_officer, follow_up=asked, measure=measure, intervention=training
    )
    for thing in (measure, training):
        assert "Dig wells" in page(as_("official"), thing)
    assert "Dig a well" in page(as_("official"), asked) and "Training T1" in page(as_("official"), asked)


def test_the_list_is_narrowed_by_kind_state_owner_and_who_asked(cast, as_, meet, promise):
    meeting = meet()
    promise(meeting, "THE REQUEST", kind="request", asked_by=cast.cso)
    done = promise(meeting, "THE PROMISE", kind="commitment", owner=cast.cso)
    actions.finish_follow_up(actor=cast.applicant, follow_up=done, done_what="Done.")
    client = as_("programme_officer")
    for asked, both in (
        ({"kind": "request"}, (True, False)),
        ({"promised": "true"}, (False, True)),
        ({"state": "done"}, (False, True)),
        ({"owner": cast.cso.pk}, (False, True)),
        ({"asked_by": cast.cso.pk}, (True, False)),
        ({"overdue": "true"}, (True, False)),
        ({"country": "AZ"}, (True, True)),
        ({"text": "promi"}, (False, True)),
    ):
        text = page(client, follow_ups(**asked))
        assert ("THE REQUEST" in text, "THE PROMISE" in text) == both, asked
    assert client.get(follow_ups(export="xlsx"))["Content-Disposition"].startswith("attachment")


def test_what_others_promised_and_is_overdue_waits_for_officers(cast, meet, promise):
    meeting = meet()
    promise(meeting)
    promise(meeting, owner=cast.office)
    labels = [each.label for each in waiting_for(cast.programme_officer)]
    assert "1 follow-up that others are to do is overdue" in labels
    assert not [each for each in waiting_for(cast.donor) if "others" in each.label]


# --- letters --------------------------------------------------------------------------------------


def letters():
    return list(OutgoingMail.objects.order_by("pk").values_list("to", "subject", "language"))


def soon(days):
    return timezone.localdate() + timedelta(days=days)


def test_the_owner_is_told_at_once_in_their_language_and_who_wrote_it_is_not(cast, meet, promise):
    cast.official.language = "ru"
    cast.official.save()
    meeting = meet()
    promise(meeting, due_on=soon(60))
    ((to, _subject, language),) = letters()
    assert (to, language) == (cast.official.email, "ru")
    assert "Send the law" in OutgoingMail.objects.get().body
    promise(meeting, owner=cast.office, due_on=soon(60))
    assert cast.programme_officer.email not in [to for to, *_rest in letters()]
    assert cast.protection_officer.email in [to for to, *_rest in letters()]
    assert cast.case_worker not in owners(FollowUp.objects.get(owner=cast.office))


def test_nobody_is_told_of_a_meeting_they_cannot_see_yet(cast, meet, promise):
    meeting = meet(state="planned")
    promise(meeting, due_on=soon(60))
    assert actions.remind_owners() == 0 and letters() == []
    meeting.intervention.state = "under_way"
    meeting.intervention.save()
    assert (actions.remind_owners(), actions.remind_owners()) == (1, 0)


@pytest.mark.parametrize(("days", "expected"), [(8, 0), (7, 1), (0, 1), (-1, 1)])
def test_reminders_go_out_a_week_before_and_when_it_is_overdue_once_each(meet, promise, days, expected):
    follow_up = promise(meet(), due_on=soon(60))
    FollowUp.objects.update(due_on=soon(days))
    OutgoingMail.objects.all().delete()
    for _ in range(2):
        call_command("run_due", verbosity=0)
        OutgoingMail.objects.filter(key=None).delete()
    assert len(letters()) == expected
    if days < 0:
        assert letters()[0][1].startswith("Overdue since")
    follow_up.refresh_from_db()
    assert bool(follow_up.called_overdue_on) is (days < 0)


def test_another_day_or_owner_begins_the_letters_anew(cast, meet, promise):
    follow_up = promise(meet(), due_on=soon(3))
    FollowUp.objects.update(due_on=soon(-1))
    actions.remind_owners()
    follow_up.refresh_from_db()
    assert follow_up.called_overdue_on
    actions.change_part(actor=cast.programme_officer, part=follow_up, owner=cast.cso, due_on=soon(2))
    assert letters()[-1][0] == cast.applicant.email
    follow_up.refresh_from_db()
    assert (follow_up.called_overdue_on, follow_up.owner) == (None, cast.cso)


def test_settled_ones_remind_nobody(cast, meet, promise):
    follow_up = promise(meet(), due_on=soon(60))
    actions.decline_follow_up(actor=cast.official, follow_up=follow_up, reason="No money.")
    FollowUp.objects.update(due_on=soon(-1))
    assert actions.remind_owners() == 0


# --- across programmes ----------------------------------------------------------------------------


def test_a_meeting_held_for_two_programmes_is_read_by_those_with_a_part_in_either(
    cast, as_, meet, lesson, promise
):
    meeting = meet(also_for=[cast.other])
    actions.write_minutes(actor=cast.programme_officer, meeting=meeting, text="MINUTES", language="en")
    made = lesson(meeting, "THE LESSON")
    asked = promise(meeting, "THE REQUEST")
    client = as_("stranger")  # an officer of the other programme
    text = page(client, meeting)
    assert "MINUTES" in text and "THE LESSON" in text and "THE REQUEST" in text
    assert client.get(asked.get_absolute_url()).status_code == 200
    for url in (
        lessons(programme=cast.other.pk), follow_ups(programme=cast.other.pk), cast.other.get_absolute_url(),
        f"{reverse('interventions:list')}?programme={cast.other.pk}",
    ):  # fmt: skip
        text = page(client, url)
        assert any(each in text for each in ("THE LESSON", "THE REQUEST", "Meeting R1")), url
    assert client.get(reverse("meetings:edit", args=[meeting.intervention_id])).status_code == 403
    assert client.post(reverse("meetings:minutes", args=[meeting.pk]), {"text": "x"}).status_code == 403
    with pytest.raises(Forbidden):
        actions.finish_follow_up(actor=cast.stranger, follow_up=asked, done_what="x")
    assert as_("rival").get(made.get_absolute_url()).status_code == 404


def test_a_planned_meeting_is_not_shared_yet_and_an_unshared_one_never(cast, as_, meet):
    planned, own = meet(code="R1", state="planned", also_for=[cast.other]), meet(code="R2")
    for meeting in (planned, own):
        assert as_("stranger").get(meeting.get_absolute_url()).status_code == 404


def test_a_meeting_is_shared_with_programmes_that_run_and_that_the_officer_sees(cast, as_, meet):
    cast.other.state = "draft"
    cast.other.save()
    with pytest.raises(Refused):
        meet(also_for=[cast.other])
    with pytest.raises(Refused):
        meet(code="R2", also_for=[cast.programme])


def test_the_owner_s_people_finish_it_wherever_they_are(cast, as_, meet, promise):
    follow_up = promise(meet(also_for=[cast.other]), owner=cast.elsewhere)
    response = as_("stranger").post(
        follow_up.get_absolute_url(), {"done_what": "Sent.", "done_on": "2010-01-10"}
    )
    assert response.status_code == 302
    follow_up.refresh_from_db()
    assert follow_up.state == "done"


# --- what the meetings brought --------------------------------------------------------------------


def test_every_number_of_what_the_meetings_brought_opens_as_many(
    cast, as_, meet, lesson, promise, delegation, later
):
    georgia = Place.objects.create(code="GE", kind="country", name_en="Georgia")
    cast.other.country = georgia
    cast.other.save()
    table, tour = meet("round_table", "R1", also_for=[cast.other]), meet("study_tour", "S1")
    lesson(table, "One", topic=cast.topic)
    actions.take_up_lesson(actor=cast.programme_officer, lesson=lesson(tour, "Two"), intervention=later())
    promise(table, "Asked", kind="request", topic=cast.topic)
    done = promise(tour, "Asked and done", kind="request")
    actions.finish_follow_up(actor=cast.official, follow_up=done, done_what="Done.")
    dropped = promise(table, "Asked and dropped", kind="request")
    actions.drop_follow_up(actor=cast.programme_officer, follow_up=dropped, reason="No longer.")
    promise(table, "Promised", kind="commitment")

    client = as_("programme_officer")
    for narrowed in ("", "?country=GE", "?held_as=study_tour", "?year=2009"):
        found = client.get(reverse("meetings:brought") + narrowed).context["found"]
        for row in [*found.by_topic, *found.by_country, found.total]:
            for column, cell in row.cells.items():
                opened = client.get(cell.url).context["page"].paginator.count
                assert opened == cell.count, (narrowed, row.label, column, cell.url)
    found = client.get(reverse("meetings:brought")).context["found"]
    countries = {row.label: row.cells["lessons"].count for row in found.by_country}
    assert countries == {"Azerbaijan": 2, "Georgia": 1}
    assert {name: cell.count for name, cell in found.total.cells.items()} == {
        "lessons": 2, "taken_up": 1, "requests_open": 1, "requests_done": 1, "requests_given_up": 1,
        "promises_open": 1, "promises_done": 0,
    }  # fmt: skip


def test_lists_and_the_page_of_what_was_brought_cost_the_same_however_much(
    cast, as_, meet, lesson, promise, gap, assert_constant_queries
):
    client, numbers = as_("stranger"), iter(range(100))
    Membership.objects.create(user=cast.stranger, organisation=cast.office, role="programme_officer")

    def more():
        meeting = meet(code=f"R{next(numbers)}", also_for=[cast.other])
        lesson(meeting, topic=cast.topic, gaps=[gap])
        promise(meeting, kind="request", asked_by=cast.cso)

    def read():
        for name in ("brought", "lessons", "follow_ups"):
            client.get(reverse(f"meetings:{name}"))
        client.get(gap.get_absolute_url())
        return client.get(cast.other.get_absolute_url())

    assert_constant_queries(read, more)
