"""How a committee decides.

A proposal is carried when more than half of the members who may vote took part and more are for it than against;
when as many are for as against, the chair's vote decides. Who abstains takes part and counts for neither side. A member
with a conflict of interest about an applicant has no vote on that applicant's line: the line is counted without them.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Count:
    yes: int
    no: int
    abstain: int
    members: int  # who may vote
    chair: str  # the chair's choice, "" when there is none

    @property
    def cast(self) -> int:
        return self.yes + self.no + self.abstain

    @property
    def has_quorum(self) -> bool:
        return self.cast * 2 > self.members

    @property
    def is_carried(self) -> bool:
        return self.has_quorum and (self.yes > self.no or (self.yes == self.no and self.chair == "yes"))


def count(members: Mapping[int, str], votes: Mapping[int, str], barred: Collection[int] = ()) -> Count:
    """`members`: id → part; `votes`: member id → choice; `barred`: members without a vote on this."""
    voting = {pk: part for pk, part in members.items() if part != "secretary" and pk not in barred}
    choices = [votes[pk] for pk in voting if pk in votes]
    chair = next((votes.get(pk, "") for pk, part in voting.items() if part == "chair"), "")
    return Count(choices.count("yes"), choices.count("no"), choices.count("abstain"), len(voting), chair)


def lines_lost(
    members: Mapping[int, str], votes: Mapping[int, str], barred_from: Mapping[int, Collection[int]]
) -> Iterable[int]:
    """Lines (ids) that those without a conflict don't carry. `barred_from`: line id → members with a conflict."""
    return [line for line, barred in barred_from.items() if not count(members, votes, barred).is_carried]
