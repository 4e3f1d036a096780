"""Counting positions: quorum and the two decision rules. Pure arithmetic on what is handed in.

A position counts when it is on the texts as they are now and was confirmed by whom it belongs to. An objection is
open until it is answered, whether or not it counts: nobody's objection is lost by a change of the text.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gapbridge.people.models import Organisation

from .models import Consultation, Position, Stakeholder

Stand = Position.Stand


def share(percent: int, of: int) -> int:
    """How many a share asks for: never fewer than one, rounded up."""
    return max(1, -(-percent * of // 100))


@dataclass(frozen=True)
class KindTally:
    """`percent` is the quorum of this kind alone; None where only the quorum of all holds."""

    kind: str
    invited: int
    taken: int
    percent: int | None = None

    @property
    def label(self) -> Any:
        return dict(Organisation.Kind.choices).get(self.kind, self.kind)

    @property
    def needed(self) -> int | None:
        return None if self.percent is None else share(self.percent, self.invited)

    @property
    def has_quorum(self) -> bool:
        return self.needed is None or self.taken >= self.needed


@dataclass(frozen=True)
class Tally:
    """How a round stands now. `earlier` ones are on an earlier text, `unconfirmed` ones a secretary wrote down."""

    invited: int
    stands: dict[str, int]
    open_objections: int
    objections: int
    earlier: int
    unconfirmed: int
    kinds: list[KindTally]
    quorum: int
    rule: str

    @property
    def taken(self) -> int:
        return sum(self.stands.values())

    @property
    def missing(self) -> int:
        return self.invited - self.taken

    @property
    def needed(self) -> int:
        return share(self.quorum, self.invited)

    @property
    def short_kinds(self) -> list[KindTally]:
        return [each for each in self.kinds if not each.has_quorum]

    @property
    def has_quorum(self) -> bool:
        return self.taken >= self.needed and not self.short_kinds

    @property
    def rule_holds(self) -> bool:
        return not (self.objections if self.rule == Consultation.Rule.CONSENSUS else self.open_objections)


def tally(consultation: Consultation, stakeholders: Iterable[Stakeholder]) -> Tally:
    """`stakeholders` come with their organisation and positions loaded; seats that ended are left out."""
    everybody = [each for each in stakeholders if each.ended_at is None]
    current = {each.pk: current_position(each) for each in everybody}
    standing = [position for position in current.values() if position is not None]
    counted = {pk: each for pk, each in current.items() if each and counts(each, consultation)}
    objections = [each for each in standing if each.stand == Stand.OBJECT]
    return Tally(
        invited=len(everybody),
        stands=dict(Counter(each.stand for each in counted.values())),
        open_objections=sum(not each.answer for each in objections),
        objections=len(objections),
        earlier=sum(each.edition != consultation.edition for each in standing),
        unconfirmed=sum(each.confirmed_at is None for each in standing),
        kinds=_by_kind(consultation, everybody, set(counted)),
        quorum=consultation.quorum,
        rule=consultation.rule,
    )


def _by_kind(consultation: Consultation, everybody: list[Stakeholder], counted: set[int]) -> list[KindTally]:
    asked = {each.kind: each.percent for each in consultation.quorums.all()}
    invited = Counter(each.kind for each in everybody)
    taken = Counter(each.kind for each in everybody if each.pk in counted)
    return [KindTally(kind, number, taken[kind], asked.get(kind)) for kind, number in sorted(invited.items())]


def counts(position: Position, consultation: Consultation) -> bool:
    return position.confirmed_at is not None and position.edition == consultation.edition


def current_position(stakeholder: Stakeholder) -> Position | None:
    return next((each for each in stakeholder.positions.all() if each.is_current), None)
