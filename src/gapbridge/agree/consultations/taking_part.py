"""What stands on the pages where one takes part: the same for an account and for a personal link.

These pages are read when they are drawn, after an action was tried: what changed in between is on them.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from .models import Comment, Consultation, Item, Position, Stakeholder, Version
from .queries import days_left, takes_positions
from .reading import (
    Reading,
    TextChange,
    change_between,
    changes_since,
    readings,
    spot_name,
    versions_of,
)
from .speaking import Speaker
from .tally import current_position
from .texts import Sentence, sentences_of

SHOWN = 90  # characters of a sentence in a list to choose from
FEW = 3  # texts up to this number lie open


class ReadAnew:
    """Forgets what it has read, so that a page drawn after a refusal shows how things are now."""

    def forget(self) -> None:
        for name in list(vars(self)):
            if isinstance(getattr(type(self), name, None), cached_property):
                del vars(self)[name]


@dataclass(frozen=True)
class Seat:
    """A seat the reader speaks from. `written`: what a meeting's secretary wrote down and nobody confirmed."""

    stakeholder: Stakeholder
    position: Position | None
    earlier: list[Position]
    written: Position | None
    may_take: bool
    changed: list[TextChange]
    is_behind: bool
    addresses: dict[str, str]


class AnswerPage(ReadAnew):
    """The texts, what was said about them, and where the reader's seats stand.

    `before` is the edition a form was filled in on: what has changed since is shown on top. `item` lies open.
    """

    def __init__(
        self,
        speaker: Speaker,
        consultation: Consultation,
        before: int | None,
        item: int | None,
        typed: list[tuple[Any, str]],
    ):
        self.speaker, self.before, self.item = speaker, before, item
        self._consultation, self._typed = consultation, typed

    @cached_property
    def consultation(self) -> Consultation:
        return Consultation.objects.select_related("programme").get(pk=self._consultation.pk)

    @cached_property
    def edition(self) -> int:
        return self.consultation.edition

    @cached_property
    def is_open(self) -> bool:
        return takes_positions(self.consultation)

    @property
    def days_left(self) -> int | None:
        return days_left(self.consultation)

    @property
    def can_send(self) -> bool:
        return self.is_open and bool(self.takers)

    @property
    def can_comment(self) -> bool:
        return self.is_open and bool(self.mine)

    @property
    def given_back(self) -> list[tuple[Any, str]]:
        """What was typed and can't be taken any more."""
        return [] if self.can_send else self._typed

    @cached_property
    def versions(self) -> dict[int, list[Version]]:
        return versions_of(self.consultation)

    @cached_property
    def changed(self) -> list[TextChange]:
        """What has changed while the reader was writing."""
        if self.before is None or self.before >= self.edition:
            return []
        return changes_since(self.before, self.versions)

    @cached_property
    def mine(self) -> list[Stakeholder]:
        return self.speaker.seats(self.consultation)

    @cached_property
    def takers(self) -> list[Stakeholder]:
        return [each for each in self.mine if self.speaker.takes_position(each)]

    @cached_property
    def seats(self) -> list[Seat]:
        return [self._seat(each) for each in self.mine]

    def _seat(self, stakeholder: Stakeholder) -> Seat:
        current = current_position(stakeholder)
        written = written_down(stakeholder)
        is_behind = current is not None and current is not written and current.edition < self.edition
        return Seat(
            stakeholder=stakeholder,
            position=current if current is not written else None,
            earlier=[each for each in stakeholder.positions.all() if each not in (current, written)],
            written=written,
            may_take=self.speaker.takes_position(stakeholder),
            changed=changes_since(current.edition, self.versions) if current and is_behind else [],
            is_behind=is_behind,
            addresses=self._addresses(current, written),
        )

    def _addresses(self, current: Position | None, written: Position | None) -> dict[str, str]:
        found = {}
        if current:
            found["renew"] = self.speaker.address("renew", self._consultation, current.pk)
        if written:
            for name in ("confirm", "contest"):
                found[name] = self.speaker.address(name, self._consultation, written.pk)
        return found

    @cached_property
    def readings(self) -> list[Reading]:
        found = readings(self.consultation, self.versions, [each.pk for each in self.mine], self._comment_at)
        for each in found:
            each.open = len(found) <= FEW or each.item.pk == self.item
        return found

    def _comment_at(self, item: Item, sentence: Sentence | None) -> str:
        address = self.speaker.address("comment", self._consultation, item.pk)
        return f"{address}?at={spot_name(sentence)}" if sentence else address


def written_down(stakeholder: Stakeholder) -> Position | None:
    """What a meeting's secretary wrote down last, if the delegation has said nothing to it and nothing since.

    `stakeholder` comes with its positions, the latest first.
    """
    for each in stakeholder.positions.all():
        if each.void_because:
            continue
        return each if each.hearing_id and each.confirmed_at is None else None
    return None


class CommentPage(ReadAnew):
    """A text, its sentences to choose from, and what has changed since `before`, the version a form was made of."""

    def __init__(
        self, speaker: Speaker, item: Item, before: int | None, at: str, typed: list[tuple[Any, str]]
    ):
        self.speaker, self.item, self.before, self._at, self._typed = speaker, item, before, at, typed

    @cached_property
    def can_send(self) -> bool:
        consultation = Consultation.objects.get(pk=self.item.consultation_id)
        return takes_positions(consultation) and bool(self.mine)

    @property
    def given_back(self) -> list[tuple[Any, str]]:
        return [] if self.can_send else self._typed

    @cached_property
    def versions(self) -> list[Version]:
        return list(self.item.versions.order_by("number"))

    @property
    def latest(self) -> Version:
        return self.versions[-1]

    @cached_property
    def mine(self) -> list[Stakeholder]:
        return self.speaker.seats(self.item.consultation)

    @cached_property
    def reading(self) -> Reading:
        own = [each.pk for each in self.mine]
        found = readings(self.item.consultation, {self.item.pk: self.versions}, own, lambda item, at: "")
        return found[0]

    @property
    def said(self) -> list[Comment]:
        """What the reader's own seats have said about this text so far."""
        lines = [*self.reading.title, *self.reading.body, *self.reading.remedy]
        found = [*self.reading.whole, *self.reading.lost, *(each for line in lines for each in line.said)]
        return sorted((each.comment for each in found if each.mine), key=lambda each: each.pk)

    @cached_property
    def spots(self) -> dict[str, Sentence]:
        return {spot_name(each): each for each in sentences_of(self.latest.text)}

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [("", _("The whole text")), *((name, _short(each.text)) for name, each in self.spots.items())]

    @cached_property
    def changed(self) -> TextChange | None:
        old = self._version(self.before)
        return None if old is None else change_between(old, self.latest, self.versions)

    @property
    def chosen(self) -> Sentence | None:
        """The sentence that was chosen where the reader came from."""
        return self.spots.get(self._at)

    @property
    def lost(self) -> str:
        """The words of the sentence that was chosen, when they are no longer there."""
        old = self._sentence(self._at, self.before)
        return old.text if old and self.moved(self._at, self.before) == "" else ""

    def knows(self, spot: str) -> bool:
        """Whether it names a sentence, of the text as it is or as the writer saw it."""
        return spot in self.spots or self._sentence(spot, self.before) is not None

    def moved(self, spot: str, before: int | None) -> str:
        """Where the sentence is now that was at `spot` in an earlier version; "" when it is gone."""
        old = self._sentence(spot, before)
        if old is None:
            return spot
        same = [name for name, each in self.spots.items() if (each.field, each.text) == (old.field, old.text)]
        return same[0] if same else ""

    def _version(self, number: int | None) -> Version | None:
        """An earlier version than the latest, by its number."""
        return next((each for each in self.versions[:-1] if each.number == number), None)

    def _sentence(self, spot: str, number: int | None) -> Sentence | None:
        version = self._version(number)
        found = sentences_of(version.text) if version else []
        return next((each for each in found if spot_name(each) == spot), None)


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1].rstrip() + "…"


def whole_number(text: Any) -> int | None:
    """A number that came with a form; None for anything else."""
    found = str(text or "")
    return int(found) if found.isascii() and found.isdigit() and len(found) < 10 else None
