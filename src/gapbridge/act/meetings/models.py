from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.act.interventions.models import Intervention, OfInterventionQuerySet
from gapbridge.people.models import Organisation
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, Place, Topic
from gapbridge.programmes.visibility import InProgramme


class Meeting(models.Model):
    """What a round table or a study tour adds to its intervention."""

    intervention = models.OneToOneField(Intervention, models.CASCADE, related_name="meeting")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    agenda = models.TextField(_("agenda"), blank=True)
    minutes = models.TextField(_("minutes"), blank=True)
    outcome = models.TextField(_("outcome"), blank=True)

    objects = OfInterventionQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")

    def __str__(self):
        return str(self.intervention)

    @property
    def programme_id(self) -> int:
        return self.intervention.programme_id

    def get_absolute_url(self) -> str:
        return self.intervention.get_absolute_url()


class Delegation(models.Model):
    """An organisation that came, with how many women and men. Unknown is left empty, never zero."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="delegations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    women = models.PositiveSmallIntegerField(_("women"), null=True, blank=True)
    men = models.PositiveSmallIntegerField(_("men"), null=True, blank=True)

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ("organisation__country", "organisation__name")
        constraints = [models.UniqueConstraint(fields=["meeting", "organisation"], name="one_delegation_per_organisation")]

    def __str__(self):
        return str(self.organisation)


class Visit(models.Model):
    """Something seen on a study tour."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="visits")
    what = models.CharField(_("what was visited"), max_length=200)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place"))
    visited_on = models.DateField(_("date"), null=True, blank=True)
    learnt = models.TextField(_("what was learnt"), blank=True)

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ("visited_on", "pk")

    def __str__(self):
        return self.what


class LessonQuerySet(InProgramme):
    programme_path = "meeting__intervention__programme_id"
    public = Q(meeting__intervention__published_at__isnull=False)


class Lesson(models.Model):
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="lessons")
    text = models.TextField(_("lesson learnt"))
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="en")
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("topic"))

    objects = LessonQuerySet.as_manager()

    class Meta:
        verbose_name = _("lesson learnt")
        verbose_name_plural = _("lessons learnt")
        ordering = ("pk",)

    def __str__(self):
        return self.text[:80]

    @property
    def programme_id(self) -> int:
        return self.meeting.programme_id

    def get_absolute_url(self) -> str:
        return self.meeting.get_absolute_url()


class FollowUpQuerySet(InProgramme):
    programme_path = "meeting__intervention__programme_id"
    public = Q(meeting__intervention__published_at__isnull=False)


class FollowUp(models.Model):
    """What was asked for or promised, who does it and by when."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="follow_ups")
    text = models.TextField(_("what is to be done"))
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="en")
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="follow_ups", verbose_name=_("who does it"))
    due_on = models.DateField(_("by"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ("due_on", "pk")

    def __str__(self):
        return self.text[:80]

    @property
    def programme_id(self) -> int:
        return self.meeting.programme_id

    def get_absolute_url(self) -> str:
        return self.meeting.get_absolute_url()
