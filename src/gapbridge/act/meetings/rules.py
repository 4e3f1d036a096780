"""Who may keep the record of a meeting and finish what follows from it.

Reading minutes and what delegations said is a matter of `Note.objects.visible_to`.
"""

from typing import Any

import rules

from gapbridge.programmes.rules import is_officer
from gapbridge.programmes.standing import standing


@rules.predicate
def acts_for_the_owner(user: Any, obj: Any = None) -> bool:
    return user is not None and standing(user).acts_for(getattr(obj, "owner_id", None))


rules.add_perm("meetings.change_meeting", is_officer)
rules.add_perm("meetings.finish_follow_up", is_officer | acts_for_the_owner)
