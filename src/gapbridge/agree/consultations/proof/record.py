"""The record that an agreement freezes: a list of parts in a fixed order, each of plain JSON values.

round · a text for each gap and measure · stakeholders · positions in the order in which they were taken · comments ·
meetings · outcome. Names stand in the round's language, what people wrote as they wrote it. Of persons there is the
number of the account that spoke and the mandate it spoke with, never a name or an address.

Everything here is text, whole number, true, false, list or null: what every database's JSON gives back as it was.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils import translation

from gapbridge.agree.consultations.models import (
    Agreement,
    Comment,
    Consultation,
    Hearing,
    Item,
    Position,
    Stakeholder,
)
from gapbridge.agree.consultations.tally import Tally, counts
from gapbridge.agree.consultations.texts import GAP_FIELDS, MEASURE_FIELDS
from gapbridge.base import wordings

Part = dict[str, Any]
FORMAT = 1


def record_of(
    consultation: Consultation,
    items: list[Item],
    stakeholders: list[Stakeholder],
    tally: Tally,
    *,
    statement: str,
    review_on: date | None,
    closed_at: datetime,
    closed_by: int,
    supersedes: Agreement | None,
) -> list[Part]:
    """What was decided, by whom, on which exact texts."""
    prefetch_related_objects(items, "versions")
    with translation.override(consultation.language):
        names = {each.pk: str(each) for each in stakeholders}
        positions = list(_positions(consultation, items, stakeholders, names))
        return [
            _round(consultation),
            *_texts(items),
            *_stakeholders(stakeholders, names),
            *positions,
            *_comments(consultation, names),
            *_meetings(consultation, names),
            {
                "part": "outcome",
                **_counted(tally),
                "dissent": [_dissent(each) for each in positions if is_dissent(each)],
                "statement": statement,
                "review_on": _day(review_on),
                "closed_at": moment(closed_at),
                "closed_by": closed_by,
                "supersedes": supersedes.record_hash if supersedes else "",
            },
        ]


def is_dissent(position: Part) -> bool:
    """A stakeholder's last word that is not plain agreement, whether or not it counted."""
    return position["current"] and position["stand"] != Position.Stand.AGREE


def _round(consultation: Consultation) -> Part:
    return {
        "part": "round",
        "format": FORMAT,
        "id": consultation.pk,
        "programme": str(consultation.programme),
        "site": settings.SITE_URL,
        "title": consultation.title,
        "intro": consultation.intro,
        "language": consultation.language,
        "opens_on": consultation.opens_on.isoformat(),
        "closes_on": consultation.closes_on.isoformat(),
        "rule": consultation.rule,
        "quorum": consultation.quorum,
        "quorum_by_kind": [
            {"kind": each.kind, "percent": each.percent} for each in consultation.quorums.all()
        ],
        "edition": consultation.edition,
    }


# --- texts ---------------------------------------------------------------------------------------


def _texts(items: list[Item]) -> Iterator[Part]:
    worded = _wordings(items)
    for item in items:
        subject: Any = item.gap or item.measure
        plain = {key: value for key, value in item.text.items() if key != "sha256"}
        yield {
            "part": "gap" if item.gap_id else "measure",
            "id": subject.pk,
            "item": item.pk,
            "code": item.text["code"],
            "text": plain,
            "sha256": item.text["sha256"],
            "versions": [
                _version(each) for each in sorted(item.versions.all(), key=lambda each: each.number)
            ],
            "translations": _translations(item, subject, worded),
        }


def _version(version: Any) -> Part:
    return {
        "number": version.number,
        "edition": version.edition,
        "sha256": version.text["sha256"],
        "made_at": moment(version.made_at),
        "because": version.because,
    }


def _wordings(items: list[Item]) -> dict[str, Any]:
    """By language: what `wordings.of` gives for all gaps, and for all measures."""
    gaps = [each.gap for each in items if each.gap]
    measures = [each.measure for each in items if each.measure]
    return {
        language: {"gap": wordings.of(gaps, language), "measure": wordings.of(measures, language)}
        for language, _name in settings.LANGUAGES
    }


def _translations(item: Item, subject: Any, worded: dict[str, Any]) -> list[Part]:
    """`outdated`: the text agreed upon is not the one that this was made from."""
    kind, fields = ("gap", GAP_FIELDS) if item.gap_id else ("measure", MEASURE_FIELDS)
    found = [
        (language, name, worded[language][kind].get((subject.pk, own)))
        for language in worded
        if language != item.text["language"]
        for name, own in fields.items()
    ]
    return [
        {
            "language": language,
            "field": name,
            "text": wording.text,
            "outdated": wordings.is_outdated(wording, item.text.get(name) or ""),
        }
        for language, name, wording in found
        if wording is not None
    ]


# --- who was asked, and what they said -----------------------------------------------------------


def _stakeholders(stakeholders: list[Stakeholder], names: dict[int, str]) -> Iterator[Part]:
    """Who was asked; of an organisation that split or merged, whom it became."""
    follows = Stakeholder.succeeds.through.objects.filter(from_stakeholder__in=stakeholders)
    pairs = sorted(follows.values_list("from_stakeholder", "to_stakeholder"))
    for seat in stakeholders:
        yield {
            "part": "stakeholder",
            "id": seat.pk,
            "organisation": seat.organisation_id,
            "group": seat.group_id,
            "name": names[seat.pk],
            "kind": seat.kind,
            "mandate": seat.mandate,
            "invited_at": moment(seat.invited_at),
            "ended_at": moment(seat.ended_at),
            "ended_because": seat.ended_because,
            "succeeds": [names[old] for new, old in pairs if new == seat.pk],
            "successors": [names[new] for new, old in pairs if old == seat.pk],
        }


def _positions(
    consultation: Consultation, items: list[Item], stakeholders: list[Stakeholder], names: dict[int, str]
) -> Iterator[Part]:
    ended = {each.pk for each in stakeholders if each.ended_at}
    taken = [position for each in stakeholders for position in each.positions.all()]
    for each in sorted(taken, key=lambda position: position.pk):
        yield {
            "part": "position",
            "id": each.pk,
            "stakeholder": each.stakeholder_id,
            "by": names[each.stakeholder_id],
            "stand": each.stand,
            "reason": each.reason,
            "condition": each.condition,
            "language": each.language,
            "reached": each.reached,
            "edition": each.edition,
            "texts": _numbers(items, each.edition),
            "given": _given(each),
            "meeting": each.hearing_id,
            "taken_at": moment(each.taken_at),
            "taken_by": each.taken_by_id,
            "confirmed_at": moment(each.confirmed_at),
            "confirmed_by_link": each.confirmed_link_id is not None,
            "current": each.is_current,
            "counts": each.is_current and each.stakeholder_id not in ended and counts(each, consultation),
            "void_because": each.void_because,
            "answer": each.answer,
            "answered_at": moment(each.answered_at),
        }


def _numbers(items: list[Item], edition: int) -> Part:
    """Which version of each text a position is on: {"G1": 2}."""
    return {
        item.text["code"]: max(
            (each.number for each in item.versions.all() if each.edition <= edition), default=0
        )
        for item in items
    }


def _given(said: Position | Comment) -> str:
    return "link" if said.link_id else "meeting" if said.hearing_id else "account"


def _comments(consultation: Consultation, names: dict[int, str]) -> Iterator[Part]:
    said = Comment.objects.filter(item__consultation=consultation).select_related(
        "item", "version", "link", "answer__version"
    )
    for each in said.order_by("pk"):
        yield {
            "part": "comment",
            "id": each.pk,
            "stakeholder": each.stakeholder_id,
            "by": names[each.stakeholder_id],
            "on": each.item.text["code"],
            "version": each.version.number,
            "field": each.field,
            "quote": each.quote,
            "text": each.text,
            "language": each.language,
            "given": _given(each),
            "meeting": each.hearing_id,
            "disowned": each.link is not None and each.link.disowned,
            "made_at": moment(each.made_at),
            "made_by": each.made_by_id,
            "answer": _answer(each),
        }


def _answer(comment: Comment) -> Part | None:
    found = comment.answer
    if found is None:
        return None
    return {
        "id": found.pk,
        "outcome": found.outcome,
        "text": found.text,
        "language": found.language,
        "answered_at": moment(found.answered_at),
        "version": found.version.number if found.version else None,
    }


def _meetings(consultation: Consultation, names: dict[int, str]) -> Iterator[Part]:
    held: Iterable[Hearing] = consultation.hearings.select_related("place").prefetch_related("attendances")
    for each in held:
        yield {
            "part": "meeting",
            "id": each.pk,
            "kind": each.kind,
            "held_on": each.held_on.isoformat(),
            "place": str(each.place or ""),
            "language": each.language,
            "attended": [
                {
                    "by": names[who.stakeholder_id],
                    "women": who.women,
                    "men": who.men,
                    "girls": who.girls,
                    "boys": who.boys,
                }
                for who in each.attendances.all()
            ],
        }


# --- the outcome ---------------------------------------------------------------------------------


def _counted(tally: Tally) -> Part:
    return {
        "invited": tally.invited,
        "taken": tally.taken,
        "needed": tally.needed,
        "quorum": tally.quorum,
        "rule": tally.rule,
        "stands": dict(sorted(tally.stands.items())),
        "on_earlier_text": tally.earlier,
        "unconfirmed": tally.unconfirmed,
        "by_kind": [
            {
                "kind": each.kind,
                "invited": each.invited,
                "taken": each.taken,
                "percent": each.percent,
                "needed": each.needed,
            }
            for each in tally.kinds
        ],
    }


def _dissent(position: Part) -> Part:
    return {key: position[key] for key in ("id", "by", "stand", "reason", "condition", "answer", "counts")}


def moment(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat() if at else ""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
