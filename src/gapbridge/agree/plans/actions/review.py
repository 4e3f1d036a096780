"""The end of a plan's year: what became of it, and what goes on."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.agree.plans.lifecycle import MEASURE, PLAN
from gapbridge.agree.plans.models import REVIEW_PARTS, Funding, Measure, Plan
from gapbridge.agree.plans.queries import paid_for, takes_over
from gapbridge.agree.plans.rules import HEIRS, hold_on
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import User

from .parts import LINKS, locked_plan

LONGEST_CODE = Measure._meta.get_field("code").max_length or 0


@transaction.atomic
def review_plan(*, actor: User | None, plan: Plan, review: Mapping[str, str], language: str = "en") -> Plan:
    """`review` holds a text under each key of REVIEW_PARTS; what was reached and what is learnt can't be empty."""
    texts = {key: str(review.get(key, "")).strip() for key, _label in REVIEW_PARTS}
    for key in ("reached", "lessons"):
        if not texts[key]:
            raise Refused(_("Write a few sentences, also when there is little to tell."), field=key)
    PLAN.move(plan, "review", actor=actor)
    plan.review, plan.review_language, plan.reviewed_on = texts, language, timezone.localdate()
    plan.save(update_fields=["review", "review_language", "reviewed_on"])
    states = dict.fromkeys(sorted(plan.measures.values_list("state", flat=True)), 0)
    for state in plan.measures.values_list("state", flat=True):
        states[state] += 1
    journal.record(actor=actor, verb="plans.review_plan", target=plan, data={"measures": states})
    return plan


@transaction.atomic
def carry_over(
    *,
    actor: User | None,
    plan: Plan,
    into: Plan,
    measures: Mapping[Measure, date],
    dropped: Mapping[Measure, str] | None = None,
) -> list[Measure]:
    """What a reviewed plan leaves unfinished goes on in a later one; returns the new rows.

    `measures` are those that go on, each with its new due date; `dropped` those that don't, each with the
    reason. The new row keeps promise and state: what was agreed stays agreed (docs/decisions/0007). Money not yet
    paid goes along, and the cost is what has not been paid yet. Reports stay where they are.
    """
    permit(actor, "plans.change_plan", plan)
    permit(actor, "plans.change_plan", into)
    dropped = dropped or {}
    plan, into = locked_plan(plan), locked_plan(into)
    _check(plan, into, measures, dropped)
    new = [_go_on(measure, into, due_on, actor) for measure, due_on in measures.items()]
    for measure, reason in dropped.items():
        measure._change_reason = reason  # type: ignore[attr-defined]
        MEASURE.move(measure, "drop", actor=actor)
    data = {
        "into": into.pk,
        "measures": {str(each.carried_from_id): each.pk for each in new},
        "dropped": [measure.pk for measure in dropped],
    }
    journal.record(actor=actor, verb="plans.carry_over", target=plan, data=data)
    return new


def _check(plan: Plan, into: Plan, measures: Mapping[Measure, date], dropped: Mapping[Measure, str]) -> None:
    if plan.state != "reviewed":
        raise Refused(_("Review the plan first. Then its unfinished measures can go on."))
    if not takes_over(into, plan):
        raise Refused(_("Choose a later plan of the same programme that is not reviewed yet."), field="into")
    if not measures and not dropped:
        raise Refused(_("Say of at least one measure whether it goes on."))
    for measure in (*measures, *dropped):
        if measure.plan_id != plan.pk:
            raise Refused(_("%(what)s is of another plan.") % {"what": measure})
    for measure, due_on in measures.items():
        if due_on < into.starts_on:
            raise Refused(_("Choose a day within the new plan."), field=f"due_{measure.pk}")
    for measure, reason in dropped.items():
        if not reason.strip():
            raise Refused(_("Say why."), field=f"reason_{measure.pk}")
        if hold := hold_on(measure):
            raise Refused(hold)


def _go_on(old: Measure, into: Plan, due_on: date, actor: User | None) -> Measure:
    state = Measure.objects.values_list("state", flat=True).get(pk=old.pk)
    MEASURE.move(old, "carry_over", actor=actor)
    new = Measure(
        plan=into,
        code=_free_code(old.code, into),
        title=old.title,
        description=old.description,
        language=old.language,
        indicator=old.indicator,
        responsible=old.responsible,
        starts_on=into.starts_on,
        due_on=due_on,
        cost=_left(old),
        state=state,
        carried_from=old,
    )
    new.full_clean()
    new.save()
    for name in LINKS:
        getattr(new, name).set(getattr(old, name).all())
    for funding in old.fundings.exclude(state=Funding.State.PAID):
        funding.measure = new
        funding.save()
    for heir in HEIRS:
        heir(old, new)
    return new


def _left(measure: Measure) -> Decimal | None:
    """What of the cost has not been paid; unknown where the cost is."""
    return None if measure.cost is None else max(measure.cost - paid_for(measure), Decimal(0))


def _free_code(code: str, into: Plan) -> str:
    """The same code where it is free in the new plan; else M3-2, M3-3 …"""
    taken = set(into.measures.values_list("code", flat=True))
    number = 1
    free = code
    while free in taken:
        number += 1
        ending = f"-{number}"
        free = code[: LONGEST_CODE - len(ending)] + ending
    return free
