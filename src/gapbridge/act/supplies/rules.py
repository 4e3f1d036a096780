"""Who may order, hand over and confirm."""

from typing import Any

import rules

from gapbridge.programmes.rules import is_logistician, is_officer
from gapbridge.programmes.standing import standing


@rules.predicate
def receives(user: Any, handover: Any = None) -> bool:
    return handover is not None and standing(user).acts_for(handover.facility.run_by_id)


@rules.predicate
def takes_part(user: Any, obj: Any = None) -> bool:
    held = standing(user)
    return bool(held.programmes or held.organisations)


rules.add_perm("supplies.see_facilities", takes_part)
rules.add_perm("supplies.add_facility", is_officer | is_logistician)
rules.add_perm("supplies.change_procurement", is_officer | is_logistician)
rules.add_perm("supplies.change_handover", is_officer | is_logistician)
rules.add_perm("supplies.confirm_handover", receives)
