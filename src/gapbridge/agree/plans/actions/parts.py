"""What several verbs of this app have in common."""

from typing import Any

from django.utils.translation import gettext as _

from gapbridge.agree.plans.models import Measure, Plan
from gapbridge.agree.plans.rules import hold_on
from gapbridge.base.errors import Refused

PROMISED = frozenset({"code", "title", "description", "language", "gaps"})
CARRIED_OUT = frozenset({"indicator", "clauses", "responsible", "partners", "starts_on", "due_on", "cost"})
LINKS = ("gaps", "clauses", "partners")
ENDED = frozenset({"done", "carried_over", "dropped"})


def why_fixed(measure: Measure) -> str:
    """Why nothing of a measure can be changed; "" while something can."""
    if measure.state == "carried_over":
        return _("This measure goes on in a later plan: change it there.")
    if measure.state in ENDED:
        return _("This measure is finished: what stands there stays.")
    return hold_on(measure)


def locked_plan(plan: Plan) -> Plan:
    fresh = Plan.objects.select_for_update().get(pk=plan.pk)
    if fresh.state == "closed":
        raise Refused(_("This plan is closed: nothing in it is added or changed."))
    return fresh


def save_plan(plan: Plan) -> None:
    if plan.starts_on and plan.ends_on and plan.ends_on < plan.starts_on:
        raise Refused(_("It ends before it starts. Check both dates."), field="ends_on")
    plan.full_clean()
    plan.save()


def save_measure(measure: Measure, links: dict[str, Any]) -> None:
    if Measure.objects.filter(plan=measure.plan_id, code=measure.code).exclude(pk=measure.pk).exists():
        raise Refused(_("Another measure of this plan has this code."), field="code")
    if measure.starts_on and measure.due_on and measure.due_on < measure.starts_on:
        raise Refused(_("It is due before it starts. Check both dates."), field="due_on")
    _check_gaps(measure, links)
    measure.full_clean()
    measure.save()
    for name in LINKS:
        if name in links:
            getattr(measure, name).set(links[name])


def _check_gaps(measure: Measure, links: dict[str, Any]) -> None:
    if "gaps" not in links:
        return
    if not links["gaps"]:
        raise Refused(_("A measure answers at least one gap."), field="gaps")
    if any(gap.programme_id != measure.plan.programme_id for gap in links["gaps"]):
        raise Refused(_("One of these gaps is of another programme."), field="gaps")


def check_names(fields: dict[str, Any], known: frozenset[str]) -> None:
    if unknown := fields.keys() - known:
        raise TypeError(f"there is no {', '.join(sorted(unknown))} that could be changed")


def because(obj: Plan | Measure, reason: str) -> None:
    """The reason goes into the object's history with the change that follows."""
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    obj._change_reason = reason  # type: ignore[union-attr]
