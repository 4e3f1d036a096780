"""Who may do what with a gap. Adding asks about the programme, everything else about the gap."""

from collections.abc import Callable, Sequence
from typing import Any

import rules

from gapbridge.programmes.rules import is_protection_officer

# Later apps say here what keeps a gap where it is: `hold(gap)` gives the reason, or "" for none.
HOLDS: list[Callable[[Any], str]] = []
# Later apps say here what happens to their own when a gap is merged or split: `heir(gap, heirs)`.
HEIRS: list[Callable[[Any, Sequence[Any]], None]] = []
# Later apps say here what is missing before a gap is remedied: `before(gap, remains)` gives the reason, or "" for
# nothing. `remains` is what the officer says is not remedied all the same.
BEFORE_REMEDIED: list[Callable[[Any, str], str]] = []

rules.add_perm("gaps.add_gap", is_protection_officer)
rules.add_perm("gaps.change_gap", is_protection_officer)
rules.add_perm("gaps.publish_gap", is_protection_officer)
# No button agrees: an agreement does, on behalf of everybody who took part in it.
rules.add_perm("gaps.agree_gap", rules.always_deny)


def hold_on(gap: Any) -> str:
    return next((reason for hold in HOLDS if (reason := hold(gap))), "")


def pass_on(gap: Any, heirs: Sequence[Any]) -> None:
    for hand_over in HEIRS:
        hand_over(gap, heirs)


def lacks_for_remedy(gap: Any, remains: str) -> str:
    return next((reason for before in BEFORE_REMEDIED if (reason := before(gap, remains))), "")
