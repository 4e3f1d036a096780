"""A reader asks whether something is out of date; a curator answers."""

from typing import Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gapbridge.people.models import User
from gapbridge.people.roles import OFFICERS
from gapbridge.programmes.standing import standing
from gapbridge.share.library.lifecycle import DOUBT

from .edition import Version


class DoubtQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        curated = standing(user).programmes_with(*OFFICERS)
        mine = models.Q(asked_by_id=user.pk) if user.pk else models.Q(pk__in=[])
        return self.filter(models.Q(version__edition__resource__programme_id__in=curated) | mine)


class Doubt(models.Model):
    version = models.ForeignKey(Version, models.CASCADE, related_name="doubts")
    text = models.TextField(_("what has changed"), max_length=2000)
    language = models.CharField(max_length=2, default="en")
    # Without an account nobody is named, and nobody is written to.
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=DOUBT.choices, default="open")

    objects = DoubtQuerySet.as_manager()

    class Meta:
        verbose_name = _("doubt")
        verbose_name_plural = _("doubts")
        ordering = ("-asked_at", "-pk")

    def __str__(self):
        return self.text[:80]

    def get_absolute_url(self) -> str:
        """Where it stands with its answer: the resource, in the language that was doubted."""
        return f"{self.version.edition.get_absolute_url()}#doubts"

    @property
    def programme_id(self) -> int:
        return self.version.edition.resource.programme_id
