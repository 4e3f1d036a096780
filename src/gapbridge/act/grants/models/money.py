from decimal import Decimal
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.act.grants.lifecycle import PAYMENT, RECOVERY
from gapbridge.people.models import User
from gapbridge.programmes.models import MONEY

from .grant import BelongsToGrant, Grant, OfGrant
from .ledger import RATE
from .reports import Report

MORE_THAN_NOTHING = [MinValueValidator(Decimal("0.01"))]
PAID = {**MONEY, "validators": MORE_THAN_NOTHING}


class Instalment(BelongsToGrant):
    """A part of the grant, paid when its conditions are met. Those of a grant add up to its amount."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="instalments")
    number = models.PositiveSmallIntegerField(_("number"))
    amount = models.DecimalField(_("amount"), **PAID)
    conditions = models.TextField(_("conditions"), blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    requires = models.ForeignKey(
        Report,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="instalments",
        verbose_name=_("once this report is approved"),
    )

    objects = OfGrant.as_manager()

    class Meta:
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        ordering = ("grant", "number")
        constraints = [models.UniqueConstraint(fields=["grant", "number"], name="one_instalment_per_number")]

    def __str__(self):
        return str(self.number)

    @property
    def payment(self) -> "Payment | None":
        """The one that was noted and not rejected. No query where `payments` are prefetched."""
        return next((each for each in self.payments.all() if each.state != "rejected"), None)

    @property
    def counted(self) -> Decimal:
        """What it comes to in the plan: as it was paid, or as it is to be paid."""
        paid = self.payment if self.pk else None
        return paid.amount if paid else self.amount


class PaymentQuerySet(OfGrant):
    def confirmed(self) -> Self:
        """What counts as paid."""
        return self.filter(state="confirmed")

    def standing(self) -> Self:
        """Noted, whether or not confirmed: so much can't be paid again."""
        return self.exclude(state="rejected")


class Payment(BelongsToGrant):
    """Money that went out, noted by one person and confirmed by another: only then does it count as paid.

    `amount` is in the programme's currency; `rate` is how much of `currency` one of it is. `instalment` is None where
    it was rejected and the instalment then planned anew.
    """

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="payments")
    instalment = models.ForeignKey(Instalment, models.PROTECT, null=True, blank=True, related_name="payments")
    on = models.DateField(_("paid on"))
    amount = models.DecimalField(_("amount"), **PAID)
    reference = models.CharField(_("reference of the transfer"), max_length=80)
    currency = models.CharField(_("paid in"), max_length=3)
    rate = models.DecimalField(_("exchange rate"), **RATE)
    # Why it was paid although a condition was not met or the grant was suspended.
    overridden_because = models.TextField(_("why it was paid all the same"), blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    judged_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    judged_at = models.DateTimeField(_("decided"), null=True, blank=True)
    rejected_because = models.TextField(_("reason"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=PAYMENT.choices, default="recorded")

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ("on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["instalment"],
                condition=~Q(state="rejected"),
                name="one_standing_payment_per_instalment",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed", judged_by=F("made_by")),
                name="a_payment_has_two_pairs_of_eyes",
            ),
        ]

    def __str__(self):
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("grants:money", args=[self.grant_id])

    @property
    def paid_in_currency(self) -> Decimal:
        return (self.amount * self.rate).quantize(Decimal("0.01"))


class Recovery(BelongsToGrant):
    """Money that the grantee owes: paid back, or set off against what it would still get."""

    class How(models.TextChoices):
        PAID_BACK = "paid_back", _("Paid back")
        SET_OFF = "set_off", _("Set off against the next payment")

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="recoveries")
    report = models.ForeignKey(Report, models.PROTECT, null=True, blank=True, related_name="recoveries")
    amount = models.DecimalField(_("amount"), **PAID)
    reason = models.TextField(_("reason"))
    due_on = models.DateField(_("due"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    how = models.CharField(_("how"), max_length=10, choices=How.choices, blank=True)
    reference = models.CharField(_("reference of the transfer"), max_length=80, blank=True)
    waived_because = models.TextField(_("why it was waived"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=RECOVERY.choices, default="due")

    objects = OfGrant.as_manager()

    class Meta:
        verbose_name = _("recovery")
        verbose_name_plural = _("recoveries")
        ordering = ("grant", "due_on", "pk")

    def __str__(self):
        return f"{self.amount}"

    def get_absolute_url(self) -> str:
        return reverse("grants:money", args=[self.grant_id])
