"""The round that is open at the real date of loading: a text has changed in it, a meeting was held, a link is out."""

from datetime import timedelta
from typing import Any

from gapbridge.agree.consultations import actions as consultations
from gapbridge.agree.consultations.models import Consultation
from gapbridge.agree.consultations.queries import seat_of
from gapbridge.agree.gaps import actions as gaps
from gapbridge.demo.clock import telling
from gapbridge.demo.stage import place

from .round import answer, comment, item_of
from .tale import Tale
from .writing import new_gap, new_measure, new_plan

OPENED_AGO, OPEN_FOR = 10, 30  # days


def tell(tale: Tale) -> None:
    words = tale.words["open_round"]
    with telling(tale.ago(OPENED_AGO + 4)):
        _write(tale, words)
    with telling(tale.ago(OPENED_AGO)):
        consultation = _open(tale, words)
    for key, ago, stand, reason, language in words["positions"]:
        with telling(tale.ago(ago)):
            consultations.take_position(
                actor=tale.speaker_of(key),
                stakeholder=seat_of(consultation, tale.org(key)),
                stand=stand,
                reason=reason,
                language=language,
            )
    for said in words["comments"]:
        with telling(tale.ago(said["ago"])):
            made = comment(tale, consultation, said)
        if "answered" in said:
            with telling(tale.ago(said["answered"])):
                _answer(tale, consultation, made, said)
    with telling(tale.ago(words["meeting"]["ago"])):
        _meet(tale, consultation, words["meeting"])
    with telling(tale.ago(words["link"]["ago"])):
        _hand_out_a_link(tale, consultation, words["link"])


def _write(tale: Tale, words: dict[str, Any]) -> None:
    new_gap(tale, words["gap"])
    source, note = words["gap"]["document"]
    gaps.add_document(
        actor=tale.who("bridge_protection_officer"), gap=tale.made["G7"], source=source, note=note
    )
    starts, ends = tale.today + timedelta(days=60), tale.today + timedelta(days=425)
    plan = new_plan(tale, words["plan"], starts, ends)
    new_measure(tale, plan, {**words["measure"], "gaps": ["G7"]}, starts_on=starts, due_on=ends)


def _open(tale: Tale, words: dict[str, Any]) -> Consultation:
    officer = tale.who("bridge_protection_officer")
    consultation = consultations.create_consultation(
        actor=officer,
        programme=tale.programme,
        title=words["title"],
        intro=words["intro"],
        opens_on=tale.ago(OPENED_AGO),
        closes_on=tale.ago(OPENED_AGO - OPEN_FOR),
    )
    consultations.add_items(
        actor=officer,
        consultation=consultation,
        gaps=[tale.made["G7"]],
        measures=[tale.made[words["measure"]["code"]]],
    )
    consultations.invite(actor=officer, consultation=consultation, organisations=tale.orgs(words["invited"]))
    consultations.set_quorums(actor=officer, consultation=consultation, quorums=words["quorums"])
    return consultations.open_consultation(actor=officer, consultation=consultation)


def _answer(tale: Tale, consultation: Consultation, made: Any, said: dict[str, Any]) -> None:
    """With the text that was changed for it, where one was: whoever spoke before is asked again."""
    version = None
    if change := said.get("change"):
        item = item_of(consultation, said["about"])
        version = consultations.revise_item(
            actor=tale.who("bridge_protection_officer"),
            item=item,
            number=1,
            because=change["because"],
            **{change["field"]: change["text"]},
        )
    answer(tale, [made], said, version=version)


def _meet(tale: Tale, consultation: Consultation, words: dict[str, Any]) -> None:
    """A meeting whose secretary wrote down where a delegation stands; the delegation has not confirmed it yet."""
    officer = tale.who("bridge_protection_officer")
    hearing = consultations.add_hearing(
        actor=officer,
        consultation=consultation,
        held_on=tale.ago(words["ago"]),
        place=place(words["place"]),
        language=words["language"],
    )
    consultations.write_minutes(actor=officer, hearing=hearing, text=words["minutes"], version=0)
    for row in words["delegations"]:
        attendance = consultations.record_attendance(
            actor=officer,
            hearing=hearing,
            stakeholder=seat_of(consultation, tale.org(row["who"])),
            women=row["women"],
            men=row["men"],
        )
        consultations.write_said(actor=officer, attendance=attendance, text=row["said"], version=0)
        if "stand" in row:
            consultations.enter_position(
                actor=officer,
                attendance=attendance,
                stand=row["stand"],
                reason=row["reason"],
                language=words["language"],
            )


def _hand_out_a_link(tale: Tale, consultation: Consultation, words: dict[str, Any]) -> None:
    """To somebody without an account; handed over on paper, so that no mail is sent."""
    consultations.make_link(
        actor=tale.who("bridge_protection_officer"),
        stakeholder=seat_of(consultation, tale.org(words["to"])),
        holder_role=words["role"],
        language="az",
    )
