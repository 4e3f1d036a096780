"""Scores: typed, given, changed until they are released."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.act.evaluation import counting, drafting, scoring
from gapbridge.act.evaluation.lifecycle import ASSIGNMENT
from gapbridge.act.evaluation.models import LIVE, Assignment, CallStep, Score, StepResult
from gapbridge.act.procedures.models import HIGHEST, Question
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused, WrongState
from gapbridge.people.models import User

Scores = Mapping[int, tuple[int | None, str | None]]  # question's id → 1 to 5 and a comment
LONGEST = 4000


@transaction.atomic
def keep_scores(
    *,
    actor: User,
    assignment: Assignment,
    scores: Scores,
    comment: str | None = None,
    based_on: int | None = None,
    window: str = "",
) -> Assignment:
    """Keep what is typed, without giving it: no reasons asked, nothing counted, None is what was not touched.

    `window` names the page that sends it, `based_on` the version of the draft that it was opened with: what another
    window wrote since then is not lost (drafting.py).
    """
    permit(actor, "evaluation.score_assignment", assignment)
    stored, grid = _open(assignment)
    _check_grid(grid, scores)
    typed = drafting.as_fields(scores, comment)
    kept = drafting.keep(stored.draft, stored.draft_version, typed, based_on=based_on, window=window)
    if kept.version != stored.draft_version:
        stored.draft, stored.draft_version, stored.draft_at = kept.draft, kept.version, timezone.now()
        stored.save(update_fields=["draft", "draft_version", "draft_at"])
    return stored


@transaction.atomic
def score(
    *, actor: User, assignment: Assignment, scores: Mapping[int, tuple[int | None, str]], comment: str = ""
) -> Assignment:
    """Score every question of the grid; again until the scores are released.

    Refuses a question left out, one that isn't in the grid, and a score without the reason that the procedure asks
    for; the fields named are `value_<id>` and `comment_<id>`.
    """
    permit(actor, "evaluation.score_assignment", assignment)
    stored, grid = _open(assignment)
    _check_grid(grid, scores)
    _check_complete(stored, grid, scores)
    values = {pk: value for pk, (value, _words) in scores.items() if value is not None}
    ASSIGNMENT.move(stored, "score", actor=actor)
    _keep(stored, scores)
    kept = drafting.given(drafting.as_fields(scores, comment), stored.draft_version)
    stored.draft, stored.draft_version, stored.draft_at = kept.draft, kept.version, None
    stored.points, stored.comment = scoring.points(values, grid.values()), comment.strip()
    stored.scored_at = timezone.now()
    stored.save()
    counting.recount(stored.call_step, [stored.application_id])
    journal.record(actor=actor, verb="evaluation.score", target=stored)
    return stored


def _open(assignment: Assignment) -> tuple[Assignment, dict[int, Question]]:
    """The assignment and the grid, when scores may still be given: the step's row is locked, so that a release
    waits for this score or this score for the release."""
    steps = CallStep.objects.select_for_update(of=("self",))
    step = steps.select_related("step__procedure", "call__procedure").get(pk=assignment.call_step_id)
    stored = Assignment._base_manager.select_for_update().get(pk=assignment.pk)
    stored.call_step = step
    if stored.state not in LIVE:
        raise WrongState(_("This application is not yours to score any more."))
    if not may_score(stored):
        raise WrongState(_("The scores of this step are released: they can't be changed any more."))
    questions = Question.objects.filter(section__step_id=step.step_id)
    return stored, {each.pk: each for each in questions}


def may_score(assignment: Assignment) -> bool:
    """While the step is under way; who was asked after a complaint, until that result is made."""
    if assignment.call_step.state == "under_way":
        return True
    if assignment.kind != Assignment.Kind.COMPLAINT:
        return False
    later = StepResult.objects.filter(
        call_step=assignment.call_step_id,
        application=assignment.application_id,
        replaced_at=None,
        made_at__gt=assignment.given_at,
    )
    return not later.exists()


def _check_grid(grid: Mapping[int, Question], scores: Scores) -> None:
    if set(scores) - set(grid):
        raise Refused(_("This question is not in the call's grid."))
    wrong = {
        f"value_{pk}": _("Choose a score from 1 to %(highest)s.") % {"highest": HIGHEST}
        for pk, (value, _words) in scores.items()
        if value is not None and value not in range(1, HIGHEST + 1)
    }
    if wrong:
        raise Refused(wrong)


def _check_complete(assignment: Assignment, grid: Mapping[int, Question], scores: Scores) -> None:
    reasons = assignment.call_step.step.procedure.reasons_for
    wrong = {}
    for pk, question in grid.items():
        value, words = scores.get(pk, (None, ""))
        if value is None:
            wrong[f"value_{pk}"] = _("Score “%(question)s” from 1 to %(highest)s.") % {
                "question": question.text,
                "highest": HIGHEST,
            }
        elif value in reasons and not (words or "").strip():
            wrong[f"comment_{pk}"] = _("Say why: a %(score)s needs a reason.") % {"score": value}
        elif len(words or "") > LONGEST:
            wrong[f"comment_{pk}"] = _("At most %(number)s characters.") % {"number": LONGEST}
    if wrong:
        raise Refused(wrong)


def _keep(assignment: Assignment, scores: Scores) -> None:
    Score.objects.bulk_create(
        [
            Score(assignment=assignment, question_id=pk, value=value, comment=(words or "").strip())
            for pk, (value, words) in scores.items()
            if value is not None
        ],
        update_conflicts=True,
        unique_fields=["assignment", "question"],
        update_fields=["value", "comment"],
    )
