"""Who may plan, run and show interventions."""

from typing import Any

import rules

from gapbridge.programmes.rules import is_logistician, is_officer

from .models import Intervention


@rules.predicate
def is_a_procurement(user: Any, obj: Any = None) -> bool:
    return getattr(obj, "kind", None) == Intervention.Kind.PROCUREMENT


for kind in Intervention.Kind.values:
    may_add = is_officer | is_logistician if kind == Intervention.Kind.PROCUREMENT else is_officer
    rules.add_perm(f"interventions.add_{kind}", may_add)

rules.add_perm("interventions.change_intervention", is_officer | (is_a_procurement & is_logistician))
rules.add_perm("interventions.publish_intervention", is_officer)
