"""A measure from its proposal to its end."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.lifecycle import MEASURE
from gapbridge.agree.plans.models import Measure, Plan
from gapbridge.agree.plans.queries import shown_finished
from gapbridge.agree.plans.rules import hold_on
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import Organisation, User
from gapbridge.programmes.models import Clause

from .parts import CARRIED_OUT, LINKS, PROMISED, because, check_names, locked_plan, save_measure, why_fixed
from .plans import settle


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
    indicator: str = "",
    responsible: Organisation | None = None,
    starts_on: date | None = None,
    due_on: date | None = None,
    cost: Decimal | None = None,
    clauses: Collection[Clause] = (),
    partners: Collection[Organisation] = (),
) -> Measure:
    permit(actor, "plans.add_measure", plan)
    plan = locked_plan(plan)
    measure = Measure(
        plan=plan,
        code=code,
        title=title,
        description=description,
        language=language,
        indicator=indicator,
        responsible=responsible,
        starts_on=starts_on,
        due_on=due_on,
        cost=cost,
    )
    save_measure(measure, {"gaps": gaps, "clauses": clauses, "partners": partners})
    journal.record(actor=actor, verb="plans.create_measure", target=measure, data={"code": measure.code})
    return measure


@transaction.atomic
def change_measure(*, actor: User | None, measure: Measure, **fields: Any) -> Measure:
    """`fields` are those of PROMISED and CARRIED_OUT; what is left out stays, and so does what is agreed."""
    check_names(fields, PROMISED | CARRIED_OUT)
    permit(actor, "plans.change_measure", measure)
    measure = Measure.objects.select_for_update().get(pk=measure.pk)
    if refusal := why_fixed(measure):
        raise Refused(refusal)
    if measure.state != "proposed" and (fixed := fields.keys() & PROMISED):
        raise Refused(_("What was agreed can't be changed."), field=min(fixed))
    for name in fields.keys() - set(LINKS):
        setattr(measure, name, fields[name])
    save_measure(measure, fields)
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
def finish_measure(*, actor: User | None, measure: Measure) -> Measure:
    """Refused without a verified report that says so and shows it."""
    permit(actor, "plans.change_measure", measure)
    if measure.state == "under_way" and not shown_finished(measure):
        raise Refused(
            _("First a report must say that it is finished, with evidence, and an officer must verify it.")
        )
    MEASURE.move(measure, "finish", actor=actor)
    journal.record(actor=actor, verb="plans.finish_measure", target=measure)
    return measure


@transaction.atomic
def drop_measure(*, actor: User | None, measure: Measure, reason: str) -> Measure:
    permit(actor, "plans.change_measure", measure)
    if hold := hold_on(measure):
        raise Refused(hold)
    because(measure, reason)
    MEASURE.move(measure, "drop", actor=actor)
    settle([measure])  # it may have been the last one that was not agreed
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
