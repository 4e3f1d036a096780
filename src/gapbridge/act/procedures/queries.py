"""Reads: grids, what they are out of, templates."""

from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q, QuerySet, Sum

from .models import HIGHEST, FormDefinition, Procedure, Question, Section, Step


def out_of(part: Step | Section) -> Decimal:
    """The most points that a step or a section can give: 5 times the weights of its questions."""
    where = {"section__step": part} if isinstance(part, Step) else {"section": part}
    return HIGHEST * (Question.objects.filter(**where).aggregate(total=Sum("weight"))["total"] or Decimal(0))


def grid_of(step: Step) -> list[Section]:
    """A step's sections, their questions loaded with them. Two queries."""
    return list(step.sections.prefetch_related("questions"))


def steps_of(procedure: Procedure) -> list[Step]:
    """All steps with sections, questions and checks loaded with them. Four queries."""
    questions = Prefetch("sections", Section.objects.prefetch_related("questions"))
    return list(procedure.steps.prefetch_related(questions, "items"))


def templates_for(programme: Any) -> QuerySet[Procedure]:
    """From what a call of the programme can start: its own templates and the shipped ones."""
    return Procedure.objects.filter(Q(programme=programme) | Q(programme=None), is_template=True)


def forms_for(programme: Any, part: str) -> QuerySet[FormDefinition]:
    """Published forms that a call of the programme can use."""
    published = FormDefinition.objects.exclude(published_at=None)
    return published.filter(Q(programme=programme) | Q(programme=None), part=part)


def templates_in_sight(user: Any) -> QuerySet[Procedure]:
    return (
        Procedure.objects.visible_to(user).filter(is_template=True).select_related("programme").order_by("pk")
    )


def forms_in_sight(user: Any) -> QuerySet[FormDefinition]:
    """The newest version first of each form."""
    seen = FormDefinition.objects.visible_to(user).select_related("programme")
    return seen.order_by("programme_id", "part", "key", "-version")
