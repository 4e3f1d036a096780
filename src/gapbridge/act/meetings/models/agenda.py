from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.consultations.models import Consultation
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.models import Measure
from gapbridge.people.models import Organisation

from .meeting import Meeting, Part

ABOUT = ("gap", "measure", "consultation")


class AgendaItem(Part):
    """One point of the agenda, in the intervention's language; the gap, measure or round that it is about, if any."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    position = models.PositiveIntegerField(default=0)
    starts_at = models.TimeField(_("from"), null=True, blank=True)
    ends_at = models.TimeField(_("until"), null=True, blank=True)
    title = models.TextField(_("agenda item"))
    leads = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("led by")
    )
    gap = models.ForeignKey(Gap, models.SET_NULL, null=True, blank=True, related_name="+")
    measure = models.ForeignKey(Measure, models.SET_NULL, null=True, blank=True, related_name="+")
    consultation = models.ForeignKey(Consultation, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ("position", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(gap=None, measure=None)
                | Q(gap=None, consultation=None)
                | Q(measure=None, consultation=None),
                name="an_agenda_item_is_about_one_thing",
            )
        ]

    def __str__(self):
        return self.title[:80]

    @property
    def about(self) -> Gap | Measure | Consultation | None:
        return self.gap or self.measure or self.consultation
