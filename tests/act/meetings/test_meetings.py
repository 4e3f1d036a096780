from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gapbridge.act.interventions.models import Intervention
from gapbridge.act.meetings import actions
from gapbridge.act.meetings.models import AgendaItem, Delegation, FollowUp, Lesson, Meeting, Visit
from gapbridge.act.meetings.queries import attendance_of
from gapbridge.base.errors import Forbidden, Refused, WrongState
from gapbridge.base.models import JournalEntry
from gapbridge.base.sockets import waiting_for

LAST = date(2009, 12, 15)


def add(noun, meeting):
    return reverse("meetings:add_part", args=[meeting.pk, noun])


# --- meetings -------------------------------------------------------------------------------------


def test_a_meeting_and_its_intervention_are_one_act(meet):
    meeting = meet("study_tour")
    assert JournalEntry.objects.get().verb == "meetings.create_meeting"
    assert meeting.intervention.kind == "study_tour"


def test_a_meeting_is_a_round_table_or_a_study_tour(meet):
    with pytest.raises(Refused):
        meet("training")
    assert not Intervention.objects.exists()


@pytest.mark.parametrize(
    ("url", "kind"),
    [("new_round_table", "round_table"), ("new_bilateral", "bilateral"), ("new_study_tour", "study_tour")],
)
def test_the_form_plans_a_meeting_of_its_kind(cast, as_, url, kind):
    data = {
        "code": "R9",
        "title": "Protection of IDPs",
        "language": "en",
        "organisation": cast.office.pk,
        "starts_on": "2009-12-14",
        "ends_on": "2009-12-14",
        "place": cast.district.pk,
        "agenda": "10:00 Lessons\n\n2. Next steps",
    }
    response = as_("programme_officer").post(reverse(f"meetings:{url}", args=[cast.programme.pk]), data)
    meeting = Meeting.objects.get()
    assert response.url == meeting.get_absolute_url()
    assert (meeting.intervention.kind, meeting.place) == (kind, cast.district)
    assert [each.title for each in meeting.agenda.all()] == ["Lessons", "Next steps"]


def test_the_edit_form_keeps_what_it_does_not_show_and_changes_the_rest(cast, as_, meet):
    meeting = meet(outcome="Both countries share experience.")
    url = reverse("meetings:edit", args=[meeting.intervention_id])
    client = as_("programme_officer")
    assert "Both countries share experience." in client.get(url).content.decode()
    data = {
        "code": "R1",
        "title": "Renamed",
        "language": "en",
        "organisation": cast.office.pk,
        "starts_on": "2009-12-14",
        "ends_on": "2009-12-14",
        "place": cast.settlement.pk,
        "outcome": "Agreed.",
    }
    assert client.post(url, data).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.outcome, meeting.place, meeting.intervention.title) == (
        "Agreed.",
        cast.settlement,
        "Renamed",
    )


def test_minutes_are_read_by_the_programme_and_the_outcome_by_everyone(cast, as_, meet):
    meeting = meet(published=True, outcome="WHAT CAME OF IT")
    actions.write_minutes(actor=cast.programme_officer, meeting=meeting, text="WHAT WAS SAID", language="en")
    for name, minutes in (("official", True), ("donor", True), ("rival", False), ("visitor", False)):
        text = as_(name).get(meeting.get_absolute_url()).content.decode()
        assert "WHAT CAME OF IT" in text
        assert ("WHAT WAS SAID" in text) is minutes, name


@pytest.mark.parametrize(
    ("name", "status"), [("donor", 403), ("official", 403), ("stranger", 404), ("visitor", 302)]
)
def test_only_officers_keep_the_record(as_, meet, name, status):
    meeting = meet()
    client = as_(name)
    assert client.get(reverse("meetings:edit", args=[meeting.intervention_id])).status_code == status
    for noun in ("agenda-item", "delegation", "visit", "lesson", "follow-up"):
        assert client.get(add(noun, meeting)).status_code == status, noun
    for name in ("minutes", "agenda_lines"):
        assert client.get(reverse(f"meetings:{name}", args=[meeting.pk])).status_code == status, name


def test_a_part_of_an_unknown_kind_is_not_found(as_, meet):
    assert as_("programme_officer").get(add("speech", meet())).status_code == 404


# --- delegations ----------------------------------------------------------------------------------


def test_unknown_women_and_men_are_never_zero(cast, as_, meet):
    meeting = meet()
    as_("programme_officer").post(
        add("delegation", meeting), {"organisation": cast.authority.pk, "women": "", "men": "3"}
    )
    delegation = Delegation.objects.get()
    assert (delegation.women, delegation.men) == (None, 3)
    assert attendance_of(meeting) == {"delegations": 1, "women": None, "men": 3, "unsaid": 1}

    actions.add_delegation(
        actor=cast.programme_officer, meeting=meeting, organisation=cast.cso, women=0, men=2
    )
    assert attendance_of(meeting) == {"delegations": 2, "women": 0, "men": 5, "unsaid": 1}
    assert (
        "1 of 2 delegations is not counted by sex"
        in as_("donor").get(meeting.get_absolute_url()).content.decode()
    )


def test_an_organisation_has_one_delegation(cast, as_, meet):
    meeting = meet()
    actions.add_delegation(actor=cast.programme_officer, meeting=meeting, organisation=cast.cso)
    response = as_("programme_officer").post(
        add("delegation", meeting), {"organisation": cast.cso.pk, "women": "7"}
    )
    assert response.status_code == 422
    assert "organisation" in response.context["form"].errors
    assert 'value="7"' in response.content.decode()


def test_fewer_than_nobody_never_came(cast, as_, meet):
    response = as_("programme_officer").post(
        add("delegation", meet()), {"organisation": cast.cso.pk, "women": "-1", "men": "99999999999"}
    )
    assert {"women", "men"} == set(response.context["form"].errors)


def test_a_delegation_is_corrected_and_removed(cast, as_, meet):
    made = actions.add_delegation(
        actor=cast.programme_officer, meeting=meet(), organisation=cast.cso, women=2
    )
    client = as_("programme_officer")
    client.post(
        reverse("meetings:part", args=["delegation", made.pk]),
        {"organisation": cast.cso.pk, "women": "", "men": "1"},
    )
    made.refresh_from_db()
    assert (made.women, made.men) == (None, 1)
    client.post(reverse("meetings:remove_part", args=["delegation", made.pk]))
    assert not Delegation.objects.exists()
    assert JournalEntry.objects.latest("sequence").verb == "meetings.remove_delegation"


@pytest.mark.parametrize(("name", "status"), [("donor", 403), ("stranger", 404)])
def test_nobody_else_removes_a_delegation(cast, as_, meet, name, status):
    made = actions.add_delegation(actor=cast.programme_officer, meeting=meet(), organisation=cast.cso)
    assert as_(name).post(reverse("meetings:remove_part", args=["delegation", made.pk])).status_code == status
    assert Delegation.objects.exists()


# --- visits and lessons ---------------------------------------------------------------------------


def test_visits_are_of_a_study_tour_and_within_its_dates(cast, meet):
    tour, table = meet("study_tour", "S1"), meet("round_table", "R1")
    officer = cast.programme_officer
    actions.add_visit(actor=officer, meeting=tour, what="A reception centre", visited_on=LAST)
    with pytest.raises(Refused) as refusal:
        actions.add_visit(actor=officer, meeting=tour, what="Another", visited_on=LAST + timedelta(days=1))
    assert refusal.value.field == "visited_on"
    with pytest.raises(Refused, match="study tour"):
        actions.add_visit(actor=officer, meeting=table, what="A reception centre")
    assert Visit.objects.count() == 1


def test_lessons_of_published_meetings_are_found_by_everybody(cast, as_, meet):
    shown, kept = meet(code="R1", published=True), meet(code="R2")
    for meeting, text in ((shown, "Registration first"), (kept, "Registration last")):
        actions.add_lesson(actor=cast.programme_officer, meeting=meeting, text=text, topic=cast.topic)
    url = reverse("meetings:lessons") + "?text=registration"

    for name, sees in (("visitor", False), ("stranger", False), ("donor", True)):
        text = as_(name).get(url).content.decode()
        assert "Registration first" in text
        assert ("Registration last" in text) is sees, name


def test_the_list_of_lessons_costs_the_same_however_long(cast, as_, meet, assert_constant_queries):
    client, numbers = as_("programme_officer"), iter(range(100))

    def more():
        code = next(numbers)
        actions.add_lesson(
            actor=cast.programme_officer,
            meeting=meet(code=f"R{code}"),
            text=f"Lesson {code}",
            topic=cast.topic,
        )

    assert_constant_queries(lambda: client.get(reverse("meetings:lessons")), more)
    assert Lesson.objects.count() == 4


# --- follow-ups -----------------------------------------------------------------------------------


def test_a_follow_up_is_not_due_before_the_meeting(meet, promise):
    with pytest.raises(Refused) as refusal:
        promise(meet(), due_on=date(2009, 12, 13))
    assert refusal.value.field == "due_on"


@pytest.mark.parametrize("name", ["official", "programme_officer", "monitoring_officer"])
def test_the_owner_and_officers_say_that_it_is_done(cast, as_, meet, promise, name):
    follow_up = promise(meet())
    as_(name).post(follow_up.get_absolute_url(), {"done_on": "2010-01-10", "done_what": "The law was sent."})
    follow_up.refresh_from_db()
    assert (follow_up.state, follow_up.done_on) == ("done", date(2010, 1, 10))
    assert follow_up.done_what == "The law was sent."


@pytest.mark.parametrize(
    ("name", "status"), [("donor", 403), ("rival", 404), ("stranger", 404), ("visitor", 302)]
)
def test_nobody_else_says_that_it_is_done(cast, as_, meet, promise, name, status):
    follow_up = promise(meet())
    assert (
        as_(name)
        .post(follow_up.get_absolute_url(), {"done_on": "2010-01-10", "done_what": "The law was sent."})
        .status_code
        == status
    )
    follow_up.refresh_from_db()
    assert follow_up.done_on is None
    if name != "visitor":
        with pytest.raises(Forbidden):
            actions.finish_follow_up(actor=cast.people[name], follow_up=follow_up, done_what="It was.")


def test_an_owner_outside_the_programme_sees_its_own_follow_up_and_no_other(cast, as_, meet, promise):
    meeting = meet()
    own, other = (
        promise(meeting, text="Write the report", owner=cast.cso),
        promise(meeting, text="Change the law"),
    )
    client = as_("applicant")
    page = client.get(own.get_absolute_url()).content.decode()
    listed = client.get(reverse("meetings:follow_ups")).content.decode()
    assert "Mark as done" in page and meeting.get_absolute_url() not in page
    assert "Write the report" in listed and "Change the law" not in listed
    assert client.get(other.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("day", [date(2009, 12, 13), timezone.localdate() + timedelta(days=1)])
def test_nothing_is_done_before_the_meeting_or_on_a_day_to_come(cast, meet, promise, day):
    follow_up = promise(meet())
    with pytest.raises(Refused) as refusal:
        actions.finish_follow_up(actor=cast.official, follow_up=follow_up, done_what="It was.", done_on=day)
    assert refusal.value.field == "done_on"


def test_it_is_done_once_and_can_be_taken_back(cast, meet, promise):
    follow_up = promise(meet())
    actions.finish_follow_up(actor=cast.official, follow_up=follow_up, done_what="It was.")
    with pytest.raises(WrongState):
        actions.finish_follow_up(actor=cast.official, follow_up=follow_up, done_what="It was.")
    actions.reopen_follow_up(actor=cast.official, follow_up=follow_up)
    assert (FollowUp.objects.get().state, FollowUp.objects.get().done_on) == ("open", None)


def test_the_list_marks_what_is_overdue(cast, as_, meet, promise):
    meeting = meet()
    promise(meeting, text="Late one")
    promise(meeting, text="Open one", due_on=timezone.localdate())
    promise(meeting, text="Without a day", due_on=None)
    actions.finish_follow_up(
        actor=cast.official, follow_up=promise(meeting, text="Finished one"), done_what="It was."
    )
    assert [each.standing for each in FollowUp.objects.order_by("pk")] == ["overdue", "open", "open", "done"]

    text = as_("official").get(reverse("meetings:follow_ups") + "?overdue=true").content.decode()
    assert "Late one" in text and "Overdue" in text
    assert not any(each in text for each in ("Open one", "Without a day", "Finished one"))


def test_follow_ups_of_my_organisation_wait_for_me(cast, meet, promise):
    meeting = meet()
    promise(meeting, owner=cast.cso, due_on=date(2010, 2, 1))
    promise(meeting, owner=cast.cso, due_on=date(2010, 1, 1))
    done = promise(meeting, owner=cast.cso)
    actions.finish_follow_up(actor=cast.applicant, follow_up=done, done_what="It was.")

    (waiting,) = [
        each for each in waiting_for(cast.applicant) if "follow_ups" in each.url or "follow-ups" in each.url
    ]
    assert (waiting.count, waiting.due) == (2, date(2010, 1, 1))
    assert waiting_for(cast.rival) == []


def test_the_list_of_follow_ups_costs_the_same_however_long(
    cast, as_, meet, promise, assert_constant_queries
):
    client, numbers = as_("programme_officer"), iter(range(100))
    assert_constant_queries(
        lambda: client.get(reverse("meetings:follow_ups")), lambda: promise(meet(code=f"R{next(numbers)}"))
    )


def test_the_page_costs_the_same_however_much_hangs_from_it(
    cast, as_, meet, promise, assert_constant_queries
):
    meeting, client = meet("study_tour"), as_("programme_officer")

    organisations = iter(cast.organisations.values())

    def more():
        promise(meeting)
        AgendaItem.objects.create(meeting=meeting, title="A point", leads=cast.office)
        came = actions.add_delegation(
            actor=cast.programme_officer, meeting=meeting, organisation=next(organisations)
        )
        actions.write_said(actor=cast.programme_officer, delegation=came, text="We agree.", language="en")
        actions.add_lesson(actor=cast.programme_officer, meeting=meeting, text="A lesson", topic=cast.topic)
        actions.add_visit(actor=cast.programme_officer, meeting=meeting, what="A centre", place=cast.district)

    assert_constant_queries(lambda: client.get(meeting.get_absolute_url()), more)
