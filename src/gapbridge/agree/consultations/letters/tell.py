"""One function for each event of a round that somebody is told of; all give back how many letters that made."""

from collections.abc import Collection, Iterable
from typing import Any

from django.conf import settings

from gapbridge.agree.consultations.models import (
    Agreement,
    Answer,
    Comment,
    Consultation,
    Link,
    Position,
    Stakeholder,
)

from . import words
from .post import post, without_pending
from .readers import Reader, by_link, readers_of, readers_of_round


def tell_invited(consultation: Consultation) -> int:
    return post(
        consultation,
        "open",
        readers_of_round(consultation),
        lambda reader: words.invitation(consultation, reader),
    )


def invite_anew(seat: Stakeholder, event: str) -> int:
    """A new letter to those of one seat; `event` tells it from the first."""
    consultation = seat.consultation
    return post(
        consultation, event, readers_of([seat]), lambda reader: words.invitation(consultation, reader)
    )


def tell_holders(seat: Stakeholder, event: str, *, new: Any, former: Any) -> int:
    """Who holds a mandate from now on, and who held it before (accounts or None)."""
    told = [_tell_holder(seat, event, new, holds=True)] if new else []
    told += [_tell_holder(seat, event, former, holds=False)] if former else []
    return sum(told)


def _tell_holder(seat: Stakeholder, event: str, person: Any, *, holds: bool) -> int:
    reader = Reader(f"u{person.pk}", person.email, person.language, (seat,), person.pk)
    return post(seat.consultation, event, [reader], lambda each: words.holder_named(seat, each, holds=holds))


def tell_successors(seats: Iterable[Stakeholder], former: list[tuple[Stakeholder, Position | None]]) -> int:
    return sum([_tell_successor(seat, former) for seat in seats])


def _tell_successor(seat: Stakeholder, former: list[tuple[Stakeholder, Position | None]]) -> int:
    ended = "-".join(str(each.pk) for each, _position in former)
    return post(
        seat.consultation,
        f"follows-{seat.pk}-{ended}",
        readers_of([seat]),
        lambda reader: words.successor(seat, reader, former),
    )


def tell_texts_changed(consultation: Consultation) -> int:
    """One letter for all changes since the last one that went out."""
    readers = without_pending(consultation, "texts-", readers_of_round(consultation))
    return post(
        consultation,
        f"texts-{consultation.edition}",
        readers,
        lambda reader: words.texts_changed(consultation, reader),
    )


def tell_moved(consultation: Consultation, reason: str) -> int:
    return post(
        consultation,
        f"moved-{consultation.closes_on.isoformat()}",
        readers_of_round(consultation),
        lambda reader: words.moved(consultation, reader, reason),
    )


def tell_answered(answer: Answer, comments: Collection[Comment]) -> int:
    """One letter to each author, with all of theirs that this answers. What a secretary wrote down is the seat's."""
    consultation = answer.consultation
    people: dict[str, Reader] = {}
    said: dict[str, list[Comment]] = {}
    for comment in comments:
        for reader in _authors(comment):
            people.setdefault(reader.key, reader)
            said.setdefault(reader.key, []).append(comment)
    return post(
        consultation,
        f"answer-{answer.pk}",
        people.values(),
        lambda reader: words.answered(consultation, reader, answer, said[reader.key]),
    )


def _authors(comment: Comment) -> list[Reader]:
    if comment.hearing_id:
        return readers_of([comment.stakeholder])
    if comment.link:
        return _by_own_link(comment.link, comment.stakeholder)
    return _by_own_account(comment.made_by, comment.stakeholder)


def _by_own_link(link: Link, seat: Stakeholder) -> list[Reader]:
    return [by_link(link, seat)] if link.email and not link.withdrawn_at else []


def _by_own_account(person: Any, seat: Stakeholder) -> list[Reader]:
    if person is None or not person.is_active:
        return []
    return [Reader(f"u{person.pk}", person.email, person.language, (seat,), person.pk)]


def tell_objector(position: Position) -> int:
    consultation, seat = position.stakeholder.consultation, position.stakeholder
    if position.hearing_id:
        readers = readers_of([seat])
    elif position.link:
        readers = _by_own_link(position.link, seat)
    else:
        readers = _by_own_account(position.taken_by, seat)
    return post(
        consultation,
        f"objection-{position.pk}-{position.answered_at:%Y%m%d%H%M%S%f}",
        readers,
        lambda reader: words.objection_answered(consultation, reader, position),
    )


def tell_closed(consultation: Consultation, outcome: str, agreement: Agreement | None = None) -> int:
    """`outcome` is what was agreed, or why nothing was."""
    address = settings.SITE_URL + agreement.get_absolute_url() if agreement else ""
    return post(
        consultation,
        "closed",
        readers_of_round(consultation),
        lambda reader: words.closed(consultation, reader, outcome, address),
    )
