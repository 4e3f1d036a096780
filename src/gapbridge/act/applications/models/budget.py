from decimal import ROUND_HALF_UP, Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from gapbridge.programmes.models import MONEY

from .application import Partner
from .parts import OfPart, Part
from .rows import EditedRow, one_of_a_token

QUANTITY = [MinValueValidator(Decimal("0.01"))]
CENT = Decimal("0.01")


def cost_of(quantity: Decimal, rate: Decimal) -> Decimal:
    """To the cent, half a cent up."""
    return (quantity * rate).quantize(CENT, ROUND_HALF_UP)


class BudgetLine(EditedRow):
    """A cost: quantity times rate. `heading` is a key of the form's budget field; no partner is the applicant.

    A line may be half written: a quantity or rate that is not known yet is empty, never zero.
    """

    CELLS = ("heading", "text", "unit", "quantity", "rate", "year", "partner", "activity", "justification")

    part = models.ForeignKey(Part, models.CASCADE, related_name="budget_lines")
    heading = models.CharField(_("heading"), max_length=60)
    position = models.PositiveIntegerField(default=0)
    text = models.CharField(_("cost"), max_length=300, blank=True)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    quantity = models.DecimalField(
        _("quantity"), max_digits=10, decimal_places=2, null=True, blank=True, validators=QUANTITY
    )
    rate = models.DecimalField(_("rate"), null=True, blank=True, **MONEY)
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

    objects = OfPart.as_manager()

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        ordering = ("part", "heading", "position", "pk")
        constraints = [one_of_a_token(within="part", name="one_budget_line_of_a_token")]

    def __str__(self):
        return self.text

    @property
    def cost(self) -> Decimal | None:
        """None while quantity or rate is not known."""
        if self.quantity is None or self.rate is None:
            return None
        return cost_of(self.quantity, self.rate)


class FundingSource(EditedRow):
    """Co-financing: the applicant's own money or another donor's."""

    CELLS = ("name", "amount", "is_secured")

    part = models.ForeignKey(Part, models.CASCADE, related_name="funding_sources")
    name = models.CharField(_("source"), max_length=200, blank=True)
    amount = models.DecimalField(_("amount"), null=True, blank=True, **MONEY)
    is_secured = models.BooleanField(_("secured"), default=False)

    objects = OfPart.as_manager()

    class Meta:
        verbose_name = _("source of co-financing")
        verbose_name_plural = _("sources of co-financing")
        ordering = ("part", "pk")
        constraints = [one_of_a_token(within="part", name="one_funding_source_of_a_token")]

    def __str__(self):
        return self.name
