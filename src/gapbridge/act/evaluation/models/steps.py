from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.act.applications.models import Application
from gapbridge.act.calls.models import Call
from gapbridge.act.evaluation.lifecycle import CALL_STEP
from gapbridge.act.procedures.models import GRANT_KEEPERS, CheckItem, Step
from gapbridge.people.models import User
from gapbridge.people.roles import Role
from gapbridge.programmes.models import MONEY, NARRATIVE_LANGUAGES
from gapbridge.programmes.standing import standing
from gapbridge.programmes.visibility import InProgramme


class OfTheOffice(InProgramme):
    programme_path = "call__intervention__programme_id"
    keepers = GRANT_KEEPERS
    shared = None


class OwnOrOffice(InProgramme):
    """What the office and an applicant write each other: the applicant's staff and the grants office, but nobody who
    has a conflict of interest about the application."""

    programme_path = "application__call__intervention__programme_id"

    def visible_to(self, user: Any) -> Self:
        mine = standing(user).organisations_as(Role.CSO_STAFF)
        office = self._in(standing(user).programmes_with(*GRANT_KEEPERS))
        seen = Application.objects.visible_to(user).order_by()
        return self.filter(
            Q(application__organisation_id__in=mine) | (office & Q(application__in=seen.values("pk")))
        )


class CallStep(models.Model):
    """One step of the procedure as it was carried out in a call, with its minutes.

    `record` is computed when the step is closed and never changes: the numbers and the outcomes, as plain data
    (minutes.py). `minutes` is what the officer adds in words.
    """

    call = models.ForeignKey(Call, models.PROTECT, related_name="steps")
    step = models.ForeignKey(Step, models.PROTECT, related_name="+")
    began_at = models.DateTimeField(_("began"), null=True, blank=True)
    scores_due_on = models.DateField(_("scores asked for by"), null=True, blank=True)
    released_at = models.DateTimeField(_("scores released"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    minutes = models.TextField(_("minutes"), blank=True)
    minutes_language = models.CharField(max_length=2, choices=NARRATIVE_LANGUAGES, default="en")
    present = models.ManyToManyField(User, blank=True, related_name="+", verbose_name=_("present"))
    record = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=CALL_STEP.choices, default="waiting")

    objects = OfTheOffice.as_manager()

    class Meta:
        verbose_name = _("step of the evaluation")
        verbose_name_plural = _("steps of the evaluation")
        ordering = ("call", "step__position")
        constraints = [models.UniqueConstraint(fields=["call", "step"], name="each_step_once")]

    def __str__(self):
        return self.step.title

    @property
    def programme_id(self) -> int:
        return self.call.programme_id

    def get_absolute_url(self) -> str:
        return reverse("evaluation:step", args=[self.pk])


class Check(models.Model):
    """The answer to one yes-or-no question about an application."""

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        NOT_APPLICABLE = "na", _("Not applicable")

    call_step = models.ForeignKey(CallStep, models.CASCADE, related_name="checks")
    application = models.ForeignKey(Application, models.PROTECT, related_name="checks")
    item = models.ForeignKey(CheckItem, models.PROTECT, related_name="+")
    answer = models.CharField(_("answer"), max_length=3, choices=Answer.choices)
    note = models.TextField(_("note"), blank=True)
    checked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    checked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("check of an application")
        verbose_name_plural = _("checks of an application")
        constraints = [
            models.UniqueConstraint(fields=["call_step", "application", "item"], name="one_answer_per_check")
        ]

    def __str__(self):
        return self.get_answer_display()


class Clarification(models.Model):
    """What an applicant was asked to supply or explain, and what came."""

    call_step = models.ForeignKey(CallStep, models.CASCADE, related_name="clarifications")
    application = models.ForeignKey(Application, models.PROTECT, related_name="clarifications")
    question = models.TextField(_("question"))
    language = models.CharField(max_length=2, choices=NARRATIVE_LANGUAGES, default="az")
    due_on = models.DateField(_("answer until"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = OwnOrOffice.as_manager()

    class Meta:
        verbose_name = _("clarification")
        verbose_name_plural = _("clarifications")
        ordering = ("pk",)

    def __str__(self):
        return str(self.application_id)

    @property
    def programme_id(self) -> int:
        return self.application.programme_id

    def get_absolute_url(self) -> str:
        return reverse("evaluation:clarification", args=[self.pk])


class StepResult(models.Model):
    """What a step gave for an application, frozen when the step was closed. `counted`: ids of the assignments
    whose scores count; `points` is their mean, None where a step has no grid; `sections` the mean of each section,
    {"12": "14.50"}. `because` says why it ends as data (results.py), `reason` in the application's language."""

    class Outcome(models.TextChoices):
        PASSED = "passed", _("Goes on")
        FAILED = "failed", _("Ends here")
        CUT = "cut", _("Below the cut")

    call_step = models.ForeignKey(CallStep, models.CASCADE, related_name="results")
    application = models.ForeignKey(Application, models.PROTECT, related_name="results")
    points = models.DecimalField(_("points"), max_digits=6, decimal_places=2, null=True, blank=True)
    rank = models.PositiveIntegerField(_("rank"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices)
    reason = models.TextField(_("reason"), blank=True)
    because = models.JSONField(default=list)
    sections = models.JSONField(default=dict)
    # As they were when the step was closed: what the ranking orders by.
    amount = models.DecimalField(_("amount asked for"), null=True, blank=True, **MONEY)
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    counted = models.JSONField(default=list)
    made_at = models.DateTimeField()
    # A complaint that was upheld makes a newer one; the last counts.
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("result of a step")
        verbose_name_plural = _("results of a step")
        ordering = ("call_step", "rank", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["call_step", "application"],
                condition=models.Q(replaced_at=None),
                name="one_standing_result_per_step",
            )
        ]

    def __str__(self):
        return self.get_outcome_display()
