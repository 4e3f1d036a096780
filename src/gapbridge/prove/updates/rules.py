from typing import Any

import rules

from gapbridge.programmes.rules import is_monitoring_officer, is_programme_officer

from .models import Block, Update


@rules.predicate
def is_draft(user: Any, obj: Any = None) -> bool:
    """Of an update or one of its blocks; what is published is frozen."""
    update = obj.update if isinstance(obj, Block) else obj
    return not isinstance(update, Update) or update.state == "draft"


rules.add_perm("updates.add_update", is_monitoring_officer)
rules.add_perm("updates.change_update", is_monitoring_officer & is_draft)
rules.add_perm("updates.publish_update", is_programme_officer)
