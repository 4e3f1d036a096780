"""Writing together: no text is lost, whoever saves what on which version, and when."""

from datetime import timedelta

import pytest
from django.utils import timezone

from gapbridge.act.applications.actions import be_present, choose_version, save_answers
from gapbridge.act.applications.deadlines import TooLate
from gapbridge.act.applications.models import Answer, AnswerVersion, Presence
from gapbridge.base.errors import Forbidden, Refused, WrongState
from gapbridge.base.models import JournalEntry
from gapbridge.people.models import Membership, User
from tests.act import granting


@pytest.fixture
def part(cast):
    return granting.application(granting.call(cast), cast.cso, cast.applicant, "draft").parts.get()


@pytest.fixture
def colleague(cast):
    person = User.objects.create(email="colleague@example.org", name="colleague")
    Membership.objects.create(user=person, organisation=cast.cso, role="cso_staff")
    return person


def text_of(part, key="need"):
    return Answer.objects.get(part=part, key=key).value


def kept(part, key="need"):
    """Every text of the field that can be read: what stands, what waits, what was."""
    return [
        text_of(part, key),
        *AnswerVersion.objects.filter(answer__part=part).values_list("value", flat=True),
    ]


def test_what_is_saved_stands_with_its_version_and_writer(cast, part):
    saved = save_answers(actor=cast.applicant, part=part, answers={"need": "Water", "methods": "Pipes"})
    answer = Answer.objects.get(part=part, key="need")
    assert (saved.versions, saved.waiting) == ({"need": 1, "methods": 1}, [])
    assert (answer.value, answer.version, answer.changed_by) == ("Water", 1, cast.applicant)


def test_a_text_on_the_version_that_stands_takes_its_place_and_the_earlier_one_stays_readable(
    cast, part, colleague
):
    save_answers(actor=cast.applicant, part=part, answers={"need": "Water"}, based_on={"need": 0})
    saved = save_answers(actor=colleague, part=part, answers={"need": "Light"}, based_on={"need": 1})
    assert (saved.versions, saved.waiting) == ({"need": 2}, [])
    earlier = AnswerVersion.objects.get()
    assert (text_of(part), earlier.value, earlier.number, earlier.saved_by) == (
        "Light",
        "Water",
        1,
        cast.applicant,
    )


def test_a_text_on_an_older_version_waits_beside_the_one_that_stands(cast, part, colleague):
    save_answers(actor=cast.applicant, part=part, answers={"need": "Water"})
    saved = save_answers(actor=colleague, part=part, answers={"need": "Light"}, based_on={"need": 0})
    waiting = AnswerVersion.objects.get(waits=True)
    assert (text_of(part), waiting.value, waiting.saved_by, saved.waiting) == (
        "Water",
        "Light",
        colleague,
        [waiting],
    )
    assert saved.versions == {"need": 1}


def test_two_windows_of_one_person_are_as_two_people(cast, part):
    save_answers(actor=cast.applicant, part=part, answers={"need": "Water"}, based_on={"need": 0})
    saved = save_answers(actor=cast.applicant, part=part, answers={"need": "Light"}, based_on={"need": 0})
    assert (text_of(part), [each.value for each in saved.waiting]) == ("Water", ["Light"])


def test_saving_the_same_text_on_an_older_version_is_no_conflict(cast, part, colleague):
    save_answers(actor=cast.applicant, part=part, answers={"need": "Water"})
    saved = save_answers(actor=colleague, part=part, answers={"need": "Water"}, based_on={"need": 0})
    assert (saved.versions, saved.waiting, AnswerVersion.objects.count()) == ({"need": 1}, [], 0)


def test_typing_on_keeps_no_version_of_every_few_seconds_but_taking_words_out_does(cast, part):
    for version, text in enumerate(["Wa", "Water", "Clean Water", "Clean tea"]):
        save_answers(actor=cast.applicant, part=part, answers={"need": text}, based_on={"need": version})
    assert kept(part) == ["Clean tea", "Clean Water"]


def test_a_colleagues_text_stays_readable_even_when_one_only_adds_to_it(cast, part, colleague):
    save_answers(actor=cast.applicant, part=part, answers={"need": "Water"})
    save_answers(actor=colleague, part=part, answers={"need": "Water, light"}, based_on={"need": 1})
    assert kept(part) == ["Water, light", "Water"]


def test_typing_on_while_a_text_waits_makes_no_second_one_that_waits(cast, part, colleague):
    save_answers(actor=cast.applicant, part=part, answers={"need": "Water"})
    for turn, text in enumerate(("Light", "Light and heat", "Heat")):
        save_answers(
            actor=colleague, part=part, answers={"need": text}, based_on={"need": 0}, window="mine", turn=turn
        )
    waiting = AnswerVersion.objects.filter(waits=True).values_list("value", flat=True)
    assert (list(waiting), sorted(kept(part))) == (["Heat"], ["Heat", "Light and heat", "Water"])


def test_a_window_whose_answer_got_lost_on_the_way_goes_on_from_its_own_text(cast, part):
    for turn, text in enumerate(("Water", "Light")):
        saved = save_answers(
            actor=cast.applicant,
            part=part,
            answers={"need": text},
            based_on={"need": 0},
            window="mine",
            turn=turn,
        )
    assert (text_of(part), saved.versions, saved.waiting, kept(part)) == (
        "Light",
        {"need": 2},
        [],
        ["Light", "Water"],
    )


def test_a_window_does_not_go_on_from_its_own_text_once_a_colleague_has_changed_it(cast, part, colleague):
    mine = {"actor": cast.applicant, "part": part, "based_on": {"need": 0}, "window": "mine"}
    save_answers(answers={"need": "Water"}, turn=1, **mine)
    save_answers(actor=colleague, part=part, answers={"need": "Light"}, based_on={"need": 1})
    saved = save_answers(answers={"need": "Water, much"}, turn=2, **mine)
    assert (text_of(part), [each.value for each in saved.waiting]) == ("Light", ["Water, much"])


def test_a_text_that_was_overtaken_on_the_way_does_not_take_the_place_of_the_later_one(cast, part):
    mine = {"actor": cast.applicant, "part": part, "based_on": {"need": 0}, "window": "mine"}
    save_answers(answers={"need": "Later"}, turn=2, **mine)
    saved = save_answers(answers={"need": "Sooner"}, turn=1, **mine)
    assert (text_of(part), saved.waiting, kept(part)) == ("Later", [], ["Later", "Sooner"])


def test_what_is_chosen_stands_and_nothing_of_either_text_is_lost(cast, part, colleague):
    save_answers(actor=cast.applicant, part=part, answers={"need": "Water"})
    saved = save_answers(actor=colleague, part=part, answers={"need": "Light"}, based_on={"need": 0})
    choose_version(actor=colleague, version=saved.waiting[0], value="Water and light", based_on=1)
    assert (text_of(part), AnswerVersion.objects.filter(waits=True).count()) == ("Water and light", 0)
    assert sorted(kept(part)) == ["Light", "Water", "Water and light"]


def test_a_choice_made_on_an_older_version_waits_in_its_turn(cast, part, colleague):
    save_answers(actor=cast.applicant, part=part, answers={"need": "Water"})
    saved = save_answers(actor=colleague, part=part, answers={"need": "Light"}, based_on={"need": 0})
    save_answers(actor=cast.applicant, part=part, answers={"need": "Clean water"}, based_on={"need": 1})
    again = choose_version(actor=colleague, version=saved.waiting[0], value="Both", based_on=1)
    assert (text_of(part), [each.value for each in again.waiting]) == ("Clean water", ["Both"])
    assert AnswerVersion.objects.filter(waits=True).count() == 1


def test_ten_thousand_words_where_five_hundred_may_stand_are_kept_whole(cast, part):
    text = "word " * 10_000
    save_answers(actor=cast.applicant, part=part, answers={"need": text})
    assert text_of(part) == text


def test_a_million_characters_are_refused_by_field(cast, part):
    with pytest.raises(Refused) as refused:
        save_answers(actor=cast.applicant, part=part, answers={"methods": "Pipes", "need": "x" * 1_000_000})
    assert (refused.value.field, Answer.objects.count()) == ("need", 0)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("nothing_of_the_kind", "x"),
        ("need", "a\x00b"),
        ("need", ["x"]),
        ("honest", "yes"),
        ("team", [["x"]]),
        ("annex", "x"),
        ("team", [{"role": "x"}] * 501),
    ],
)
def test_what_no_page_sends_is_refused_naming_the_field(cast, part, key, value):
    with pytest.raises(Refused) as refused:
        save_answers(actor=cast.applicant, part=part, answers={key: value})
    assert (refused.value.field, Answer.objects.count()) == (key, 0)


def test_what_arrives_a_second_after_the_deadline_is_refused_and_what_arrived_in_time_is_not(cast, part):
    closes = part.application.call.closes_at
    save_answers(actor=cast.applicant, part=part, answers={"need": "In time"}, received_at=closes)
    with pytest.raises(TooLate):
        save_answers(
            actor=cast.applicant,
            part=part,
            answers={"need": "Late"},
            received_at=closes + timedelta(seconds=1),
        )
    assert text_of(part) == "In time"


def test_nothing_is_saved_in_what_was_submitted(cast):
    sent = granting.application(granting.call(cast), cast.cso, cast.applicant, "submitted").parts.get()
    with pytest.raises(WrongState):
        save_answers(actor=cast.applicant, part=sent, answers={"need": "More"})
    assert Answer.objects.count() == 0


@pytest.mark.parametrize("who", ["rival", "grants_officer", "stranger"])
def test_only_the_applicants_people_write(cast, part, who):
    with pytest.raises(Forbidden):
        save_answers(actor=cast.people[who], part=part, answers={"need": "Not mine"})


def test_an_evening_of_saving_is_one_entry_in_the_journal_and_the_next_evening_another(cast, part, colleague):
    start = timezone.now()
    for step in range(4):
        for key in ("need", "methods"):
            save_answers(
                actor=cast.applicant,
                part=part,
                answers={key: f"Text {step}"},
                received_at=start + timedelta(minutes=9 * step),
            )
    entries = JournalEntry.objects.filter(verb="applications.write")
    assert entries.count() == 1
    save_answers(actor=colleague, part=part, answers={"need": "Mine"}, received_at=start)
    save_answers(
        actor=cast.applicant, part=part, answers={"need": "Later"}, received_at=start + timedelta(hours=2)
    )
    assert [each.actor for each in entries.order_by("sequence")] == [
        cast.applicant,
        colleague,
        cast.applicant,
    ]


def test_who_is_where_is_one_row_a_person(cast, part):
    for section in ("project", "budget"):
        be_present(actor=cast.applicant, application=part.application, part=part, section=section)
    assert [(each.user, each.section) for each in Presence.objects.all()] == [(cast.applicant, "budget")]
