"""The round of 2022 at its full size: forty stakeholders, three hundred comments, answers to groups of them, and texts
that changed on the way."""

from datetime import date, timedelta
from itertools import cycle, islice
from typing import Any

from gapbridge.agree.consultations import actions as consultations
from gapbridge.agree.consultations.models import Consultation, Hearing, Item, Stakeholder
from gapbridge.agree.consultations.texts import sentences_of
from gapbridge.agree.gaps import actions as gaps
from gapbridge.demo.clock import telling
from gapbridge.demo.stage import texts
from gapbridge.people import actions as people
from gapbridge.people.roles import Role
from gapbridge.programmes.reference import in_languages

from .tale import BEGINNING, Tale

SAID_BY = 4  # stakeholders who make each remark
OFFICE = "example_office"  # one account speaks for all example authorities, donors and agencies


def tell(tale: Tale) -> None:
    words, more = tale.words["round"], texts("round")
    with telling(BEGINNING):
        _example_organisations(tale, more["example_organisations"])
    with telling(words["opens"]):
        consultation = _open(tale, words, more)
    seats = {seat.pk: seat for seat in consultation.stakeholders.standing().exclude(organisation=None)}
    with telling(words["opens"] + timedelta(days=5)):
        said = _remarks(tale, consultation, list(seats.values()), more)
    with telling(words["opens"] + timedelta(days=8)):
        for row in words["comments"]:
            comment(tale, consultation, row)
    with telling(words["opens"] + timedelta(days=10)):
        _answers(tale, consultation, said, more)
    with telling(words["closes"] - timedelta(days=2)):
        _positions(tale, consultation, list(seats.values()), words, more)
    _hear_groups(tale, consultation, more["groups"], words["closes"] - timedelta(days=1))
    _agree(tale, consultation, words)


def _example_organisations(tale: Tale, rows: list[dict[str, Any]]) -> None:
    office = people.create_user(
        actor=None, email=f"{OFFICE}@example.org", name="Office of the example organisations", is_demo=True
    )
    office.emailaddress_set.create(email=office.email, verified=True, primary=True)
    for row in rows:
        organisation = people.create_organisation(
            actor=None, kind=row["kind"], **in_languages("name", row["name"])
        )
        role = Role.DONOR if row["kind"] == "donor" else Role.OFFICIAL
        people.add_membership(
            actor=None, user=office, organisation=organisation, role=role, started_on=BEGINNING
        )
        tale.stage.organisations[row["key"]] = organisation
    tale.stage.people[OFFICE] = office
    tale.stage.refresh()


# --- asking --------------------------------------------------------------------------------------


def _open(tale: Tale, words: dict[str, Any], more: dict[str, Any]) -> Consultation:
    officer = tale.who("bridge_protection_officer")
    consultation = consultations.create_consultation(
        actor=officer,
        programme=tale.programme,
        title=words["title"],
        intro=words["intro"],
        opens_on=words["opens"],
        closes_on=words["closes"],
    )
    consultations.add_items(
        actor=officer,
        consultation=consultation,
        gaps=tale.those(row["code"] for row in tale.words["gaps"]),
        measures=tale.those(row["code"] for row in tale.words["measures"]),
    )
    examples = [row["key"] for row in more["example_organisations"]]
    csos = [f"cso_{number:02}" for number in range(4, 4 + more["csos"])]
    keys = [*words["positions"], "migration_service", *examples, *csos]
    consultations.invite(actor=officer, consultation=consultation, organisations=tale.orgs(keys))
    consultations.invite_groups(
        actor=officer, consultation=consultation, groups=tale.those(row["session"] for row in more["groups"])
    )
    consultations.set_quorums(actor=officer, consultation=consultation, quorums=more["quorums"])
    return consultations.open_consultation(actor=officer, consultation=consultation)


def speaker_from(tale: Tale, seat: Stakeholder) -> Any:
    keys = {organisation.pk: key for key, organisation in tale.stage.organisations.items()}
    key = keys[seat.organisation_id]
    return tale.who(OFFICE) if key.startswith("example_") else tale.speaker_of(key)


# --- saying --------------------------------------------------------------------------------------


def item_of(consultation: Consultation, code: str) -> Item:
    items = consultation.items.select_related("gap", "measure")
    return next(item for item in items if (item.gap or item.measure).code == code)  # type: ignore[union-attr]


def _remarks(
    tale: Tale, consultation: Consultation, seats: list[Stakeholder], more: dict[str, Any]
) -> dict[tuple[str, int], list[Any]]:
    """Every remark by four stakeholders in turn; the comments by text and number."""
    turn = cycle(seats)
    additions = {language: cycle(lines) for language, lines in more["additions"].items()}
    return {
        (code, number): [
            _say(tale, item, seat, row, "" if first else next(additions[row["language"]]))
            for first, seat in zip((True, False, False, False), islice(turn, SAID_BY), strict=True)
        ]
        for code, rows in more["remarks"].items()
        for item in (item_of(consultation, code),)
        for number, row in enumerate(rows)
    }


def _say(tale: Tale, item: Item, seat: Stakeholder, row: dict[str, Any], addition: str) -> Any:
    return consultations.add_comment(
        actor=speaker_from(tale, seat),
        item=item,
        stakeholder=seat,
        text=f"{row['text']} {addition}".strip(),
        language=row["language"],
        spot=spot_in(item, *row["at"]) if "at" in row else None,
    )


def spot_in(item: Item, field: str, number: int) -> consultations.Spot:
    """The sentence of that number in a field of the text."""
    found = [each for each in sentences_of(item.text) if each.field == field][number]
    return consultations.Spot(field, found.start)


def comment(tale: Tale, consultation: Consultation, row: dict[str, Any]) -> Any:
    """A comment of one stakeholder; answered within the same day unless the text says later."""
    seat = consultation.stakeholders.get(organisation=tale.org(row["by"]))
    made = consultations.add_comment(
        actor=speaker_from(tale, seat),
        item=item_of(consultation, row["about"]),
        stakeholder=seat,
        text=row["text"],
        language=row["language"],
    )
    if "answer" in row and "answered" not in row:
        answer(tale, [made], row)
    return made


# --- answering, and changing texts ---------------------------------------------------------------


def answer(
    tale: Tale, comments: list[Any], row: dict[str, Any], *, language: str = "en", version: Any = None
) -> None:
    consultations.answer_comments(
        actor=tale.who("bridge_protection_officer"),
        comments=comments,
        outcome=row["outcome"],
        answer=row["answer"],
        language=language,
        version=version,
    )


def _answers(tale: Tale, consultation: Consultation, said: dict[tuple[str, int], Any], more: Any) -> None:
    """One answer to all who made the same remark; with the text that was changed for it, where one was."""
    changes = {(row["about"], row["remark"]): row for row in more["revisions"]}
    for (code, number), comments in said.items():
        change = changes.get((code, number))
        version = _revise(tale, item_of(consultation, code), change) if change else None
        remark = more["remarks"][code][number]
        answer(tale, comments, remark, language=remark["language"], version=version)


def _revise(tale: Tale, item: Item, change: dict[str, Any]) -> Any:
    return consultations.revise_item(
        actor=tale.who("bridge_protection_officer"),
        item=item,
        number=item.versions.count(),
        because=change["because"],
        **{change["field"]: change["text"]},
    )


# --- the groups that were listened to, asked again -----------------------------------------------


def _hear_groups(tale: Tale, consultation: Consultation, rows: list[dict[str, Any]], day: date) -> None:
    """Each group answers as a group, in a session of its own; what it says is read back to it."""
    officer = tale.who("bridge_protection_officer")
    for row in rows:
        group = tale.made[row["session"]]
        seat = consultation.stakeholders.get(group=group)
        with telling(day):
            hearing = consultations.add_hearing(
                actor=officer,
                consultation=consultation,
                kind=Hearing.Kind.COMMUNITY,
                held_on=day,
                place=group.place,
                language=row["language"],
            )
            attendance = consultations.record_attendance(
                actor=officer, hearing=hearing, stakeholder=seat, **row["came"]
            )
            consultations.write_said(
                actor=officer, attendance=attendance, text=row["said"], version=attendance.said_version
            )
            consultations.enter_position(
                actor=officer,
                attendance=attendance,
                stand=row["stand"],
                reason=row.get("reason", ""),
                language=row["language"],
                reached=row["reached"],
                read_back=True,
            )


# --- positions and the agreement -----------------------------------------------------------------


def _positions(
    tale: Tale, consultation: Consultation, seats: list[Stakeholder], words: dict[str, Any], more: Any
) -> None:
    """Those the story names as it says; of the others one in nine has a reservation and one in seventeen stands aside."""
    named = {tale.org(key).pk: said for key, said in words["positions"].items()}
    reservations, asides = cycle(more["reservations"]), cycle(more["aside"])
    for number, seat in enumerate(seats):
        if seat.organisation_id in named:
            stand, reason, condition, language = named[seat.organisation_id]
        elif number % 17 == 16:
            stand, condition, (language, reason) = "aside", "", next(asides)
        elif number % 9 == 8:
            stand, condition, (language, reason) = "reservations", "", next(reservations)
        else:
            stand, reason, condition, language = "agree", "", "", "az"
        consultations.take_position(
            actor=speaker_from(tale, seat),
            stakeholder=seat,
            stand=stand,
            reason=reason,
            condition=condition,
            language=language,
        )


def _agree(tale: Tale, consultation: Consultation, words: dict[str, Any]) -> None:
    officer, day = tale.who("bridge_protection_officer"), words["agreed"]
    with telling(day):
        agreement = consultations.close_with_agreement(
            actor=officer, consultation=consultation, reason=words["statement"]
        )
        consultations.publish_agreement(actor=officer, agreement=agreement)
        for row in (*tale.words["gaps"], *tale.words["measures"]):
            tale.made[row["code"]].refresh_from_db()
        for row in tale.words["gaps"]:
            gaps.publish_gap(actor=officer, gap=tale.made[row["code"]])
