from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gapbridge.act.interventions.models import Intervention
from gapbridge.act.meetings.lifecycle import FOLLOW_UP
from gapbridge.agree.plans.models import Measure
from gapbridge.people.models import Organisation
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, Topic
from gapbridge.programmes.standing import standing

from .meeting import Meeting, Part, PartQuerySet


class FollowUpQuerySet(PartQuerySet):
    def also(self, user: Any) -> Q:
        """And whoever acts for the organisation that is to do it, or that asked for it."""
        mine = standing(user).organisations
        return super().also(user) | ((Q(owner_id__in=mine) | Q(asked_by_id__in=mine)) & self.shared)

    def open(self) -> "FollowUpQuerySet":
        return self.filter(state="open")

    def overdue(self) -> "FollowUpQuerySet":
        return self.open().filter(due_on__lt=timezone.localdate())


class FollowUp(Part):
    """What was asked for, promised or agreed to be done: who does it, and by when."""

    class Kind(models.TextChoices):
        REQUEST = "request", _("Request")
        COMMITMENT = "commitment", _("Commitment")
        TASK = "task", _("Task")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="follow_ups")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.TASK)
    text = models.TextField(_("what is to be done"))
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="en")
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("topic")
    )
    asked_by = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requests_made",
        verbose_name=_("asked for by"),
    )
    owner = models.ForeignKey(
        Organisation, models.PROTECT, related_name="follow_ups", verbose_name=_("who does it")
    )
    due_on = models.DateField(_("by"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=FOLLOW_UP.choices, default="open")
    done_on = models.DateField(_("done on"), null=True, blank=True)
    done_what = models.TextField(_("what was done"), blank=True)
    reason = models.TextField(_("why it is not done"), blank=True)
    # What it grew into.
    measure = models.ForeignKey(
        Measure,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="from_follow_ups",
        verbose_name=_("became the measure"),
    )
    intervention = models.ForeignKey(
        Intervention,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="from_follow_ups",
        verbose_name=_("became the intervention"),
    )
    # The days on which the owner was written to: of itself, a week before it is due, once it is overdue.
    told_on = models.DateField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    called_overdue_on = models.DateField(null=True, blank=True)

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
    def is_overdue(self) -> bool:
        return self.state == "open" and bool(self.due_on) and self.due_on < timezone.localdate()

    @property
    def standing(self) -> str:
        """The state's key, or "overdue"."""
        return "overdue" if self.is_overdue else self.state
