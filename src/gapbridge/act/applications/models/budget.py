from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from gapbridge.programmes.models import MONEY

from .application import Partner
from .parts import OfPart, Part

QUANTITY = [MinValueValidator(Decimal("0.01"))]


class BudgetLine(models.Model):
    """A cost: quantity times rate. `heading` is a key of the form's budget field; no partner is the applicant."""

    part = models.ForeignKey(Part, models.CASCADE, related_name="budget_lines")
    heading = models.CharField(_("heading"), max_length=60)
    position = models.PositiveIntegerField(default=0)
    text = models.CharField(_("cost"), max_length=300)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=10, decimal_places=2, validators=QUANTITY)
    rate = models.DecimalField(_("rate"), **MONEY)
    year = models.PositiveSmallIntegerField(
        _("year"), default=1, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("spent by")
    )
    activity = models.ForeignKey(
        "applications.LogframeRow",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("for"),
    )
    justification = models.TextField(_("why, and how it was estimated"), blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = OfPart.as_manager()

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        ordering = ("part", "heading", "position", "pk")

    def __str__(self):
        return self.text

    @property
    def cost(self) -> Decimal:
        return (self.quantity * self.rate).quantize(Decimal("0.01"))


class FundingSource(models.Model):
    """Co-financing: the applicant's own money or another donor's."""

    part = models.ForeignKey(Part, models.CASCADE, related_name="funding_sources")
    name = models.CharField(_("source"), max_length=200)
    amount = models.DecimalField(_("amount"), **MONEY)
    is_secured = models.BooleanField(_("secured"), default=False)
    version = models.PositiveIntegerField(default=1)

    objects = OfPart.as_manager()

    class Meta:
        verbose_name = _("source of co-financing")
        verbose_name_plural = _("sources of co-financing")
        ordering = ("part", "pk")

    def __str__(self):
        return self.name
