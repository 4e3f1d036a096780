"""A procedure: copied from a template, changed while its call is prepared, frozen when the call opens."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from gapbridge.act.procedures.models import CheckItem, Procedure, Question, Section, Step
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import WrongState
from gapbridge.people.models import User
from gapbridge.programmes.models import Programme

LANGUAGES = ("en", "az", "ru")
FIGURES = (
    "two_step", "least_days_open", "evaluators_each", "third_score_percent", "invited_multiple",
    "amount_margin_percent", "unchangeable", "reasons_for", "tie_rule", "complaint_days",
)  # fmt: skip


@transaction.atomic
def copy_procedure(
    *,
    actor: User | None,
    procedure: Procedure,
    programme: Programme,
    for_call: bool = False,
    title: str = "",
) -> Procedure:
    """A copy with all its steps and questions: a call's own, or a new template of the programme."""
    permit(actor, "procedures.change_procedure", programme)
    copy = _copied(
        procedure, programme=programme, copied_from=procedure, is_template=not for_call, frozen_at=None
    )
    if title:
        copy.title = title
    copy.full_clean(exclude=["copied_from", "programme"])
    copy.save()
    for step in procedure.steps.all():
        _copy_step(step, copy)
    journal.record(
        actor=actor,
        verb="procedures.copy_procedure",
        target=copy,
        data={"from": procedure.pk, "for_call": for_call},
    )
    return copy


def _copy_step(step: Step, into: Procedure) -> None:
    copy = _saved_copy(step, procedure=into)
    for item in step.items.all():
        _saved_copy(item, step=copy)
    for section in step.sections.all():
        new = _saved_copy(section, step=copy)
        for question in section.questions.all():
            _saved_copy(question, section=new)


def _copied(obj: Any, **changes: Any) -> Any:
    """A new, unsaved row with the same values in all columns, those of each language too."""
    values = {
        each.attname: getattr(obj, each.attname) for each in obj._meta.concrete_fields if not each.primary_key
    }
    copy = type(obj)(**values)
    for name, value in changes.items():
        setattr(copy, name, value)
    return copy


def _saved_copy(obj: models.Model, **changes: Any) -> Any:
    copy = _copied(obj, **changes)
    copy.save()
    return copy


@transaction.atomic
def change_procedure(*, actor: User | None, procedure: Procedure, **figures: Any) -> Procedure:
    """Change the figures that are named. Refuses a shipped template and one that an open call froze."""
    stored = _changeable(actor, procedure)
    for name, value in figures.items():
        setattr(stored, name, value)
    stored.full_clean()
    stored.save()
    journal.record(
        actor=actor, verb="procedures.change_procedure", target=stored, data={"changed": sorted(figures)}
    )
    return stored


@transaction.atomic
def set_grid(*, actor: User | None, procedure: Procedure, steps: Sequence[dict[str, Any]]) -> Procedure:
    """Put these steps in place of all. Refuses a procedure that is frozen: scores rest on its questions.

    A step: {"kind", "title", "least_points", "sections": [{"title", "least_points", "questions": [{"text",
    "guidance", "weight"}]}], "items": [{"text", "eliminating", "may_be_clarified"}]}; texts may be given per
    language ("title_az").
    """
    stored = _changeable(actor, procedure)
    stored.steps.all().delete()
    write_steps(stored, steps)
    journal.record(actor=actor, verb="procedures.set_grid", target=stored, data={"steps": len(steps)})
    return stored


@transaction.atomic
def set_step(
    *,
    actor: User | None,
    step: Step,
    least_points: Any = None,
    sections: Sequence[dict[str, Any]] = (),
    items: Sequence[dict[str, Any]] = (),
) -> Procedure:
    """Put these sections and checks in place of one step's, as `set_grid` takes them. A question, section or check
    whose words stay as they are keeps its words in the other languages."""
    procedure = _changeable(actor, step.procedure)
    held = _words_of(step)
    step.sections.all().delete()
    step.items.all().delete()
    step.least_points = least_points
    step.full_clean()
    step.save()
    for number, item in enumerate(items, start=1):
        _made(CheckItem(step=step, position=number, **held.get(("item", item["text"]), {}), **item))
    for number, section in enumerate(sections, start=1):
        asked = [{**held.get(("question", each["text"]), {}), **each} for each in section["questions"]]
        known = held.get(("section", section["title"]), {})
        _write_section(step, number, {**known, **section, "questions": asked})
    journal.record(actor=actor, verb="procedures.set_step", target=procedure, data={"step": step.kind})
    return procedure


def _words_of(step: Step) -> dict[tuple[str, str], dict[str, str]]:
    """What the rows of a step say in each language, by their words in the language of the moment."""
    held: dict[tuple[str, str], dict[str, str]] = {}
    for item in step.items.all():
        held["item", item.text] = _in_each("text", item)
    for section in step.sections.prefetch_related("questions"):
        held["section", section.title] = _in_each("title", section)
        for question in section.questions.all():
            held["question", question.text] = _in_each("text", question)
    return held


def _in_each(name: str, row: Any) -> dict[str, str]:
    return {f"{name}_{each}": getattr(row, f"{name}_{each}") or "" for each in LANGUAGES}


def write_steps(procedure: Procedure, steps: Sequence[dict[str, Any]]) -> None:
    for position, facts in enumerate(steps, start=1):
        own = {name: value for name, value in facts.items() if name not in {"sections", "items"}}
        step = _made(Step(procedure=procedure, position=position, **own))
        for number, item in enumerate(facts.get("items", ()), start=1):
            _made(CheckItem(step=step, position=number, **item))
        for number, section in enumerate(facts.get("sections", ()), start=1):
            _write_section(step, number, section)


def _write_section(step: Step, position: int, facts: dict[str, Any]) -> None:
    own = {name: value for name, value in facts.items() if name != "questions"}
    section = _made(Section(step=step, position=position, **own))
    for number, question in enumerate(facts.get("questions", ()), start=1):
        _made(Question(section=section, position=number, **question))


def _made(row: Any) -> Any:
    row.full_clean()
    row.save()
    return row


def freeze(*, procedure: Procedure, at: datetime) -> None:
    """From now on nothing of it changes. Part of opening a call, whose action asks and journals."""
    Procedure.objects.filter(pk=procedure.pk, frozen_at=None).update(frozen_at=at)
    procedure.frozen_at = procedure.frozen_at or at


def _changeable(actor: User | None, procedure: Procedure) -> Procedure:
    permit(actor, "procedures.change_procedure", procedure)
    stored = Procedure.objects.select_for_update().get(pk=procedure.pk)
    if stored.frozen_at is not None:
        raise WrongState(_("The call is open: its procedure and its grid can't be changed any more."))
    if stored.programme_id is None and actor is not None:
        raise WrongState(_("This is the shipped template. Copy it, and change the copy."))
    return stored
