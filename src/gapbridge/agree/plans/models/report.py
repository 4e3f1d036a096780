from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from gapbridge.agree.plans.lifecycle import REPORT
from gapbridge.base.models import StoredFile
from gapbridge.people.models import Organisation, User
from gapbridge.programmes.models import NARRATIVE_LANGUAGES
from gapbridge.programmes.standing import standing
from gapbridge.programmes.visibility import InProgramme

from .plan import PROMISES, PUBLISHED, Measure


class ReportQuerySet(InProgramme):
    """Seen as the measure is; by the public once it is verified."""

    programme_path = "measure__plan__programme_id"
    public = Q(state="verified", measure__plan__state__in=PUBLISHED, measure__state__in=PROMISES)

    def also(self, user: Any) -> Q:
        mine = standing(user).organisations
        return Q(measure__responsible_id__in=mine) | Q(organisation_id__in=mine)


class Report(models.Model):
    """What the responsible organisation says it has done. Verified, it stays as it is."""

    class Standing(models.TextChoices):
        ON_TRACK = "on_track", _("On track")
        DELAYED = "delayed", _("Delayed")
        BLOCKED = "blocked", _("Blocked")
        FINISHED = "finished", _("Finished")

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="reports", verbose_name=_("measure"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("reported for")
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("reported by"))
    text = models.TextField(_("what was done"))
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="en")
    stands = models.CharField(_("how it stands"), max_length=10, choices=Standing.choices)
    until = models.DateField(_("until when this speaks"))
    state = models.CharField(_("state"), max_length=20, choices=REPORT.choices, default="submitted")
    submitted_at = models.DateTimeField(_("submitted"), default=timezone.now)
    verified_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("verified by")
    )
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    returned_because = models.TextField(_("why it was returned"), blank=True)

    objects = ReportQuerySet.as_manager()
    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        ordering = ("-until", "-pk")
        indexes = [models.Index(fields=["state"])]

    def __str__(self):
        return f"{self.measure.code}, {self.until:%Y-%m-%d}"

    @property
    def programme_id(self) -> int:
        return self.measure.programme_id

    def get_absolute_url(self) -> str:
        return reverse("plans:report", args=[self.pk])


class ReportEvidence(models.Model):
    """What shows it: a sentence, with a web address, a file or both."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="evidence")
    note = models.CharField(_("what it shows"), max_length=300)
    address = models.URLField(_("web address"), max_length=500, blank=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("file")
    )

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ("pk",)

    def __str__(self):
        return self.note

    @property
    def programme_id(self) -> int:
        return self.report.programme_id
