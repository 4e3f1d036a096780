"""Everything that is done to plans and measures.

What a measure promises is fixed once it is agreed; when, by whom and at what cost it is carried out
may still change, and the measure's history keeps what stood there before.
"""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gapbridge.agree.gaps.models import Gap
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import Organisation, User
from gapbridge.programmes.models import Clause, Framework, Programme

from .lifecycle import MEASURE, PLAN
from .models import Measure, Plan
from .rules import hold_on

PLAN_FIELDS = frozenset({"title", "starts_on", "ends_on", "national_plan"})
PROMISED = frozenset({"code", "title", "description", "language", "gaps"})
CARRIED_OUT = frozenset({"clauses", "responsible", "partners", "starts_on", "due_on", "cost"})
LINKS = ("gaps", "clauses", "partners")


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
    _save_plan(plan)
    journal.record(actor=actor, verb="plans.create_plan", target=plan)
    return plan


@transaction.atomic
def change_plan(*, actor: User | None, plan: Plan, **fields: Any) -> Plan:
    """`fields` are those of PLAN_FIELDS; what is left out stays. Refused once the plan is closed."""
    _check_names(fields, PLAN_FIELDS)
    permit(actor, "plans.change_plan", plan)
    plan = _locked_plan(plan)
    for name, value in fields.items():
        setattr(plan, name, value)
    _save_plan(plan)
    journal.record(actor=actor, verb="plans.change_plan", target=plan, data={"fields": sorted(fields)})
    return plan


@transaction.atomic
def adopt_plan(*, actor: User | None, plan: Plan) -> Plan:
    """From now on everyone reads its agreed measures. Refuses a plan without a measure."""
    permit(actor, "plans.change_plan", plan)
    if not plan.measures.exclude(state="dropped").exists():
        raise Refused(_("Add at least one measure first."))
    PLAN.move(plan, "adopt", actor=actor)
    journal.record(actor=actor, verb="plans.adopt_plan", target=plan)
    return plan


@transaction.atomic
def close_plan(*, actor: User | None, plan: Plan, reason: str) -> Plan:
    _because(plan, reason)
    PLAN.move(plan, "close", actor=actor)
    journal.record(actor=actor, verb="plans.close_plan", target=plan)
    return plan


# --- measures ------------------------------------------------------------------------------------


@transaction.atomic
def create_measure(
    *,
    actor: User | None,
    plan: Plan,
    code: str,
    title: str,
    gaps: Collection[Gap],
    description: str = "",
    language: str = "en",
    responsible: Organisation | None = None,
    starts_on: date | None = None,
    due_on: date | None = None,
    cost: Decimal | None = None,
    clauses: Collection[Clause] = (),
    partners: Collection[Organisation] = (),
) -> Measure:
    permit(actor, "plans.add_measure", plan)
    plan = _locked_plan(plan)
    measure = Measure(
        plan=plan,
        code=code,
        title=title,
        description=description,
        language=language,
        responsible=responsible,
        starts_on=starts_on,
        due_on=due_on,
        cost=cost,
    )
    _save_measure(measure, {"gaps": gaps, "clauses": clauses, "partners": partners})
    journal.record(actor=actor, verb="plans.create_measure", target=measure, data={"code": measure.code})
    return measure


@transaction.atomic
def change_measure(*, actor: User | None, measure: Measure, **fields: Any) -> Measure:
    """`fields` are those of PROMISED and CARRIED_OUT; what is left out stays, and so does what is agreed."""
    _check_names(fields, PROMISED | CARRIED_OUT)
    permit(actor, "plans.change_measure", measure)
    measure = Measure.objects.select_for_update().get(pk=measure.pk)
    if refusal := why_fixed(measure):
        raise Refused(refusal)
    if measure.state != "proposed" and (fixed := fields.keys() & PROMISED):
        raise Refused(_("What was agreed can't be changed."), field=min(fixed))
    for name in fields.keys() - set(LINKS):
        setattr(measure, name, fields[name])
    _save_measure(measure, fields)
    journal.record(actor=actor, verb="plans.change_measure", target=measure, data={"fields": sorted(fields)})
    return measure


@transaction.atomic
def agree_measure(*, actor: User | None, measure: Measure) -> Measure:
    """By itself only for the system (`actor=None`): people agree through a consultation."""
    MEASURE.move(measure, "agree", actor=actor)
    journal.record(actor=actor, verb="plans.agree_measure", target=measure)
    return measure


@transaction.atomic
def start_measure(*, actor: User | None, measure: Measure) -> Measure:
    MEASURE.move(measure, "start", actor=actor)
    journal.record(actor=actor, verb="plans.start_measure", target=measure)
    return measure


@transaction.atomic
def finish_measure(*, actor: User | None, measure: Measure, reason: str) -> Measure:
    """`reason` says what shows that it is done."""
    _because(measure, reason)
    MEASURE.move(measure, "finish", actor=actor)
    journal.record(actor=actor, verb="plans.finish_measure", target=measure)
    return measure


@transaction.atomic
def drop_measure(*, actor: User | None, measure: Measure, reason: str) -> Measure:
    permit(actor, "plans.change_measure", measure)
    if hold := hold_on(measure):
        raise Refused(hold)
    _because(measure, reason)
    MEASURE.move(measure, "drop", actor=actor)
    journal.record(actor=actor, verb="plans.drop_measure", target=measure)
    return measure


def agree(*, measure: Measure) -> None:
    """A step of a consultation's verb, which has checked quorum and positions and journals."""
    MEASURE.move(measure, "agree", actor=None)


def rewrite(*, measure: Measure, **fields: Any) -> None:
    """A step of a consultation's verb: take over the text as the round that now closes has changed it.

    `fields` are of `title`, `description`, `due_on`, `cost`, `responsible`.
    """
    for name, value in fields.items():
        setattr(measure, name, value)
    measure.full_clean()
    measure.save(update_fields=sorted(fields))


def pass_to_heirs(gap: Gap, heirs: Sequence[Gap]) -> None:
    """A step of merging and splitting drafts: what a measure still proposed was to answer, it answers in the heirs."""
    for measure in Measure.objects.filter(gaps=gap, state="proposed"):
        measure.gaps.remove(gap)
        measure.gaps.add(*heirs)


# --- small parts ---------------------------------------------------------------------------------


def why_fixed(measure: Measure) -> str:
    """Why nothing of a measure can be changed; "" while something can."""
    if measure.state in {"done", "dropped"}:
        return _("This measure is finished: what stands there stays.")
    return hold_on(measure)


def _locked_plan(plan: Plan) -> Plan:
    fresh = Plan.objects.select_for_update().get(pk=plan.pk)
    if fresh.state == "closed":
        raise Refused(_("This plan is closed: nothing in it is added or changed."))
    return fresh


def _save_plan(plan: Plan) -> None:
    if plan.starts_on and plan.ends_on and plan.ends_on < plan.starts_on:
        raise Refused(_("It ends before it starts. Check both dates."), field="ends_on")
    plan.full_clean()
    plan.save()


def _save_measure(measure: Measure, links: dict[str, Any]) -> None:
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


def _check_names(fields: dict[str, Any], known: frozenset[str]) -> None:
    if unknown := fields.keys() - known:
        raise TypeError(f"there is no {', '.join(sorted(unknown))} that could be changed")


def _because(obj: Plan | Measure, reason: str) -> None:
    """The reason goes into the object's history with the change that follows."""
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    obj._change_reason = reason  # type: ignore[union-attr]
