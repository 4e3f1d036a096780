"""Counting positions: quorum and the two decision rules. Pure arithmetic on what is handed in."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from .models import Consultation, Position, Stakeholder

Stand = Position.Stand


@dataclass(frozen=True)
class KindTally:
    kind: str
    invited: int
    taken: int


@dataclass(frozen=True)
class Tally:
    """How a round stands now. `open_objections` are those nobody answered yet."""

    invited: int
    stands: dict[str, int]
    open_objections: int
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
        """The positions that quorum asks for: never fewer than one, rounded up."""
        return max(1, -(-self.quorum * self.invited // 100))

    @property
    def has_quorum(self) -> bool:
        return self.taken >= self.needed

    @property
    def rule_holds(self) -> bool:
        if self.rule == Consultation.Rule.CONSENSUS:
            return self.stands.get(Stand.OBJECT, 0) == 0
        return self.open_objections == 0


def tally(consultation: Consultation, stakeholders: Iterable[Stakeholder]) -> Tally:
    """`stakeholders` come with their organisation and positions loaded."""
    everybody = list(stakeholders)
    current = {each.pk: current_position(each) for each in everybody}
    taken = [position for position in current.values() if position is not None]
    invited_by_kind = Counter(each.organisation.kind for each in everybody)
    taken_by_kind = Counter(each.organisation.kind for each in everybody if current[each.pk])
    return Tally(
        invited=len(everybody),
        stands=dict(Counter(position.stand for position in taken)),
        open_objections=sum(position.stand == Stand.OBJECT and not position.answer for position in taken),
        kinds=[
            KindTally(kind, number, taken_by_kind[kind]) for kind, number in sorted(invited_by_kind.items())
        ],
        quorum=consultation.quorum,
        rule=consultation.rule,
    )


def current_position(stakeholder: Stakeholder) -> Position | None:
    return next((each for each in stakeholder.positions.all() if each.is_current), None)
