from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.act.interventions.models import Intervention
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.models import Measure
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, Topic

from .meeting import Meeting, Part


class Lesson(Part):
    """What a meeting taught: the gaps and measures it speaks of, and what took it up later."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="lessons")
    text = models.TextField(_("lesson learnt"))
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="en")
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("topic")
    )
    gaps = models.ManyToManyField(
        Gap, blank=True, related_name="lessons", verbose_name=_("gaps it speaks of")
    )
    measures = models.ManyToManyField(
        Measure, blank=True, related_name="lessons", verbose_name=_("measures it speaks of")
    )
    taken_up_in = models.ForeignKey(
        Intervention,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="lessons_taken_up",
        verbose_name=_("taken up in"),
    )

    class Meta:
        verbose_name = _("lesson learnt")
        verbose_name_plural = _("lessons learnt")
        ordering = ("pk",)

    def __str__(self):
        return self.text[:80]

    def get_absolute_url(self) -> str:
        return reverse("meetings:lesson", args=[self.pk])
