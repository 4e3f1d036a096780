from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.lifecycle import MEASURE, PLAN
from gapbridge.people.models import Organisation
from gapbridge.programmes.models import MONEY, NARRATIVE_LANGUAGES, Clause, Framework, Programme
from gapbridge.programmes.standing import standing
from gapbridge.programmes.visibility import InProgramme

PUBLISHED = ("adopted", "reviewed", "closed")  # states in which everybody reads a plan
PROMISES = ("agreed", "under_way", "done", "carried_over")  # measures of it that everybody reads


REVIEW_PARTS = (
    ("reached", _("What was reached")),
    ("missed", _("What was not reached")),
    ("why", _("Why")),
    ("lessons", _("What is learnt for the next plan")),
)


class PlanQuerySet(InProgramme):
    shared = ~Q(state="draft")
    public = Q(state__in=PUBLISHED)


class Plan(models.Model):
    """The measures of a year or a period."""

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="plans", verbose_name=_("programme")
    )
    title = models.CharField(_("title"), max_length=200)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    national_plan = models.ForeignKey(
        Framework,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("national plan"),
        limit_choices_to={"kind": Framework.Kind.PLAN},
    )
    state = models.CharField(_("state"), max_length=20, choices=PLAN.choices, default="draft")
    # What became of it: a text each under the keys of REVIEW_PARTS.
    review = models.JSONField(_("review"), default=dict, blank=True)
    review_language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="en")
    reviewed_on = models.DateField(_("reviewed"), null=True, blank=True)

    objects = PlanQuerySet.as_manager()
    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ("-starts_on",)
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")), name="plan_ends_after_it_starts"
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("plans:plan", args=[self.pk])


class MeasureQuerySet(InProgramme):
    programme_path = "plan__programme_id"
    public = Q(plan__state__in=PUBLISHED, state__in=PROMISES)

    def also(self, user: Any) -> Q:
        """Whoever is to carry a measure out sees it, with or without a part in the programme."""
        return Q(responsible_id__in=standing(user).organisations) & ~Q(state="proposed")


class Measure(models.Model):
    """What shall be done about agreed gaps: by whom, by when, at what cost."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="measures", verbose_name=_("plan"))
    code = models.CharField(_("code"), max_length=12)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="en")
    indicator = models.CharField(
        _("indicator"),
        max_length=300,
        blank=True,
        help_text=_("What will show that it works, in one sentence."),
    )
    gaps = models.ManyToManyField(Gap, related_name="measures", verbose_name=_("gaps"))
    clauses = models.ManyToManyField(
        Clause, blank=True, related_name="measures", verbose_name=_("clauses of the national plan")
    )
    responsible = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="measures",
        verbose_name=_("responsible"),
    )
    partners = models.ManyToManyField(Organisation, blank=True, related_name="+", verbose_name=_("partners"))
    starts_on = models.DateField(_("from"), null=True, blank=True)
    due_on = models.DateField(_("by"), null=True, blank=True)
    cost = models.DecimalField(
        _("cost"), null=True, blank=True, help_text=_("Leave empty when it is not known yet."), **MONEY
    )
    state = models.CharField(_("state"), max_length=20, choices=MEASURE.choices, default="proposed")
    carried_from = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="carried_into",
        verbose_name=_("carried over from"),
    )

    objects = MeasureQuerySet.as_manager()
    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ("plan", "code")
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="one_measure_per_code"),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(starts_on=None) | Q(due_on__gte=models.F("starts_on")),
                name="measure_is_due_after_it_starts",
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.title}"

    @property
    def programme_id(self) -> int:
        return self.plan.programme_id

    def get_absolute_url(self) -> str:
        return reverse("plans:measure", args=[self.pk])
