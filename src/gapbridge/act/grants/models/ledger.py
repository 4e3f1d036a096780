from decimal import Decimal
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.people.models import Organisation, User
from gapbridge.programmes.models import Programme
from gapbridge.programmes.standing import standing
from gapbridge.programmes.visibility import InProgramme

from .grant import INSIDERS, Grant

SIGNED_MONEY: dict[str, Any] = {"max_digits": 14, "decimal_places": 2}
RATE: dict[str, Any] = {
    "max_digits": 16,
    "decimal_places": 6,
    "validators": [MinValueValidator(Decimal("0.000001"))],
}


class RateQuerySet(InProgramme):
    keepers = INSIDERS
    shared = None


class AgreedRate(models.Model):
    """How much of a currency one euro is, as the programme agreed it with its donor, from a day on."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="agreed_rates")
    currency = models.CharField(_("currency"), max_length=3)
    per_euro = models.DecimalField(_("for one euro"), **RATE)
    since = models.DateField(_("from"))
    source = models.CharField(_("agreed where"), max_length=200, blank=True)
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = RateQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreed exchange rate")
        verbose_name_plural = _("agreed exchange rates")
        ordering = ("currency", "-since")
        constraints = [
            models.UniqueConstraint(fields=["programme", "currency", "since"], name="one_rate_from_a_day_on")
        ]

    def __str__(self):
        return f"{self.currency} {self.per_euro}"


class LedgerQuerySet(models.QuerySet["LedgerEntry"]):
    """All programmes' entries of an organisation are read by whoever keeps grants anywhere: the ceiling is one for
    all calls and years. Each reader sees further than the sums only where the grant is theirs to see."""

    def visible_to(self, user: Any) -> "LedgerQuerySet":
        return self if standing(user).holds(*INSIDERS) else self.filter(Q(pk__in=[]))


class LedgerEntry(models.Model):
    """What changed in the support given to an organisation. `amount_eur` is what the ceiling counts; never altered."""

    class Kind(models.TextChoices):
        AWARD = "award", _("Award")
        INCREASE = "increase", _("Increase")
        DECREASE = "decrease", _("Never paid")
        RECOVERY = "recovery", _("Paid back")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="grant_ledger")
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="ledger")
    kind = models.CharField(_("entry"), max_length=10, choices=Kind.choices)
    # Negative where support became less.
    amount = models.DecimalField(_("amount"), **SIGNED_MONEY)
    currency = models.CharField(_("currency"), max_length=3)
    per_euro = models.DecimalField(_("for one euro"), **RATE)
    amount_eur = models.DecimalField(_("amount in euro"), **SIGNED_MONEY)
    on = models.DateField(_("date"))

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ("on", "pk")
        indexes = [models.Index(fields=["organisation", "on"])]

    def __str__(self):
        return f"{self.get_kind_display()} {self.amount} {self.currency}"

    @property
    def programme_id(self) -> int:
        return self.grant.programme_id

    def get_absolute_url(self) -> str:
        return reverse("grants:ledger_of", args=[self.organisation_id])
