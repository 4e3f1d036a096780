"""Who may plan, run and show interventions."""

from typing import Any

import rules

from gapbridge.programmes.rules import is_logistician, is_officer

from .models import Intervention, kept_by


@rules.predicate
def is_a_procurement(user: Any, obj: Any = None) -> bool:
    return getattr(obj, "kind", None) == Intervention.Kind.PROCUREMENT


@rules.predicate
def keeps_its_registers(user: Any, obj: Any = None) -> bool:
    """Carries the intervention out for their organisation: staff of the grantee whose activity it is."""
    while obj is not None and not isinstance(obj, Intervention):
        obj = next(
            (getattr(obj, name) for name in ("intervention", "training", "service") if hasattr(obj, name)),
            None,
        )
    return (
        user is not None
        and obj is not None
        and Intervention.objects.filter(kept_by(user), pk=obj.pk).exists()
    )


for kind in Intervention.Kind.values:
    may_add = is_officer | is_logistician if kind == Intervention.Kind.PROCUREMENT else is_officer
    rules.add_perm(f"interventions.add_{kind}", may_add)

rules.add_perm("interventions.change_intervention", is_officer | (is_a_procurement & is_logistician))
rules.add_perm("interventions.publish_intervention", is_officer)
