"""Who puts collections together, who orders them on the hub, and who ticks the steps of a course."""

from typing import Any

import rules

from gapbridge.programmes.rules import is_officer, is_trainer
from gapbridge.share.library.rules import curates, speaks_for_a_cso


@rules.predicate
def made_it(user: Any, collection: Any = None) -> bool:
    return collection is not None and collection.made_by_id == user.pk


rules.add_perm("learning.add_collection", is_officer | is_trainer)
rules.add_perm("learning.change_collection", curates | (is_trainer & made_it))
rules.add_perm("learning.order_collections", curates)
rules.add_perm("learning.see_progress", is_officer | is_trainer)
rules.add_perm("learning.tick", speaks_for_a_cso)
rules.add_perm("learning.see_openings", curates)
