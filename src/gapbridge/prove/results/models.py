from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from gapbridge.act.interventions.models import Intervention
from gapbridge.people.models import User
from gapbridge.people.roles import OFFICERS, Role
from gapbridge.programmes.models import Programme
from gapbridge.programmes.visibility import InProgramme


class ResultQuerySet(InProgramme):
    """The chain of results is public as soon as its programme is."""

    public = Q(programme__state__in=["running", "closed"])


class Result(models.Model):
    class Level(models.TextChoices):
        IMPACT = "impact", _("Impact")
        OUTCOME = "outcome", _("Outcome")
        OUTPUT = "output", _("Output")

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="results", verbose_name=_("programme")
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("contributes to"),
    )
    level = models.CharField(_("level"), max_length=8, choices=Level.choices)
    code = models.CharField(_("code"), max_length=12)
    title = models.CharField(_("title"), max_length=250)

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering = ("programme", "code")
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="one_result_per_code")]

    def __str__(self):
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return f"{reverse('results:programme', args=[self.programme_id])}#result-{self.pk}"


class IndicatorQuerySet(InProgramme):
    programme_path = "result__programme_id"
    keepers = OFFICERS | {Role.DONOR, Role.OFFICIAL}
    shared = Q()
    public = Q(published_at__isnull=False)


class Indicator(models.Model):
    """What shows that a result came about. Its figure derives from records through `counter`, or, where
    nothing in the program can be counted, from observations."""

    class Kind(models.TextChoices):
        NUMBER = "number", _("Number")
        PERCENTAGE = "percentage", _("Percentage")
        YES_NO = "yes_no", _("Yes or no")
        QUALITATIVE = "qualitative", _("Described in words")

    class Accumulation(models.TextChoices):
        FLOW = "flow", _("Sum of periods")
        RUNNING = "running", _("Value to date")
        LATEST = "latest", _("Last value")
        DISTINCT = "distinct", _("People counted once")

    result = models.ForeignKey(Result, models.PROTECT, related_name="indicators", verbose_name=_("result"))
    code = models.CharField(_("code"), max_length=12)
    title = models.CharField(_("title"), max_length=250)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.NUMBER)
    accumulation = models.CharField(
        _("how periods add up"), max_length=10, choices=Accumulation.choices, default=Accumulation.RUNNING
    )
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    # A key of the counting engine; empty when the figure comes from observations.
    counter = models.CharField(_("counted from"), max_length=40, blank=True)
    # Conditions of the count beyond the programme and the interventions: {"axis": ["value", …]}.
    conditions = models.JSONField(default=dict, blank=True)
    interventions = models.ManyToManyField(
        Intervention, blank=True, related_name="indicators", verbose_name=_("interventions that contribute")
    )
    baseline = models.DecimalField(
        _("baseline"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Leave empty when it is not known."),
    )
    published_at = models.DateTimeField(null=True, blank=True)

    objects = IndicatorQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ("result", "code")
        constraints = [models.UniqueConstraint(fields=["result", "code"], name="one_indicator_per_code")]

    def __str__(self):
        return f"{self.code} {self.title}"

    @property
    def programme_id(self) -> int:
        return self.result.programme_id

    def get_absolute_url(self) -> str:
        return reverse("results:indicator", args=[self.pk])


class Target(models.Model):
    """What is aimed at by a date. A changed target is a new row with its reason; the old one stays."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets")
    due_on = models.DateField(_("by"))
    value = models.DecimalField(
        _("value"), max_digits=14, decimal_places=2, validators=[MinValueValidator(0)]
    )
    reason = models.TextField(_("reason of the change"), blank=True)
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)
    is_current = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ("due_on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "due_on"],
                condition=Q(is_current=True),
                name="one_current_target_per_date",
            )
        ]

    def __str__(self):
        return f"{self.value} ({self.due_on})"


class Observation(models.Model):
    """A value that the program can't count itself, with where it comes from."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="observations")
    observed_on = models.DateField(_("date"))
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2, null=True, blank=True)
    numerator = models.DecimalField(_("numerator"), max_digits=14, decimal_places=2, null=True, blank=True)
    denominator = models.DecimalField(
        _("denominator"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    text = models.TextField(_("in words"), blank=True)
    source = models.CharField(_("source"), max_length=250)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        ordering = ("observed_on", "pk")

    def __str__(self):
        return f"{self.indicator_id} {self.observed_on}"

    @property
    def programme_id(self) -> int:
        return self.indicator.programme_id
