"""A donor's rules as data: how applications are evaluated, and what an applicant is asked."""

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.people.roles import Role
from gapbridge.programmes.models import Programme
from gapbridge.programmes.standing import standing
from gapbridge.programmes.visibility import InProgramme

HIGHEST = 5  # points for a question, before its weight
GRANT_KEEPERS = frozenset({Role.GRANTS_OFFICER, Role.PROGRAMME_OFFICER})
PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


class OfTemplates(InProgramme):
    """Templates without a programme are everybody's who runs grants anywhere; a programme's own are its office's."""

    keepers = GRANT_KEEPERS
    shared = None

    def also(self, user: Any) -> Q:
        return Q(programme=None) if standing(user).programmes_with(*GRANT_KEEPERS) else Q(pk__in=[])


class Procedure(models.Model):
    """How a call's applications are evaluated: steps with their grids, and the figures that rule them.

    A template has no call. A call owns a copy, which is frozen when the call opens (`frozen_at`).
    """

    class Tie(models.TextChoices):
        RELEVANCE = "first_section", _("More points in the first section, then the earlier receipt")
        CHEAPER = "amount", _("The smaller amount, then the earlier receipt")
        EARLIER = "receipt", _("The earlier receipt")

    programme = models.ForeignKey(
        Programme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="procedures",
        verbose_name=_("programme"),
    )
    key = models.SlugField(_("key"))
    title = models.CharField(_("title"), max_length=200)
    version = models.PositiveIntegerField(_("version"), default=1)
    is_template = models.BooleanField(default=True)
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="copies")
    two_step = models.BooleanField(_("concept note first, then invited full applications"), default=True)
    least_days_open = models.PositiveSmallIntegerField(_("days a call stays open at least"), default=45)
    evaluators_each = models.PositiveSmallIntegerField(
        _("evaluators for each application"),
        default=2,
        validators=[MinValueValidator(2), MaxValueValidator(5)],
    )
    third_score_percent = models.PositiveSmallIntegerField(
        _("a third evaluator when two differ by more than this share of the higher (%)"),
        default=30,
        validators=PERCENT,
    )
    invited_multiple = models.DecimalField(
        _("invited: the best, up to this multiple of the budget"),
        max_digits=4,
        decimal_places=2,
        default=Decimal(2),
        validators=[MinValueValidator(1)],
    )
    amount_margin_percent = models.PositiveSmallIntegerField(
        _("the full application's amount may differ from the concept note's by (%)"),
        default=20,
        validators=PERCENT,
    )
    # Keys of what may not change between concept note and full application: "lot", "organisation", "partners",
    # "title", or the key of a field of the form.
    unchangeable = models.JSONField(_("may not change after the concept note"), default=list, blank=True)
    reasons_for = models.JSONField(_("scores that need a reason"), default=list, blank=True)  # [1, 5]
    tie_rule = models.CharField(_("rule for ties"), max_length=20, choices=Tie.choices, default=Tie.RELEVANCE)
    complaint_days = models.PositiveSmallIntegerField(_("days for a complaint"), default=10)
    frozen_at = models.DateTimeField(_("frozen"), null=True, blank=True)

    objects = OfTemplates.as_manager()

    class Meta:
        verbose_name = _("procedure")
        verbose_name_plural = _("procedures")
        ordering = ("title", "-version", "pk")

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("procedures:procedure", args=[self.pk])


class Step(models.Model):
    """One step of the evaluation, with its minutes. `least_points` is what an application must reach in it."""

    class Kind(models.TextChoices):
        OPENING = "opening", _("Opening and administrative check")
        CONCEPT = "concept", _("Concept note")
        FULL = "full", _("Full application")
        ELIGIBILITY = "eligibility", _("Eligibility")

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="steps")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=150)
    position = models.PositiveSmallIntegerField(default=0)
    least_points = models.DecimalField(
        _("points to pass"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ("procedure", "position", "pk")
        constraints = [models.UniqueConstraint(fields=["procedure", "kind"], name="one_step_of_a_kind")]

    def __str__(self):
        return self.title


class Section(models.Model):
    """A part of a grid. It is worth 5 times the weights of its questions."""

    step = models.ForeignKey(Step, models.CASCADE, related_name="sections")
    title = models.CharField(_("title"), max_length=150)
    position = models.PositiveSmallIntegerField(default=0)
    least_points = models.DecimalField(
        _("points to pass"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ("step", "position", "pk")

    def __str__(self):
        return self.title


class Question(models.Model):
    """Scored 1 to 5, counting `weight` times."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="questions")
    text = models.CharField(_("question"), max_length=400)
    guidance = models.TextField(_("what to look for"), blank=True)
    weight = models.DecimalField(
        _("weight"),
        max_digits=4,
        decimal_places=2,
        default=Decimal(1),
        validators=[MinValueValidator(Decimal("0.25")), MaxValueValidator(20)],
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ("section", "position", "pk")

    def __str__(self):
        return self.text


class CheckItem(models.Model):
    """A yes-or-no question of an administrative or eligibility step."""

    step = models.ForeignKey(Step, models.CASCADE, related_name="items")
    text = models.CharField(_("question"), max_length=400)
    position = models.PositiveSmallIntegerField(default=0)
    eliminating = models.BooleanField(_("a no ends the evaluation"), default=True)
    may_be_clarified = models.BooleanField(_("the applicant may be asked to supply it"), default=False)

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        ordering = ("step", "position", "pk")

    def __str__(self):
        return self.text


class FormDefinition(models.Model):
    """What an applicant is asked, as data: one version of a form. A published version never changes.

    `definition` is checked by `procedures.forms_schema`: {"sections": [{"key", "title": {"en","az","ru"}, "help",
    "fields": [{"key", "kind", "label", "help", "required", …}]}]}. Kinds: "text" (with "words"), "number", "date",
    "choice" and "choices" (with "options"), "table" (with "columns", "rows"), "files" (with "kinds", "most"),
    "declaration", and the editors "logframe", "budget" (with "headings", "ceilings"), "timeline", "partners".
    """

    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="form_definitions"
    )
    key = models.SlugField(_("key"))
    title = models.CharField(_("title"), max_length=200)
    part = models.CharField(
        _("for"), max_length=12, choices=[("concept", _("Concept note")), ("full", _("Full application"))]
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    definition = models.JSONField(default=dict)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    objects = OfTemplates.as_manager()

    class Meta:
        verbose_name = _("application form")
        verbose_name_plural = _("application forms")
        ordering = ("title", "-version")
        constraints = [
            models.UniqueConstraint(fields=["programme", "key", "version"], name="one_form_per_version"),
            models.UniqueConstraint(
                fields=["key", "version"], condition=Q(programme=None), name="one_shipped_form_per_version"
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("procedures:form", args=[self.pk])
