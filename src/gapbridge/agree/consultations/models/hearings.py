"""Meetings of a round, where delegations and communities are heard; a secretary writes down what they say."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.people.models import User
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, PEOPLE, Place

from .round import Consultation
from .seats import Stakeholder


class Hearing(models.Model):
    """A meeting of delegations, or a session with a community group, in which texts of the round are discussed."""

    class Kind(models.TextChoices):
        MEETING = "meeting", _("Meeting of delegations")
        COMMUNITY = "community", _("Session with a community group")

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="hearings")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.MEETING)
    held_on = models.DateField(_("date"))
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="az")
    minutes = models.TextField(_("minutes"), blank=True)
    # Grows with every change of the minutes: of two who write at once, the second is shown the other's text.
    minutes_version = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("meeting of the round")
        verbose_name_plural = _("meetings of the round")
        ordering = ("held_on", "pk")

    def __str__(self):
        return f"{self.get_kind_display()}, {self.held_on:%d.%m.%Y}"

    @property
    def programme_id(self) -> int:
        return self.consultation.programme_id

    def get_absolute_url(self) -> str:
        return reverse("consultations:hearing", args=[self.consultation_id, self.pk])


class Attendance(models.Model):
    """A delegation or group that came, how many, and what it said. An unknown number is empty, never zero."""

    hearing = models.ForeignKey(Hearing, models.CASCADE, related_name="attendances")
    stakeholder = models.ForeignKey(
        Stakeholder, models.PROTECT, related_name="attendances", verbose_name=_("who came")
    )
    women = models.PositiveSmallIntegerField(_("women"), **PEOPLE)
    men = models.PositiveSmallIntegerField(_("men"), **PEOPLE)
    girls = models.PositiveSmallIntegerField(_("girls"), **PEOPLE)
    boys = models.PositiveSmallIntegerField(_("boys"), **PEOPLE)
    said = models.TextField(_("what was said"), blank=True)
    said_version = models.PositiveIntegerField(default=0)
    written_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ("stakeholder__organisation__kind", "stakeholder__organisation__name", "pk")
        constraints = [
            models.UniqueConstraint(fields=["hearing", "stakeholder"], name="one_attendance_per_hearing")
        ]

    def __str__(self):
        return str(self.stakeholder)

    @property
    def programme_id(self) -> int:
        return self.hearing.programme_id
