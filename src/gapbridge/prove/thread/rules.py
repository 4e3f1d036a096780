"""Who sees where the line is broken: everyone with a part in a programme, and only of those programmes."""

from typing import Any

import rules

from gapbridge.programmes.standing import standing


@rules.predicate
def has_a_part(user: Any, obj: Any = None) -> bool:
    return user is not None and bool(standing(user).programmes)


rules.add_perm("thread.see_broken", has_a_part)
