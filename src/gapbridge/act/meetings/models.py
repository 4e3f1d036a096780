from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gapbridge.act.interventions.models import Intervention, OfInterventionQuerySet
from gapbridge.people.models import Organisation
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, Place, Topic
from gapbridge.programmes.standing import standing
from gapbridge.programmes.visibility import InProgramme

PEOPLE: dict[str, Any] = {"null": True, "blank": True, "validators": [MaxValueValidator(9999)]}


class Meeting(models.Model):
    """What a round table or a study tour adds to its intervention. Texts are in the intervention's language."""

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


class PartQuerySet(InProgramme):
    """What hangs from a meeting is seen as far as the meeting is."""

    programme_path = "meeting__intervention__programme_id"
    public = Q(meeting__intervention__published_at__isnull=False)
    shared = ~Q(meeting__intervention__state="planned") | public


class Part(models.Model):
    """Something that hangs from a meeting; each kind has its `meeting`."""

    meeting: Any
    objects = PartQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def programme_id(self) -> int:
        return self.meeting.programme_id

    def get_absolute_url(self) -> str:
        return self.meeting.get_absolute_url()


class Delegation(Part):
    """An organisation that came, with how many women and men. Unknown is left empty, never zero."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="delegations")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    women = models.PositiveSmallIntegerField(_("women"), **PEOPLE)
    men = models.PositiveSmallIntegerField(_("men"), **PEOPLE)

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ("organisation__country", "organisation__name")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "organisation"], name="one_delegation_per_organisation"
            )
        ]

    def __str__(self):
        return str(self.organisation)


class Visit(Part):
    """Something seen on a study tour."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="visits")
    what = models.CharField(_("what was visited"), max_length=200)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    visited_on = models.DateField(_("date"), null=True, blank=True)
    learnt = models.TextField(_("what was learnt"), blank=True)

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ("visited_on", "pk")

    def __str__(self):
        return self.what


class Lesson(Part):
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="lessons")
    text = models.TextField(_("lesson learnt"))
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="en")
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("topic")
    )

    class Meta:
        verbose_name = _("lesson learnt")
        verbose_name_plural = _("lessons learnt")
        ordering = ("pk",)

    def __str__(self):
        return self.text[:80]


class FollowUpQuerySet(PartQuerySet):
    def also(self, user: Any) -> Q:
        """Whoever acts for the organisation that is to do it."""
        return Q(owner_id__in=standing(user).organisations) & self.shared

    def overdue(self) -> "FollowUpQuerySet":
        return self.filter(done_on=None, due_on__lt=timezone.localdate())


class FollowUp(Part):
    """What was asked for or promised, who does it and by when."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="follow_ups")
    text = models.TextField(_("what is to be done"))
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="en")
    owner = models.ForeignKey(
        Organisation, models.PROTECT, related_name="follow_ups", verbose_name=_("who does it")
    )
    due_on = models.DateField(_("by"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ("due_on", "pk")

    def __str__(self):
        return self.text[:80]

    def get_absolute_url(self) -> str:
        return reverse("meetings:follow_up", args=[self.pk])

    @property
    def standing(self) -> str:
        """ "done", "overdue" or "open"."""
        if self.done_on:
            return "done"
        return "overdue" if self.due_on and self.due_on < timezone.localdate() else "open"
