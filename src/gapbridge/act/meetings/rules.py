"""Who may keep the record of a meeting, read its minutes and finish what follows from it."""

from typing import Any

import rules

from gapbridge.programmes.rules import is_officer, programme_id_of
from gapbridge.programmes.standing import standing


@rules.predicate
def takes_part(user: Any, obj: Any = None) -> bool:
    """Holds any role in the programme."""
    return user is not None and programme_id_of(obj) in standing(user).programmes


@rules.predicate
def acts_for_the_owner(user: Any, obj: Any = None) -> bool:
    return user is not None and standing(user).acts_for(getattr(obj, "owner_id", None))


rules.add_perm("meetings.change_meeting", is_officer)
rules.add_perm("meetings.read_minutes", takes_part)
rules.add_perm("meetings.finish_follow_up", is_officer | acts_for_the_owner)
