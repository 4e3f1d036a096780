from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from gapbridge.base.models import StoredFile
from gapbridge.listen.assessments.models import Statement
from gapbridge.listen.feedback.models import Feedback
from gapbridge.people.models import Organisation
from gapbridge.people.roles import Role
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, Clause, Place, PopulationGroup, Programme
from gapbridge.programmes.visibility import InProgramme

from .lifecycle import GAP


class GapQuerySet(InProgramme):
    keepers = frozenset(
        {Role.PROTECTION_OFFICER, Role.PROGRAMME_OFFICER, Role.MONITORING_OFFICER, Role.GRANTS_OFFICER}
    )
    shared = ~Q(state="draft")
    public = Q(published_at__isnull=False)


class Gap(models.Model):
    """A difference between what a standard promises and what people live."""

    class Severity(models.IntegerChoices):
        MINIMAL = 1, _("1 minimal")
        STRESS = 2, _("2 stress")
        SEVERE = 3, _("3 severe")
        EXTREME = 4, _("4 extreme")
        CATASTROPHIC = 5, _("5 catastrophic")

    class Undoing(models.IntegerChoices):
        EASY = 1, _("easy to undo")
        HARD = 2, _("hard to undo")
        IRREVERSIBLE = 3, _("can't be undone")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="gaps", verbose_name=_("programme"))
    code = models.CharField(_("code"), max_length=12)
    title = models.CharField(_("title"), max_length=200)
    statement = models.TextField(_("what people live, against what is promised"))
    remedy = models.TextField(_("remedy proposed"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="en")
    clauses = models.ManyToManyField(Clause, blank=True, related_name="gaps", verbose_name=_("clauses"))
    populations = models.ManyToManyField(
        PopulationGroup, blank=True, related_name="gaps", verbose_name=_("population groups")
    )
    places = models.ManyToManyField(Place, blank=True, related_name="gaps", verbose_name=_("places"))
    severity = models.PositiveSmallIntegerField(_("severity"), choices=Severity.choices)
    undoing = models.PositiveSmallIntegerField(
        _("how hard it is to undo"), choices=Undoing.choices, default=Undoing.HARD
    )
    people_affected = models.PositiveIntegerField(
        _("people affected"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Leave empty when nobody knows."),
    )
    people_rank = models.PositiveSmallIntegerField(
        _("people's own rank"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Kept beside the analysts' severity, never merged with it."),
    )
    state = models.CharField(_("state"), max_length=20, choices=GAP.choices, default="draft")
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    # Set when words that this text quotes were taken back after it was decided about, and so could not be changed.
    words_withdrawn_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = GapQuerySet.as_manager()
    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))

    class Meta:
        verbose_name = _("gap")
        verbose_name_plural = _("gaps")
        ordering = ("programme", "code")
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="one_gap_per_code")]

    def __str__(self):
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("gaps:gap", args=[self.pk])

    @property
    def priority(self) -> int | None:
        """The analysts': severity × people affected × how hard to undo; unknown when nobody counted the people."""
        return None if self.people_affected is None else self.severity * self.people_affected * self.undoing


class Cause(models.Model):
    class Kind(models.TextChoices):
        LAW = "law", _("Law")
        POLICY = "policy", _("Policy")
        PRACTICE = "practice", _("Practice")
        CAPACITY = "capacity", _("Capacity")
        RESOURCES = "resources", _("Resources")
        ATTITUDES = "attitudes", _("Attitudes")

    gap = models.ForeignKey(Gap, models.CASCADE, related_name="causes")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    text = models.TextField(_("cause"))
    duty_bearer = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("duty bearer")
    )

    evidence = models.ManyToManyField(
        "Evidence", blank=True, related_name="causes", verbose_name=_("evidence")
    )

    class Meta:
        verbose_name = _("cause")
        verbose_name_plural = _("causes")
        ordering = ("pk",)

    def __str__(self):
        return self.text

    @property
    def programme_id(self) -> int:
        return self.gap.programme_id


class Descent(models.Model):
    """Where a gap comes from: merged of several, or split off one. What came before stays readable."""

    class Kind(models.TextChoices):
        MERGE = "merge", _("merged")
        SPLIT = "split", _("split")

    ancestor = models.ForeignKey(Gap, models.PROTECT, related_name="descendants")
    descendant = models.ForeignKey(Gap, models.PROTECT, related_name="ancestors")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    reason = models.TextField(_("why"))
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["ancestor", "descendant"], name="one_descent_per_pair"),
            models.CheckConstraint(
                condition=~Q(ancestor=models.F("descendant")), name="a_gap_does_not_descend_from_itself"
            ),
        ]

    def __str__(self):
        return f"{self.ancestor_id} → {self.descendant_id}"


class Evidence(models.Model):
    """What a gap stands on: a voice, a document, or what the community told the programme. Exactly one of them."""

    gap = models.ForeignKey(Gap, models.CASCADE, related_name="evidence")
    statement = models.ForeignKey(
        Statement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence_for",
        verbose_name=_("statement"),
    )
    feedback = models.ForeignKey(
        Feedback,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence_for",
        verbose_name=_("feedback"),
    )
    source = models.CharField(
        _("document"), max_length=250, blank=True, help_text=_("Title, author and year.")
    )
    url = models.URLField(_("web address"), blank=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("file")
    )
    note = models.TextField(_("what it shows"), blank=True)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["gap", "statement"], name="one_evidence_per_statement"),
            models.UniqueConstraint(fields=["gap", "feedback"], name="one_evidence_per_feedback"),
            models.CheckConstraint(
                condition=Q(statement__isnull=False, feedback=None, source="")
                | Q(statement=None, feedback__isnull=False, source="")
                | (Q(statement=None, feedback=None) & ~Q(source="")),
                name="evidence_is_of_one_kind",
            ),
        ]

    def __str__(self):
        return self.source or str(self.statement or self.feedback)

    @property
    def programme_id(self) -> int:
        return self.gap.programme_id
