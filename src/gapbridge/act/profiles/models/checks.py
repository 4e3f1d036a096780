"""Due diligence: may this organisation receive money, on which conditions, until when."""

from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gapbridge.act.profiles import concern
from gapbridge.act.profiles.lifecycle import CHECK
from gapbridge.people.models import Organisation
from gapbridge.programmes.models import Programme

from .file import TEXT

SHORT = [MaxLengthValidator(1000)]


class DueDiligenceQuerySet(models.QuerySet["DueDiligence"]):
    def visible_to(self, user: Any) -> Self:
        """Officers who decide on money in the programme, or in another that the same organisation leads."""
        concerned = concern.organisations(concern.checked_by(user))
        return self.filter(programme_id__in=concern.family_of(user), organisation_id__in=concerned)

    def decided(self) -> Self:
        return self.exclude(state="draft")


class DueDiligence(models.Model):
    """One check of an organisation for a programme. Decided, it counts for all programmes of the same lead."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="due_diligence")
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="due_diligence", verbose_name=_("programme")
    )
    state = models.CharField(_("state"), max_length=24, choices=CHECK.choices, default="draft")
    checklist = models.CharField(_("version of the checklist"), max_length=20)
    conditions = models.TextField(_("conditions"), blank=True, validators=TEXT)
    reason = models.TextField(_("reason"), blank=True, validators=TEXT)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("checked by")
    )
    started_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    objects = DueDiligenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("due diligence check")
        verbose_name_plural = _("due diligence checks")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "programme"],
                condition=models.Q(state="draft"),
                name="one_check_under_way",
            )
        ]
        indexes = [models.Index(fields=["organisation", "-decided_at"])]

    def __str__(self):
        return f"{self.organisation} · {self.programme}"

    def get_absolute_url(self) -> str:
        return reverse("profiles:check", args=[self.pk])


class Questionnaire(models.Model):
    """A programme's own version of the questions of a check; the last one is asked, instead of the shipped ones.

    `questions`: [{"key", "en", "az", "ru", "essential"}], as in data/checklist.yaml. A version never changes.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="questionnaires")
    number = models.PositiveIntegerField(_("version"))
    questions = models.JSONField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="one_questionnaire_per_number")
        ]

    def __str__(self):
        return str(self.number)


class CheckAnswer(models.Model):
    """A question as it stood in the checklist when the check began, and its answer."""

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        NOT_APPLICABLE = "not_applicable", _("Does not apply")

    check_of = models.ForeignKey(DueDiligence, models.CASCADE, related_name="answers")
    question = models.CharField(max_length=40)
    texts = models.JSONField()  # language → the question
    essential = models.BooleanField(default=False)  # a "no" bars passing without conditions
    position = models.PositiveSmallIntegerField()
    answer = models.CharField(_("answer"), max_length=14, choices=Answer.choices, blank=True)
    note = models.TextField(_("note"), blank=True, validators=SHORT)

    class Meta:
        verbose_name = _("answer of a check")
        verbose_name_plural = _("answers of a check")
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["check_of", "question"], name="one_answer_per_question")
        ]

    def __str__(self):
        return self.question

    @property
    def text(self) -> str:
        return self.texts.get(get_language()) or self.texts.get("en", "")
