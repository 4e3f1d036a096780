from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from tree_queries.models import TreeNode
from tree_queries.query import TreeQuerySet

from gapbridge.people.models import Organisation

from .lifecycle import PROGRAMME
from .visibility import InProgramme

MONEY = {"max_digits": 14, "decimal_places": 2, "validators": [MinValueValidator(Decimal(0))]}
# A number of people in a PositiveSmallIntegerField: unknown is left empty, never zero.
MOST_PEOPLE = [MaxValueValidator(9999)]
PEOPLE: dict[str, Any] = {"null": True, "blank": True, "validators": MOST_PEOPLE}
NARRATIVE_LANGUAGES = [("en", _("English")), ("az", _("Azerbaijani")), ("ru", _("Russian"))]


class Place(TreeNode):
    """A country, region, district or settlement. Codes are ISO 3166-2, settlements have our own."""

    class Kind(models.TextChoices):
        COUNTRY = "country", _("Country")
        REGION = "region", _("Region")
        DISTRICT = "district", _("District")
        CITY = "city", _("City")
        SETTLEMENT = "settlement", _("Settlement")

    code = models.CharField(_("code"), max_length=24, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=120)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    geonames = models.BigIntegerField(null=True, blank=True)
    # The district (or city) in which a place lies, itself for a district: figures roll up to it.
    district = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="places_within")

    objects = TreeQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ("name",)

    def __str__(self):
        return self.name


class PopulationGroup(models.Model):
    """Whom a programme is about: a displacement status, or a diversity that matters for protection."""

    class Kind(models.TextChoices):
        STATUS = "status", _("Displacement status")
        DIVERSITY = "diversity", _("Diversity")

    key = models.SlugField(unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.STATUS)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("population group")
        verbose_name_plural = _("population groups")
        ordering = ("kind", "name")

    def __str__(self):
        return self.name


class Topic(models.Model):
    key = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=120)
    dac_code = models.CharField(_("DAC sector code"), max_length=5, blank=True)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ("name",)

    def __str__(self):
        return self.name


class FrameworkQuerySet(models.QuerySet["Framework"]):
    def visible_to(self, user) -> "FrameworkQuerySet":
        return self


class Framework(models.Model):
    """A standard or plan cut into numbered clauses."""

    class Kind(models.TextChoices):
        STANDARD = "standard", _("Standard")
        PLAN = "plan", _("Plan")

    key = models.SlugField()
    version = models.CharField(_("version"), max_length=20)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=200)
    source = models.TextField(_("source"), blank=True)

    objects = FrameworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("framework")
        verbose_name_plural = _("frameworks")
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="one_framework_per_version")]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programmes:framework", args=[self.pk])


class ClauseQuerySet(TreeQuerySet):
    def visible_to(self, user) -> "ClauseQuerySet":
        return self


class Clause(TreeNode):
    framework = models.ForeignKey(Framework, models.CASCADE, related_name="clauses")
    code = models.CharField(_("code"), max_length=12)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    position = models.PositiveIntegerField(default=0)

    objects = ClauseQuerySet.as_manager()

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        ordering = ("framework", "position")
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="one_clause_per_code")]

    def __str__(self):
        return f"{self.code} {self.title}"


class ProgrammeQuerySet(InProgramme):
    programme_path = "pk"
    public = Q(state__in=["running", "closed"])


class Programme(models.Model):
    """A funded undertaking with partners, dates, budget, places, populations and topics."""

    slug = models.SlugField(unique=True)
    title = models.CharField(_("title"), max_length=250)
    short_title = models.CharField(_("short title"), max_length=80)
    summary = models.TextField(_("summary"), blank=True)
    country = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("country"))
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    state = models.CharField(_("state"), max_length=20, choices=PROGRAMME.choices, default="draft")
    places = models.ManyToManyField(Place, blank=True, related_name="programmes", verbose_name=_("places"))
    populations = models.ManyToManyField(
        PopulationGroup, blank=True, related_name="programmes", verbose_name=_("population groups")
    )
    topics = models.ManyToManyField(Topic, blank=True, related_name="programmes", verbose_name=_("topics"))
    frameworks = models.ManyToManyField(
        Framework, blank=True, related_name="programmes", verbose_name=_("frameworks")
    )

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ("short_title",)
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="programme_ends_after_it_starts",
            )
        ]

    def __str__(self):
        return self.short_title

    @property
    def programme_id(self) -> int:
        return self.pk

    def get_absolute_url(self) -> str:
        return reverse("programmes:programme", args=[self.pk])


class PartnerQuerySet(InProgramme):
    public = Q(programme__state__in=["running", "closed"])


class Partner(models.Model):
    """An organisation's part in a programme."""

    class Role(models.TextChoices):
        LEAD = "lead", _("Leads")
        IMPLEMENTING = "implementing", _("Implements")
        FUNDING = "funding", _("Funds")
        COUNTERPART = "counterpart", _("Counterpart authority")
        STAKEHOLDER = "stakeholder", _("Stakeholder")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="partnerships", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ("programme", "role", "organisation__name")
        constraints = [
            models.UniqueConstraint(fields=["programme", "organisation", "role"], name="one_partner_per_role")
        ]

    def __str__(self):
        return f"{self.organisation} ({self.get_role_display()})"


class BudgetLine(models.Model):
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="budget_lines")
    code = models.CharField(_("code"), max_length=20)
    title = models.CharField(_("title"), max_length=200)
    amount = models.DecimalField(_("amount"), **MONEY)

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        ordering = ("programme", "code")
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="one_budget_line_per_code")]

    def __str__(self):
        return f"{self.code} {self.title}"
