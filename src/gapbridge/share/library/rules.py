"""Who adds to the knowledge hub, and who decides what the world reads."""

from typing import Any

import rules

from gapbridge.programmes.rules import is_officer, is_trainer


@rules.predicate
def is_their_draft(user: Any, resource: Any = None) -> bool:
    return resource is not None and resource.state == "draft" and resource.added_by_id == user.pk


rules.add_perm("library.add_resource", is_officer | is_trainer)
rules.add_perm("library.change_resource", is_officer | (is_trainer & is_their_draft))
rules.add_perm("library.publish_resource", is_officer)
