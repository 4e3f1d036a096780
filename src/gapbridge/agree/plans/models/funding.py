from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from gapbridge.people.models import Organisation
from gapbridge.programmes.models import MONEY
from gapbridge.programmes.standing import standing
from gapbridge.programmes.visibility import InProgramme

from .plan import Measure


class FundingQuerySet(InProgramme):
    programme_path = "measure__plan__programme_id"

    def also(self, user: Any) -> Q:
        """Whoever carries the measure out sees what pays for it, and a funder what it gives."""
        mine = standing(user).organisations
        return (Q(measure__responsible_id__in=mine) & ~Q(measure__state="proposed")) | Q(source_id__in=mine)


class Funding(models.Model):
    """Money for a measure from one source. Sums are counted from these rows and kept nowhere."""

    class State(models.TextChoices):
        PLEDGED = "pledged", _("Pledged")
        COMMITTED = "committed", _("Committed")
        PAID = "paid", _("Paid")

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="fundings", verbose_name=_("measure"))
    source = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("who gives it"))
    amount = models.DecimalField(_("amount"), **MONEY)
    state = models.CharField(_("how sure it is"), max_length=10, choices=State.choices)
    agreed_on = models.DateField(_("agreed on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = FundingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("funding")
        verbose_name_plural = _("funding")
        ordering = ("measure", "pk")
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="funding_is_more_than_nothing")]

    def __str__(self):
        return f"{self.source} ({self.get_state_display()})"

    @property
    def programme_id(self) -> int:
        return self.measure.programme_id

    def get_absolute_url(self) -> str:
        return f"{self.measure.get_absolute_url()}#funding"
