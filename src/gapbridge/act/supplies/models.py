from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.act.interventions.models import Intervention, OfInterventionQuerySet
from gapbridge.people.models import Organisation
from gapbridge.people.roles import OFFICERS, Role
from gapbridge.programmes.models import MONEY, Place
from gapbridge.programmes.standing import standing
from gapbridge.programmes.visibility import InProgramme

from .lifecycle import HANDOVER


class ProcurementQuerySet(OfInterventionQuerySet):
    keepers = OFFICERS | {Role.LOGISTICIAN}


class Procurement(models.Model):
    """What a procurement adds to its intervention."""

    intervention = models.OneToOneField(Intervention, models.CASCADE, related_name="procurement")
    note = models.TextField(_("note"), blank=True)

    objects = ProcurementQuerySet.as_manager()

    class Meta:
        verbose_name = _("procurement")
        verbose_name_plural = _("procurements")

    def __str__(self):
        return str(self.intervention)

    @property
    def programme_id(self) -> int:
        return self.intervention.programme_id

    def get_absolute_url(self) -> str:
        return self.intervention.get_absolute_url()


class Item(models.Model):
    class Category(models.TextChoices):
        EQUIPMENT = "equipment", _("Equipment")
        FURNITURE = "furniture", _("Furniture")
        HOUSEHOLD = "household", _("Household items")
        OTHER = "other", _("Other")

    procurement = models.ForeignKey(Procurement, models.CASCADE, related_name="items")
    name = models.CharField(_("item"), max_length=150)
    category = models.CharField(_("category"), max_length=12, choices=Category.choices)
    unit = models.CharField(_("unit"), max_length=20, default="pcs")
    quantity = models.PositiveIntegerField(_("quantity ordered"), validators=[MinValueValidator(1)])
    unit_cost = models.DecimalField(_("unit cost"), null=True, blank=True, **MONEY)

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ("category", "name")
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="an_item_is_ordered_at_least_once")
        ]

    def __str__(self):
        return self.name


class FacilityQuerySet(models.QuerySet["Facility"]):
    def visible_to(self, user: Any) -> "FacilityQuerySet":
        """Whoever takes part in a programme sees all; others those that their own organisation runs."""
        held = standing(user)
        return self if held.programmes else self.filter(run_by_id__in=held.organisations)


class Facility(models.Model):
    """A place that receives supplies: a reception centre, a community centre, a school."""

    name = models.CharField(_("name"), max_length=150)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    run_by = models.ForeignKey(
        Organisation, models.PROTECT, related_name="facilities", verbose_name=_("run by")
    )

    objects = FacilityQuerySet.as_manager()

    class Meta:
        verbose_name = _("facility")
        verbose_name_plural = _("facilities")
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=["name", "place"], name="one_facility_per_name_and_place")
        ]

    def __str__(self):
        return self.name


class HandoverQuerySet(InProgramme):
    programme_path = "procurement__intervention__programme_id"
    keepers = OFFICERS | {Role.LOGISTICIAN}
    shared = ~Q(state="planned")
    public = ~Q(state="planned") & Q(procurement__intervention__published_at__isnull=False)

    def also(self, user: Any) -> Q:
        """Who receives it, from the day it is handed over."""
        return Q(facility__run_by_id__in=standing(user).organisations) & ~Q(state="planned")


class Handover(models.Model):
    """Items given to a facility, with who received them by function, never by name."""

    procurement = models.ForeignKey(Procurement, models.CASCADE, related_name="handovers")
    facility = models.ForeignKey(
        Facility, models.PROTECT, related_name="handovers", verbose_name=_("facility")
    )
    handed_over_on = models.DateField(_("date"))
    received_by = models.CharField(_("received by (function)"), max_length=120, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=HANDOVER.choices, default="planned")

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = ("handed_over_on", "pk")

    def __str__(self):
        return f"{self.facility} {self.handed_over_on}"

    @property
    def programme_id(self) -> int:
        return self.procurement.intervention.programme_id

    def get_absolute_url(self) -> str:
        return reverse("supplies:handover", args=[self.pk])


class HandoverLine(models.Model):
    handover = models.ForeignKey(Handover, models.CASCADE, related_name="lines")
    item = models.ForeignKey(Item, models.PROTECT, related_name="handed_over", verbose_name=_("item"))
    quantity = models.PositiveIntegerField(_("quantity"), validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("handover line")
        verbose_name_plural = _("handover lines")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["handover", "item"], name="one_line_per_item")]

    def __str__(self):
        return f"{self.item} × {self.quantity}"
