"""The office's side of a round: quorum by kind, mandates, groups, changes of the text, more time, seats that end."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from gapbridge.agree.consultations import actions
from gapbridge.agree.consultations.errors import TextsChanged
from gapbridge.agree.consultations.models import Comment, Consultation, Position, Stakeholder, Version
from gapbridge.agree.consultations.pages.checklist import checklist
from gapbridge.agree.consultations.pages.texts import asked
from gapbridge.agree.consultations.queries import (
    groups_behind,
    other_groups,
    seat_of,
    stakeholders_of,
)
from gapbridge.agree.consultations.tally import tally
from gapbridge.agree.gaps import actions as gapping
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.base.models import JournalEntry, OutgoingMail
from gapbridge.listen.assessments.models import Session
from gapbridge.people.models import Membership, Organisation, User
from gapbridge.people.roles import Role

from . import story

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def to_days(consultation, *, opens=-20, closes):
    today = timezone.localdate()
    Consultation.objects.filter(pk=consultation.pk).update(
        opens_on=today + opens * DAY, closes_on=today + closes * DAY
    )
    consultation.refresh_from_db()


def second_speaker(cast, organisation="authority", role=Role.OFFICIAL):
    person = User.objects.create(email="second@example.org", name="second", language="ru")
    Membership.objects.create(user=person, organisation=cast.organisations[organisation], role=role)
    return person


def revise(cast, item, *, number=1, because="Clearer.", **changes):
    return actions.revise_item(
        actor=cast.protection_officer, item=item, number=number, because=because, **changes
    )


def data_of(verb):
    return JournalEntry.objects.filter(verb=f"consultations.{verb}").last().data


# --- quorum by kind ------------------------------------------------------------------------------


def test_a_quorum_of_a_kind_keeps_a_round_from_closing_without_it(cast):
    officer = cast.protection_officer
    made = story.prepared(cast)
    actions.set_quorums(actor=officer, consultation=made, quorums={"authority": 100, "cso": None})
    opened = actions.open_consultation(actor=officer, consultation=made)
    story.stands(cast, opened, cso="agree", funder="agree")
    counted = tally(opened, stakeholders_of(opened))
    assert (counted.taken >= counted.needed, counted.has_quorum) == (True, False)
    assert [each.kind for each in counted.short_kinds] == ["authority"]
    assert data_of("set_quorums") == {"quorums": {"authority": 100, "cso": None}}


@pytest.mark.parametrize(("kind", "percent"), [("ingo", 50), ("authority", 0), ("authority", 101)])
def test_a_quorum_of_nobody_or_beyond_all_is_refused_beside_its_field(cast, kind, percent):
    made = story.prepared(cast)
    with pytest.raises(Refused) as refusal:
        actions.set_quorums(actor=cast.protection_officer, consultation=made, quorums={kind: percent})
    assert refusal.value.field == kind
    assert not made.quorums.exists()


def test_the_quorum_of_a_kind_goes_with_the_last_of_its_kind(cast):
    officer, made = cast.protection_officer, story.prepared(cast)
    actions.set_quorums(actor=officer, consultation=made, quorums={"authority": 100, "cso": 50})
    actions.uninvite(actor=officer, stakeholder=seat_of(made, cast.authority))
    assert [each.kind for each in made.quorums.all()] == ["cso"]


# --- groups that were listened to ----------------------------------------------------------------


def test_the_groups_behind_the_voices_are_proposed_once_each_as_last_heard(cast):
    gap = story.gap(cast)
    first = Session.objects.get()
    later = story.statement(cast).session
    Session.objects.filter(pk=later.pk).update(held_on=date(2009, 3, 9))
    gapping.add_voices(actor=cast.protection_officer, gap=gap, statements=list(later.statements.all()))
    made = story.prepared(cast, gaps=[gap])
    assert groups_behind(made) == [later]
    actions.invite_groups(actor=cast.protection_officer, consultation=made, groups=[later, first])
    seat = made.stakeholders.get(organisation=None)
    assert (seat.group, seat.kind) == (later, "community")
    assert groups_behind(made) == []
    assert data_of("invite_groups") == {"groups": [later.pk]}


def test_groups_behind_a_measure_are_those_of_its_gaps_and_others_are_offered_apart(cast):
    measure = story.measure(cast)
    behind = Session.objects.get()
    other = story.statement(cast).session
    Session.objects.filter(pk=other.pk).update(sex="male")
    other.refresh_from_db()
    made = story.prepared(cast, gaps=[], measures=[measure])
    assert groups_behind(made) == [behind]
    assert other_groups(made, [behind]) == [other]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"withdrawn_at": "2009-05-01T00:00Z"}, "took its words back"),
        ({"state": "planned"}, "not been listened to"),
    ],
)
def test_a_group_that_took_its_words_back_or_was_not_heard_is_neither_proposed_nor_invited(
    cast, change, said
):
    made = story.prepared(cast)
    Session.objects.update(**change)
    session = Session.objects.get()
    assert groups_behind(made) == []
    with pytest.raises(Refused, match=said):
        actions.invite_groups(actor=cast.protection_officer, consultation=made, groups=[session])


def test_a_group_of_another_programme_is_not_asked(cast):
    made, foreign = story.prepared(cast), story.statement(cast, programme=cast.other).session
    with pytest.raises(Refused, match="another programme"):
        actions.invite_groups(actor=cast.protection_officer, consultation=made, groups=[foreign])


# --- mandates ------------------------------------------------------------------------------------


def test_only_the_holder_of_the_mandate_takes_the_position_and_both_are_told(cast):
    second, opened = second_speaker(cast), story.opened(cast)
    seat = seat_of(opened, cast.authority)
    OutgoingMail.objects.all().delete()
    for holder in (cast.official, second):
        actions.name_holder(
            actor=cast.protection_officer, stakeholder=seat, holder=holder, mandate="Order of the minister"
        )
    letters = OutgoingMail.objects.filter(key__contains=":holder-").order_by("pk")
    assert [(each.to, each.language) for each in letters] == [
        ("official@example.org", "en"),
        ("second@example.org", "ru"),
        ("official@example.org", "en"),
    ]
    assert "no longer with you" in letters.last().body
    with pytest.raises(Refused, match="holds the mandate"):
        actions.take_position(actor=cast.official, stakeholder=seat, stand="agree")
    assert actions.take_position(actor=second, stakeholder=seat, stand="agree").pk
    assert data_of("name_holder") == {
        "seat": seat.pk,
        "holder": second.pk,
        "before": cast.official.pk,
        "letters": 2,
    }


def test_somebody_who_does_not_speak_for_an_organisation_does_not_hold_its_mandate(cast):
    opened = story.opened(cast)
    with pytest.raises(Refused) as refusal:
        actions.name_holder(
            actor=cast.protection_officer, stakeholder=seat_of(opened, cast.authority), holder=cast.applicant
        )
    assert refusal.value.field == "holder"


def test_in_preparation_a_holder_hears_of_the_mandate_with_the_invitation(cast):
    officer, made = cast.protection_officer, story.prepared(cast)
    second_speaker(cast)
    actions.name_holder(actor=officer, stakeholder=seat_of(made, cast.authority), holder=cast.official)
    assert not OutgoingMail.objects.exists()
    actions.open_consultation(actor=officer, consultation=made)
    said = {each.to: each.body for each in OutgoingMail.objects.all()}
    assert "You hold the mandate of The authority" in said["official@example.org"]
    assert "You hold the mandate" not in said["second@example.org"]


# --- changing a text -----------------------------------------------------------------------------


def test_a_measure_changes_its_date_cost_and_organisation_and_takes_them_over_when_agreed(cast):
    measure = story.measure(cast)
    opened = story.opened(cast, gaps=[], measures=[measure])
    item = opened.items.get()
    revise(
        cast,
        item,
        title="Mend both pumps",
        text=item.text["text"],
        due_on=date(2009, 11, 1),
        cost=Decimal("1250.5"),
        responsible=cast.cso,
    )
    item.refresh_from_db()
    facts = {name: item.text[name] for name in ("due_on", "cost", "responsible", "responsible_id")}
    assert facts == {
        "due_on": "2009-11-01",
        "cost": "1250.50",
        "responsible": "First CSO",
        "responsible_id": cast.cso.pk,
    }
    story.stands(cast, opened, authority="agree", cso="agree", funder="agree")
    actions.close_with_agreement(actor=cast.protection_officer, consultation=opened, reason="Both.")
    measure.refresh_from_db()
    assert (measure.title, measure.due_on, measure.cost, measure.responsible) == (
        "Mend both pumps",
        date(2009, 11, 1),
        Decimal("1250.50"),
        cast.cso,
    )


def test_what_a_measure_knew_can_become_unknown_again(cast):
    measure = story.measure(cast, due_on=date(2009, 6, 1), cost=Decimal(10), responsible=cast.authority)
    opened = story.opened(cast, gaps=[], measures=[measure])
    revise(cast, opened.items.get(), due_on=None, cost=None, responsible=None)
    story.stands(cast, opened, authority="agree", cso="agree", funder="agree")
    actions.close_with_agreement(actor=cast.protection_officer, consultation=opened, reason="Later.")
    measure.refresh_from_db()
    assert (measure.due_on, measure.cost, measure.responsible) == (None, None, None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"cost": Decimal(-1)}, "cost"),
        ({"due_on": date(2009, 1, 2)}, "due_on"),
        ({"title": "Mend the pump"}, "text"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_beside_its_field(cast, changes, field):
    measure = story.measure(cast, starts_on=date(2009, 2, 1))
    opened = story.opened(cast, gaps=[], measures=[measure])
    with pytest.raises(Refused) as refusal:
        revise(cast, opened.items.get(), **changes)
    assert refusal.value.field == field
    assert Version.objects.count() == 1


@pytest.mark.parametrize(("left", "allowed"), [(3, True), (2, False), (0, False), (-1, False)])
def test_a_text_changes_no_later_than_three_days_before_the_closing_day(cast, left, allowed):
    opened = story.opened(cast)
    to_days(opened, closes=left)
    item = opened.items.select_related("consultation").get()
    if allowed:
        assert revise(cast, item, text="Later.").number == 2
        return
    with pytest.raises(Refused, match="Move the closing date first"):
        revise(cast, item, text="Too late.")
    actions.extend_consultation(
        actor=cast.protection_officer,
        consultation=opened,
        closes_on=timezone.localdate() + 5 * DAY,
        reason="The text changes.",
    )
    item.consultation.refresh_from_db()
    assert revise(cast, item, text="In time.").number == 2


def test_two_who_change_a_text_at_once_do_not_overwrite_each_other(cast):
    opened = story.opened(cast)
    item = opened.items.get()
    revise(cast, item, text="First.")
    with pytest.raises(TextsChanged):
        revise(cast, item, text="Second.")
    assert Version.objects.filter(item=item).count() == 2


# --- more time -----------------------------------------------------------------------------------


def test_a_closing_date_is_moved_to_a_later_day_with_a_reason_and_all_are_told(cast):
    opened = story.opened(cast)
    later = opened.closes_on + 4 * DAY
    OutgoingMail.objects.all().delete()
    before = opened.closes_on
    actions.extend_consultation(
        actor=cast.protection_officer, consultation=opened, closes_on=later, reason="Holidays."
    )
    opened.refresh_from_db()
    assert opened.closes_on == later
    assert {each.to for each in OutgoingMail.objects.filter(key__contains=":moved-")} == {
        "official@example.org",
        "applicant@example.org",
        "donor@example.org",
    }
    assert data_of("extend") == {"from": before.isoformat(), "to": later.isoformat(), "letters": 3}
    assert opened.history.first().history_change_reason == "Holidays."


@pytest.mark.parametrize(
    ("move", "reason", "field"), [(0, "x", "closes_on"), (-1, "x", "closes_on"), (3, " ", "reason")]
)
def test_a_round_is_never_made_shorter_nor_longer_without_a_reason(cast, move, reason, field):
    opened = story.opened(cast)
    with pytest.raises(Refused) as refusal:
        actions.extend_consultation(
            actor=cast.protection_officer,
            consultation=opened,
            closes_on=opened.closes_on + move * DAY,
            reason=reason,
        )
    assert refusal.value.field == field


# --- answering -----------------------------------------------------------------------------------


def comment(cast, opened, who="applicant", text="Cost?"):
    of = {"applicant": cast.cso, "official": cast.authority, "donor": cast.funder}[who]
    return actions.add_comment(
        actor=cast.people[who], item=opened.items.first(), stakeholder=seat_of(opened, of), text=text
    )


def test_a_grouped_answer_writes_one_letter_to_each_author(cast):
    opened = story.opened(cast)
    said = [comment(cast, opened, "applicant", f"Cost {number}?") for number in range(3)]
    said.append(comment(cast, opened, "donor"))
    OutgoingMail.objects.all().delete()
    actions.answer_comments(
        actor=cast.protection_officer, comments=said, outcome="in_part", answer="It stands in the annex."
    )
    assert Comment.objects.filter(answer=None).count() == 0
    letters = {each.to: each for each in OutgoingMail.objects.all()}
    assert set(letters) == {"applicant@example.org", "donor@example.org"}
    body = letters["applicant@example.org"].body
    assert all(f"Cost {number}?" in body for number in range(3))
    assert "It stands in the annex." in body


# --- organisations that split or merge -----------------------------------------------------------


def newcomer(name, kind="authority", **speaker):
    made = Organisation.objects.create(name_en=name, kind=kind)
    person = User.objects.create(email=f"{name.lower().replace(' ', '_')}@example.org", name=name)
    Membership.objects.create(user=person, organisation=made, role=Role.OFFICIAL)
    return made, person


def test_an_organisation_that_splits_is_succeeded_by_seats_that_inherit_no_consent(cast):
    opened = story.opened(cast)
    story.stands(cast, opened, authority=("object", "Too dear"), cso="agree", funder="agree")
    old = seat_of(opened, cast.authority)
    (north, speaker), (south, _other) = newcomer("North"), newcomer("South")
    OutgoingMail.objects.all().delete()
    seats = actions.replace_seat(
        actor=cast.protection_officer, stakeholder=old, organisations=[north, south], reason="A law of June."
    )
    old.refresh_from_db()
    assert (old.ended_because, old.positions.get().reason) == ("A law of June.", "Too dear")
    assert [list(seat.succeeds.all()) for seat in seats] == [[old], [old]]
    counted = tally(opened, stakeholders_of(opened))
    assert (counted.invited, counted.taken, counted.objections) == (4, 2, 0)
    letter = OutgoingMail.objects.get(to="north@example.org")
    assert "Too dear" in letter.body
    assert "nobody inherits a consent" in letter.body
    actions.take_position(actor=speaker, stakeholder=seats[0], stand="agree")
    with pytest.raises(Refused, match="ended during the round"):
        actions.take_position(actor=cast.official, stakeholder=old, stand="agree")
    assert data_of("replace_seat") == {
        "ended": [old.pk],
        "seats": [each.pk for each in seats],
        "letters": 2,
    }


def test_two_that_become_one_have_one_seat_that_follows_both(cast):
    opened = story.opened(cast)
    story.stands(cast, opened, cso="agree", funder="agree")
    merged, _speaker = newcomer("Together", kind="cso")
    both = [seat_of(opened, cast.cso), seat_of(opened, cast.funder)]
    seat = actions.merge_seats(
        actor=cast.protection_officer, stakeholders=both, organisation=merged, reason="They merged."
    )
    assert set(seat.succeeds.all()) == set(both)
    assert Stakeholder.objects.standing().filter(consultation=opened).count() == 2
    assert "First CSO" in OutgoingMail.objects.get(to="together@example.org").body


def test_one_that_takes_another_in_keeps_its_seat_and_what_it_said_itself(cast):
    opened = story.opened(cast)
    story.stands(cast, opened, cso="agree", funder="agree")
    both = [seat_of(opened, cast.cso), seat_of(opened, cast.funder)]
    seat = actions.merge_seats(
        actor=cast.protection_officer, stakeholders=both, organisation=cast.cso, reason="Taken in."
    )
    assert (seat, list(seat.succeeds.all())) == (both[0], [both[1]])
    assert Position.objects.get(stakeholder=seat, is_current=True).stand == "agree"
    counted = tally(opened, stakeholders_of(opened))
    assert (counted.invited, counted.taken) == (2, 1)


def test_a_seat_ends_once_for_somebody_else_and_with_a_reason(cast):
    opened, officer = story.opened(cast), cast.protection_officer
    old = seat_of(opened, cast.authority)
    north, _speaker = newcomer("North")

    def replace(organisations=(north,), reason="Split."):
        return actions.replace_seat(
            actor=officer, stakeholder=old, organisations=organisations, reason=reason
        )

    for given, field in (
        ({"organisations": ()}, "organisations"),
        ({"organisations": [cast.authority]}, "organisations"),
        ({"reason": " "}, "reason"),
    ):
        with pytest.raises(Refused) as refusal:
            replace(**given)
        assert refusal.value.field == field
    replace()
    with pytest.raises(Refused, match="has ended already"):
        replace()
    with pytest.raises(Refused, match="at least two"):
        actions.merge_seats(actor=officer, stakeholders=[old], organisation=north, reason="x")
    assert Stakeholder.objects.filter(consultation=opened).count() == 4


# --- who may -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["official", "applicant", "stranger", "donor", "grants_officer"])
def test_only_the_office_tends_a_round(cast, name):
    person, opened = cast.people[name], story.opened(cast)
    seat, item = seat_of(opened, cast.authority), opened.items.get()
    for act in (
        lambda: actions.set_quorums(actor=person, consultation=opened, quorums={}),
        lambda: actions.invite_groups(actor=person, consultation=opened, groups=[]),
        lambda: actions.name_holder(actor=person, stakeholder=seat, holder=None),
        lambda: actions.extend_consultation(
            actor=person, consultation=opened, closes_on=opened.closes_on + DAY, reason="x"
        ),
        lambda: actions.revise_item(actor=person, item=item, number=1, because="x", text="y"),
        lambda: actions.replace_seat(
            actor=person, stakeholder=seat, organisations=[cast.rival_cso], reason="x"
        ),
        lambda: actions.merge_seats(
            actor=person, stakeholders=list(opened.stakeholders.all()), organisation=cast.cso, reason="x"
        ),
        lambda: actions.note_undelivered(actor=person, stakeholder=seat),
        lambda: actions.invite_again(actor=person, stakeholder=seat),
        lambda: actions.note_reached(actor=person, stakeholder=seat),
    ):
        with pytest.raises(Forbidden):
            act()


# --- the checklist -------------------------------------------------------------------------------


def lines(made, cast):
    found = checklist(made, asked(made, cast.protection_officer), stakeholders_of(made))
    return {each.label: each for each in found}


def test_the_checklist_says_what_is_missing_and_who_is_not_asked(cast):
    today = timezone.localdate()
    empty = actions.create_consultation(
        actor=cast.protection_officer, programme=cast.programme, title="x", opens_on=today, closes_on=today
    )
    found = lines(empty, cast)
    assert (found["What is asked"].state, found["Who is asked"].state) == ("missing", "missing")
    assert found["Dates"].state == "open"
    made = story.prepared(cast)
    found = lines(made, cast)
    assert found["What is asked"].detail == "1 gap, 0 measures"
    assert "UN agencies, Partner organisations, Displaced people" in found["Everyone concerned"].detail
    assert found["Quorum"].detail == "2 of 3 must take a position."
    assert found["Everybody can speak"].state == "done"


def test_the_checklist_tells_of_organisations_from_which_nobody_can_speak(cast):
    silent = Organisation.objects.create(name_en="Silent", kind="cso")
    made = story.prepared(cast, invited=("authority",), quorum=100)
    actions.invite(actor=cast.protection_officer, consultation=made, organisations=[silent])
    found = lines(made, cast)
    assert "Silent" in found["Everybody can speak"].detail
    assert found["Quorum"].state == "open"
    assert "only 1 have somebody who can" in found["Quorum"].detail
