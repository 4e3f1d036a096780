"""What an evaluator reads and fills in, and the scores of an application side by side."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from gapbridge.act.applications.models import Application
from gapbridge.act.applications.queries import part_of
from gapbridge.act.applications.shown import FieldShown, fields_shown
from gapbridge.act.evaluation.drafting import values_of
from gapbridge.act.evaluation.models import LIVE, Assignment, CallStep
from gapbridge.act.evaluation.release import Line, Sheet, readable
from gapbridge.act.procedures.definition import SectionOfForm, sections_of
from gapbridge.act.procedures.models import Section, Step
from gapbridge.act.procedures.queries import out_of
from gapbridge.base.sockets import Panel


def progress_said(assignment: Assignment) -> str | None:
    """ "72", or how many questions are scored in the draft."""
    if assignment.points is not None and assignment.draft_at is None:
        return format(assignment.points.normalize(), "f")
    values = sum(name.startswith("value_") for name in values_of(assignment.draft))
    return _("%(count)s scored, not given yet") % {"count": values} if values else None


def sections_read(assignment: Assignment, reader: Any) -> list[tuple[SectionOfForm, list[FieldShown]]]:
    """The part that is judged in the step, as it was sent: four queries a section."""
    kind = "concept" if assignment.call_step.step.kind == Step.Kind.CONCEPT else "full"
    part = part_of(assignment.application, kind)
    if part is None:
        return []
    return [(each, fields_shown(part, each, reader)) for each in sections_of(part.form)]


@dataclass(frozen=True)
class Neighbours:
    """Where one is in one's files of the step."""

    place: int
    total: int
    scored: int
    next: Assignment | None


def neighbours(assignment: Assignment) -> Neighbours:
    rows = Assignment._base_manager.filter(
        call_step=assignment.call_step_id, evaluator=assignment.evaluator_id, state__in=LIVE
    )
    own = list(rows.defer("draft", "comment").order_by("application__number", "pk"))
    place = next(number for number, each in enumerate(own) if each.pk == assignment.pk)
    rest = own[place + 1 :] + own[:place]
    return Neighbours(
        place + 1,
        len(own),
        sum(each.state == "scored" for each in own),
        next((each for each in rest if each.state == "given"), None),
    )


def steps_with_scores(application: Application, user: Any) -> list[CallStep]:
    held = readable(user).filter(application=application, state="scored").order_by()
    steps = CallStep.objects.filter(pk__in=held.values("call_step_id"))
    return list(steps.select_related("step__procedure", "call__procedure").order_by("step__position"))


@dataclass(frozen=True)
class ScoresOfStep:
    """A step's scores, question by question with one column an evaluator."""

    call_step: CallStep
    sheets: list[Sheet]

    @property
    def out_of(self) -> Decimal:
        return out_of(self.call_step.step)

    @property
    def rows(self) -> list[tuple[Section, list[Line]]]:
        """For each question its section and what each evaluator gave."""
        return [
            (lines[0].question.section, list(lines))
            for lines in zip(*(each.lines for each in self.sheets), strict=True)
        ]


def panel_of_scores(application: Application, user: Any) -> Panel | None:
    """On an application's page: where its scores are read, for who may read any; where one scores it oneself."""
    held = readable(user).filter(application=application)
    own = Assignment.objects.visible_to(user).filter(
        application=application, evaluator_id=user.pk or 0, state__in=LIVE, call_step__state="under_way"
    )
    given = held.filter(state="scored").count()
    to_score = own.order_by("-call_step__step__position").first()
    if not given and to_score is None:
        return None
    context = {"application": application, "given": given, "to_score": to_score}
    return Panel("evaluation/panel_scores.html", context)
