from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.act.applications.models import Application
from gapbridge.act.evaluation.lifecycle import ASSIGNMENT
from gapbridge.act.procedures.models import GRANT_KEEPERS, Question
from gapbridge.people.models import User
from gapbridge.people.roles import Role
from gapbridge.programmes.standing import standing
from gapbridge.programmes.visibility import InProgramme

from .evaluators import Declaration, closed_to
from .steps import CallStep

LIVE = ("given", "scored")
UNRELEASED = ("waiting", "under_way")


class AssignmentQuerySet(InProgramme):
    """An evaluator sees their own until a conflict ends it; the grants office sees all. Nobody sees any of an
    application that is closed to them, nor another's while they score the same application themselves."""

    programme_path = "call_step__call__intervention__programme_id"
    keepers = GRANT_KEEPERS
    shared = None

    def visible_to(self, user: Any) -> Self:
        closed = Application._base_manager.filter(closed_to(user)).order_by()
        return super().visible_to(user).exclude(application__in=closed.values("pk")).exclude(blind_to(user))

    def live(self) -> Self:
        return self.filter(state__in=LIVE)

    def also(self, user: Any) -> Q:
        """Own ones: once the step has begun, for who has declared to be impartial in the call."""
        evaluates_in = self._in(standing(user).programmes_with(Role.EVALUATOR))
        declared = Declaration.objects.filter(user_id=user.pk or 0).values("call_id")
        begun = Q(call_step__call__in=declared) & ~Q(call_step__state="waiting")
        return evaluates_in & begun & Q(evaluator_id=user.pk or 0, state__in=LIVE)


class Assignment(models.Model):
    """An application that an evaluator was given in a step."""

    class Kind(models.TextChoices):
        FIRST = "first", _("Evaluator")
        THIRD = "third", _("Third evaluator")
        COMPLAINT = "complaint", _("Evaluator after a complaint")

    call_step = models.ForeignKey(CallStep, models.PROTECT, related_name="assignments")
    application = models.ForeignKey(Application, models.PROTECT, related_name="assignments")
    evaluator = models.ForeignKey(
        User, models.PROTECT, related_name="assignments", verbose_name=_("evaluator")
    )
    kind = models.CharField(_("as"), max_length=10, choices=Kind.choices, default=Kind.FIRST)
    given_at = models.DateTimeField()
    scored_at = models.DateTimeField(_("scored"), null=True, blank=True)
    comment = models.TextField(_("overall comment"), blank=True)
    # What is typed and not given yet: field → [value, version], as `drafting` reads and writes it.
    draft = models.JSONField(default=dict, blank=True)
    draft_version = models.PositiveIntegerField(default=0)
    draft_at = models.DateTimeField(null=True, blank=True)
    # Kept with the scores so that lists need no sum over them: out of the step's points.
    points = models.DecimalField(_("points"), max_digits=6, decimal_places=2, null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ASSIGNMENT.choices, default="given")

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["call_step", "application", "evaluator"], name="one_assignment_per_evaluator"
            )
        ]
        indexes = [models.Index(fields=["evaluator", "state"])]

    def __str__(self):
        return f"{self.evaluator} · {self.application_id}"

    @property
    def programme_id(self) -> int:
        return self.call_step.programme_id

    def get_absolute_url(self) -> str:
        return reverse("evaluation:assignment", args=[self.pk])


def blind_to(user: Any) -> Q:
    """On Assignment: others' on an application that the reader scores too, before the scores are released."""
    own = Assignment._base_manager.filter(
        evaluator_id=user.pk or 0,
        state__in=LIVE,
        call_step_id=OuterRef("call_step_id"),
        application_id=OuterRef("application_id"),
    )
    return Q(Exists(own)) & Q(call_step__state__in=UNRELEASED) & ~Q(evaluator_id=user.pk or 0)


class Score(models.Model):
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="scores")
    question = models.ForeignKey(Question, models.PROTECT, related_name="scores")
    value = models.PositiveSmallIntegerField(
        _("score"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    comment = models.TextField(_("comment"), blank=True)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.UniqueConstraint(fields=["assignment", "question"], name="one_score_per_question"),
            models.CheckConstraint(condition=Q(value__gte=1, value__lte=5), name="a_score_is_one_to_five"),
        ]

    def __str__(self):
        return str(self.value)


class Tally(models.Model):
    """What an application's scores come to in a step, counted anew (`counting.recount`) by each act that changes one
    of its assignments, so that a board of thousands sorts and filters by it.

    `points`: the mean of the scores that count, None before the first. `spread`: between the highest and the lowest.
    """

    call_step = models.ForeignKey(CallStep, models.CASCADE, related_name="tallies")
    application = models.ForeignKey(Application, models.CASCADE, related_name="tallies")
    given = models.PositiveSmallIntegerField(_("evaluators"), default=0)
    scored = models.PositiveSmallIntegerField(_("scored"), default=0)
    points = models.DecimalField(_("points"), max_digits=6, decimal_places=2, null=True, blank=True)
    spread = models.DecimalField(_("spread"), max_digits=6, decimal_places=2, null=True, blank=True)
    counted = models.JSONField(default=list)  # ids of the assignments whose scores count
    needs_third = models.BooleanField(_("needs a third evaluator"), default=False)

    class Meta:
        verbose_name = _("tally of scores")
        verbose_name_plural = _("tallies of scores")
        constraints = [
            models.UniqueConstraint(fields=["call_step", "application"], name="one_tally_per_step"),
        ]
        indexes = [models.Index(fields=["call_step", "points"])]

    def __str__(self):
        return f"{self.call_step_id} · {self.application_id}"
