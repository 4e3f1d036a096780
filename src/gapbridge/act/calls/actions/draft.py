"""A call while it is written: everything may still change."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.act.calls import terms
from gapbridge.act.calls.models import Call
from gapbridge.act.interventions.actions import edit_intervention, write_intervention
from gapbridge.act.procedures.actions import copy_procedure
from gapbridge.act.procedures.models import FormDefinition, Procedure
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused, WrongState
from gapbridge.people.models import User
from gapbridge.programmes.models import Programme

TERMS = (
    "guidelines", "opens_at", "closes_at", "full_closes_at", "time_zone", "questions_until", "answers_by", "budget",
    "co_financing_percent", "least_months", "most_months", "priorities", "full_form", "concept_form",
)  # fmt: skip


# What the office plans with and applicants don't rely on: it may change at any time.
INTERNAL = {"code", "starts_on", "ends_on", "partners", "budget_line", "planned_cost", "actual_cost"}


@transaction.atomic
def create_call(
    *,
    actor: User | None,
    programme: Programme,
    procedure: Procedure,
    full_form: FormDefinition,
    concept_form: FormDefinition | None = None,
    lots: Sequence[Mapping[str, Any]] = (),
    rules: Sequence[tuple[str, Any]] = (),
    timetable: Sequence[tuple[str, date]] = (),
    guidelines: str = "",
    **facts: Any,
) -> Call:
    """Write a draft: the call's terms and its intervention's facts, a copy of the procedure, lots, rules, dates.

    `lots` are as terms.write_lots takes them, `rules` (kind, value), `timetable` (label, day). What is still missing
    is added by `change_call`; checklist.py says what.
    """
    own = {name: facts.pop(name) for name in TERMS if name in facts}
    facts.setdefault("planned_cost", own.get("budget"))
    own |= {"guidelines": guidelines, "full_form": full_form, "concept_form": concept_form}
    intervention = write_intervention(actor=actor, programme=programme, kind="call", **facts)
    call = Call(intervention=intervention, language=intervention.language, **own)
    _check_forms(call)
    terms.check(call)
    terms.check_deadline_ahead(call.closes_at, timezone.now())
    call.procedure = copy_procedure(actor=actor, procedure=procedure, programme=programme, for_call=True)
    call.save()
    terms.write_lots(call, lots)
    terms.write_rules(call, rules)
    terms.write_timetable(call, timetable)
    journal.record(actor=actor, verb="calls.create_call", target=call, data={"lots": len(lots)})
    return call


@transaction.atomic
def change_call(
    *,
    actor: User | None,
    call: Call,
    procedure: Procedure | None = None,
    lots: Sequence[Mapping[str, Any]] | None = None,
    rules: Sequence[tuple[str, Any]] | None = None,
    timetable: Sequence[tuple[str, date]] | None = None,
    **facts: Any,
) -> Call:
    """Change what is named of a draft. An open call changes by a corrigendum alone, but for what is INTERNAL."""
    permit(actor, "calls.change_call", call)
    stored = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    own = {name: facts.pop(name) for name in TERMS if name in facts}
    changed = sorted(
        {*own, *facts} | _named(procedure=procedure, lots=lots, rules=rules, timetable=timetable)
    )
    if stored.state != "draft" and {*changed} - INTERNAL:
        raise WrongState(
            _("The call is published: it changes by a corrigendum alone, which everybody reads.")
        )
    if own.get("budget") not in {None, stored.budget} and "planned_cost" not in facts:
        facts["planned_cost"] = own["budget"]
    if facts:
        edit_intervention(actor=actor, intervention=call.intervention, **facts)
    if "language" in facts:
        own["language"] = facts["language"]
    _set_terms(call, stored, own)
    if procedure is not None and procedure.pk not in {stored.procedure_id, stored.procedure.copied_from_id}:
        _replace_procedure(actor, call, procedure)
    if lots is not None:
        terms.write_lots(call, lots)
    if rules is not None:
        terms.write_rules(call, rules)
    if timetable is not None:
        terms.write_timetable(call, timetable)
    journal.record(actor=actor, verb="calls.change_call", target=call, data={"changed": changed})
    return call


def _named(**parts: Any) -> set[str]:
    return {name for name, value in parts.items() if value is not None}


def _set_terms(call: Call, stored: Call, own: Mapping[str, Any]) -> None:
    if not own:
        return
    for name, value in own.items():
        setattr(call, name, value)
    _check_forms(call)
    terms.check(call)
    if call.closes_at != stored.closes_at:
        terms.check_deadline_ahead(call.closes_at, timezone.now())
    if call.budget != stored.budget:
        terms.check_sum(call, terms.total_of(call))
    call.save(update_fields=sorted(own))


def _check_forms(call: Call) -> None:
    """Forms are published, of this programme or everybody's, and for the part they are chosen for."""
    for name, part in (("full_form", "full"), ("concept_form", "concept")):
        form = getattr(call, name)
        if form is None:
            continue
        if form.part != part or form.programme_id not in {None, call.programme_id}:
            raise Refused(_("Choose a form of this programme that is made for this part."), field=name)
        if form.published_at is None:
            raise Refused(_("This form is still being written. Publish it first."), field=name)


def _replace_procedure(actor: User | None, call: Call, procedure: Procedure) -> None:
    """Another template: the call gets a copy of it, and the copy it had goes."""
    former = call.procedure
    call.procedure = copy_procedure(
        actor=actor, procedure=procedure, programme=call.intervention.programme, for_call=True
    )
    call.save(update_fields=["procedure"])
    former.delete()
