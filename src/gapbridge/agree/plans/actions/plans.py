"""A plan from its draft to its close."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.agree.plans.lifecycle import PLAN
from gapbridge.agree.plans.models import Measure, Plan
from gapbridge.agree.plans.queries import UNDECIDED
from gapbridge.agree.plans.rules import hold_on
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import User
from gapbridge.programmes.models import Framework, Programme

from .parts import check_names, locked_plan, save_plan

PLAN_FIELDS = frozenset({"title", "starts_on", "ends_on", "national_plan"})


@transaction.atomic
def create_plan(
    *,
    actor: User | None,
    programme: Programme,
    title: str,
    starts_on: date,
    ends_on: date,
    national_plan: Framework | None = None,
) -> Plan:
    permit(actor, "plans.add_plan", programme)
    if programme.state == "closed":
        raise Refused(_("This programme is closed: nothing is added to it."))
    plan = Plan(
        programme=programme, title=title, starts_on=starts_on, ends_on=ends_on, national_plan=national_plan
    )
    save_plan(plan)
    journal.record(actor=actor, verb="plans.create_plan", target=plan)
    return plan


@transaction.atomic
def change_plan(*, actor: User | None, plan: Plan, **fields: Any) -> Plan:
    """`fields` are those of PLAN_FIELDS; what is left out stays. Refused once the plan is closed."""
    check_names(fields, PLAN_FIELDS)
    permit(actor, "plans.change_plan", plan)
    plan = locked_plan(plan)
    for name, value in fields.items():
        setattr(plan, name, value)
    save_plan(plan)
    journal.record(actor=actor, verb="plans.change_plan", target=plan, data={"fields": sorted(fields)})
    return plan


@transaction.atomic
def adopt_plan(*, actor: User | None, plan: Plan) -> Plan:
    """From now on everyone reads its agreed measures. Refuses a plan of which nothing is agreed."""
    permit(actor, "plans.change_plan", plan)
    standing = plan.measures.exclude(state="dropped")
    if not standing.exists():
        raise Refused(_("Add at least one measure first."))
    if not standing.exclude(state="proposed").exists():
        raise Refused(_("None of its measures is agreed yet. Ask about them in a consultation first."))
    PLAN.move(plan, "adopt", actor=actor)
    journal.record(actor=actor, verb="plans.adopt_plan", target=plan)
    return plan


@transaction.atomic
def close_plan(*, actor: User | None, plan: Plan) -> Plan:
    """Refused while a measure of it is neither done nor dropped nor carried over."""
    permit(actor, "plans.change_plan", plan)
    if left := plan.measures.filter(state__in=UNDECIDED).count():
        raise Refused(
            ngettext(
                "%(number)s measure is not finished. Finish it, drop it or carry it over first.",
                "%(number)s measures are not finished. Finish them, drop them or carry them over first.",
                left,
            )
            % {"number": left}
        )
    PLAN.move(plan, "close", actor=actor)
    journal.record(actor=actor, verb="plans.close_plan", target=plan)
    return plan


# --- steps of a consultation's verbs, which check and journal ---------------------------------------


def plan_consulted(*, plan: Plan) -> None:
    """A round asks about it."""
    PLAN.move(plan, "consult", actor=None)


def plan_agreed(*, plan: Plan) -> None:
    """All that stands in it is agreed."""
    PLAN.move(plan, "agree", actor=None)


def plan_given_back(*, plan: Plan, reason: str) -> None:
    """The round ended without an agreement; `reason` stays in the plan's history."""
    plan._change_reason = reason  # type: ignore[attr-defined]
    PLAN.move(plan, "give_back", actor=None)


def take_up(measures: Collection[Measure]) -> list[Plan]:
    """A round that opens asks about these measures: their drafts go into consultation. Returns those that did."""
    moved = _plans_in("draft", measures)
    for plan in moved:
        plan_consulted(plan=plan)
    return moved


def settle(measures: Collection[Measure]) -> list[Plan]:
    """A round that closes agreed these measures: plans of which nothing is open any more are agreed, and returned.

    A plan that still holds a proposed measure stays in consultation: a later round asks about it.
    """
    moved = [plan for plan in _plans_in("in_consultation", measures) if _is_agreed(plan)]
    for plan in moved:
        plan_agreed(plan=plan)
    return moved


def release(measures: Collection[Measure], reason: str) -> list[Plan]:
    """A round ended without an agreement on these measures: plans that no other round asks about are drafts again.

    A plan of which something is agreed already stays where everyone concerned sees it.
    """
    moved = [plan for plan in _plans_in("in_consultation", measures) if not _stays_open(plan)]
    for plan in moved:
        plan_given_back(plan=plan, reason=reason)
    return moved


def _is_agreed(plan: Plan) -> bool:
    states = set(plan.measures.exclude(state="dropped").values_list("state", flat=True))
    return bool(states) and "proposed" not in states


def _stays_open(plan: Plan) -> bool:
    standing = list(plan.measures.exclude(state="dropped"))
    return any(each.state != "proposed" or hold_on(each) for each in standing)


def _plans_in(state: str, measures: Collection[Measure]) -> list[Plan]:
    """The plans of these measures that are in this state, locked, in one order for everybody."""
    plans = Plan.objects.select_for_update().filter(pk__in={each.plan_id for each in measures}, state=state)
    return list(plans.order_by("pk"))
