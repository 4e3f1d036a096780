"""What happens while a grant runs: activities become interventions, changes are asked for, officers visit."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.act.applications.models import LogframeRow
from gapbridge.act.grants.lifecycle import CHANGE
from gapbridge.act.interventions.models import Intervention
from gapbridge.people.models import User
from gapbridge.programmes.models import MONEY, NARRATIVE_LANGUAGES, Place

from .grant import BelongsToGrant, Grant, OfGrant


class Activity(BelongsToGrant):
    """An intervention that carries out an activity of the grant's logframe (none: of the grant as a whole)."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="activities")
    row = models.ForeignKey(
        LogframeRow,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("activity of the logframe"),
    )
    intervention = models.OneToOneField(
        Intervention, models.PROTECT, related_name="grant_activity", verbose_name=_("intervention")
    )

    objects = OfGrant.as_manager()

    class Meta:
        verbose_name = _("activity of a grant")
        verbose_name_plural = _("activities of a grant")
        ordering = ("grant", "row__position", "pk")

    def __str__(self):
        return str(self.intervention)


class Change(BelongsToGrant):
    """A change of the budget (`shifts`: heading → what is added, as text), of the last day or of the amount.

    What stays within the limit is in force on notice; the rest waits for approval.
    """

    class Kind(models.TextChoices):
        BUDGET = "budget", _("Budget")
        EXTENSION = "extension", _("Extension")
        AMOUNT = "amount", _("Amount of the grant")

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="changes")
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("change of"), max_length=10, choices=Kind.choices)
    reason = models.TextField(_("reason"))
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="az")
    shifts = models.JSONField(default=dict, blank=True)
    ends_on = models.DateField(_("new last day"), null=True, blank=True)
    amount = models.DecimalField(_("new amount"), null=True, blank=True, **MONEY)
    on_notice = models.BooleanField(_("within the limit: in force on notice"), default=False)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    judged_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    judged_at = models.DateTimeField(_("decided"), null=True, blank=True)
    declined_because = models.TextField(_("why it was declined"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=CHANGE.choices, default="asked")

    objects = OfGrant.as_manager()

    class Meta:
        verbose_name = _("change of a grant")
        verbose_name_plural = _("changes of a grant")
        ordering = ("grant", "number")
        constraints = [
            models.UniqueConstraint(fields=["grant", "number"], name="one_change_per_number"),
            models.CheckConstraint(
                condition=~Q(kind="extension") | Q(ends_on__isnull=False), name="an_extension_has_a_last_day"
            ),
        ]

    def __str__(self):
        return self.get_kind_display()

    def get_absolute_url(self) -> str:
        return reverse("grants:change", args=[self.pk])


class Visit(BelongsToGrant):
    """The office was there, and saw."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="visits")
    visited_on = models.DateField(_("date"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    seen = models.TextField(_("what was seen"))
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="en")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = OfGrant.as_manager()

    class Meta:
        verbose_name = _("site visit")
        verbose_name_plural = _("site visits")
        ordering = ("grant", "visited_on", "pk")

    def __str__(self):
        return f"{self.place} {self.visited_on}"

    def get_absolute_url(self) -> str:
        return reverse("grants:visit", args=[self.pk])


class OfVisit(OfGrant):
    grant_path = "visit__grant"
    programme_path = "visit__grant__application__call__intervention__programme_id"


class Finding(models.Model):
    """What has to be put right, until when, and whether it was."""

    class Severity(models.TextChoices):
        LOW = "low", _("Low")
        MEDIUM = "medium", _("Medium")
        HIGH = "high", _("High")

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="findings")
    text = models.TextField(_("finding"))
    severity = models.CharField(_("severity"), max_length=6, choices=Severity.choices)
    due_on = models.DateField(_("to be put right by"))
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = OfVisit.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ("visit", "pk")

    def __str__(self):
        return self.get_severity_display()

    @property
    def programme_id(self) -> int:
        return self.visit.programme_id

    def get_absolute_url(self) -> str:
        return self.visit.get_absolute_url()
