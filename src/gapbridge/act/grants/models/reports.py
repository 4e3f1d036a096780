from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.act.applications.models import BudgetLine, LogframeRow, LogIndicator
from gapbridge.act.grants.lifecycle import REPORT
from gapbridge.base.models import StoredFile
from gapbridge.people.models import User
from gapbridge.programmes.models import MONEY, NARRATIVE_LANGUAGES

from .grant import BelongsToGrant, Grant, OfGrant
from .ledger import RATE

AMOUNT = {**MONEY, "validators": [MinValueValidator(Decimal("0.01"))]}


class Report(BelongsToGrant):
    """What a grantee reports on a period: what was done, and each receipt. Its totals are counted, never typed."""

    class Kind(models.TextChoices):
        INTERIM = "interim", _("Interim report")
        FINAL = "final", _("Final report")

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="reports")
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    period_from = models.DateField(_("from"))
    period_to = models.DateField(_("to"))
    due_on = models.DateField(_("due"))
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="az")
    summary = models.TextField(_("what was done"), blank=True)
    difficulties = models.TextField(_("difficulties, and what was learnt"), blank=True)
    next_steps = models.TextField(_("what comes next"), blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    submitted_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    returned_because = models.TextField(_("why it was returned"), blank=True)
    judged_at = models.DateTimeField(_("judged"), null=True, blank=True)
    judged_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    # The sample of receipts: whoever has the seed draws the same again (sampling.py).
    sample_percent = models.PositiveSmallIntegerField(_("sampled (%)"), null=True, blank=True)
    sample_seed = models.CharField(_("seed of the sample"), max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=REPORT.choices, default="draft")

    objects = OfGrant.as_manager()

    class Meta:
        verbose_name = _("report on a grant")
        verbose_name_plural = _("reports on grants")
        ordering = ("grant", "number")
        constraints = [
            models.UniqueConstraint(fields=["grant", "number"], name="one_grant_report_per_number"),
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")), name="period_of_a_grant_report_ends_after_start"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("grants:report", args=[self.pk])


class OfReport(OfGrant):
    grant_path = "report__grant"
    programme_path = "report__grant__application__call__intervention__programme_id"


class BelongsToReport(models.Model):
    class Meta:
        abstract = True

    report: Report

    @property
    def programme_id(self) -> int:
        return self.report.programme_id

    def get_absolute_url(self) -> str:
        return self.report.get_absolute_url()


class ActivityState(BelongsToReport):
    """How an activity of the logframe stands at the end of the period."""

    class Stage(models.TextChoices):
        NOT_BEGUN = "not_begun", _("Not begun")
        UNDER_WAY = "under_way", _("Under way")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    report = models.ForeignKey(Report, models.CASCADE, related_name="activities")
    row = models.ForeignKey(LogframeRow, models.PROTECT, related_name="+")
    stage = models.CharField(_("state"), max_length=10, choices=Stage.choices)
    text = models.TextField(_("what was done"), blank=True)

    objects = OfReport.as_manager()

    class Meta:
        verbose_name = _("state of an activity")
        verbose_name_plural = _("states of activities")
        ordering = ("report", "row__position", "pk")
        constraints = [
            models.UniqueConstraint(fields=["report", "row"], name="one_state_per_activity_and_report")
        ]

    def __str__(self):
        return self.get_stage_display()


class IndicatorValue(BelongsToReport):
    """The value of an indicator of the logframe at the end of the period; None is not known."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="values")
    indicator = models.ForeignKey(LogIndicator, models.PROTECT, related_name="+")
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2, null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = OfReport.as_manager()

    class Meta:
        verbose_name = _("reported value of an indicator")
        verbose_name_plural = _("reported values of indicators")
        ordering = ("report", "pk")
        constraints = [
            models.UniqueConstraint(fields=["report", "indicator"], name="one_value_per_indicator_and_report")
        ]

    def __str__(self):
        return str(self.value)


class Expense(BelongsToReport):
    """A cost with its receipt. `rate` is how much of `currency` one of the programme's currency is, as agreed;
    `cost` is the amount in the programme's currency. `fingerprint` finds the same receipt anywhere."""

    class Verdict(models.TextChoices):
        OK = "ok", _("In order")
        INELIGIBLE = "ineligible", _("Not eligible")
        QUESTION = "question", _("Question")

    report = models.ForeignKey(Report, models.CASCADE, related_name="expenses")
    supplier = models.CharField(_("supplier"), max_length=200)
    number = models.CharField(_("number of the receipt"), max_length=80)
    on = models.DateField(_("date"))
    text = models.CharField(_("what was paid for"), max_length=300)
    amount = models.DecimalField(_("amount"), **AMOUNT)
    currency = models.CharField(_("currency"), max_length=3)
    rate = models.DecimalField(_("exchange rate"), **RATE)
    cost = models.DecimalField(_("in the programme's currency"), **MONEY)
    heading = models.CharField(_("budget heading"), max_length=60)
    line = models.ForeignKey(
        BudgetLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="expenses",
        verbose_name=_("budget line"),
    )
    file = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("receipt")
    )
    fingerprint = models.CharField(max_length=64)
    is_sampled = models.BooleanField(_("sampled"), default=False)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices, blank=True)
    ineligible = models.DecimalField(_("of it not eligible"), default=Decimal(0), **MONEY)
    note = models.TextField(_("note"), blank=True)
    checked_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = OfReport.as_manager()

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        ordering = ("report", "on", "pk")
        indexes = [models.Index(fields=["fingerprint"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(ineligible__lte=F("cost")), name="no_more_is_ineligible_than_was_spent"
            )
        ]

    def __str__(self):
        return f"{self.supplier} {self.number}"


class SameCost(models.Model):
    """Why two receipts that look the same are not the same cost funded twice, or what was done about it."""

    first = models.ForeignKey(Expense, models.CASCADE, related_name="+")
    second = models.ForeignKey(Expense, models.CASCADE, related_name="+")
    reason = models.TextField(_("reason"))
    resolved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer to a double cost")
        verbose_name_plural = _("answers to double costs")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_answer_per_double_cost"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="double_costs_in_order"),
        ]

    def __str__(self):
        return f"{self.first_id} = {self.second_id}"


class Question(BelongsToReport):
    """The office asks, the grantee answers: about a report, or one receipt of it."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="questions")
    expense = models.ForeignKey(Expense, models.SET_NULL, null=True, blank=True, related_name="questions")
    text = models.TextField(_("question"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    due_on = models.DateField(_("answer until"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = OfReport.as_manager()

    class Meta:
        verbose_name = _("question on a report")
        verbose_name_plural = _("questions on a report")
        ordering = ("report", "pk")

    def __str__(self):
        return str(self.report_id)
