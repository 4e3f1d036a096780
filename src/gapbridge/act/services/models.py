from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.act.interventions.models import Intervention, OfInterventionQuerySet, kept_by
from gapbridge.base.fields import EncryptedTextField
from gapbridge.people.models import Organisation
from gapbridge.people.roles import OFFICERS
from gapbridge.programmes.axes import AgeBand, Disability, Sex, Status
from gapbridge.programmes.models import Place, Programme
from gapbridge.programmes.visibility import InProgramme


class Service(models.Model):
    """What a service to people adds to its intervention."""

    class Kind(models.TextChoices):
        LIVELIHOOD = "livelihood", _("Livelihood and recovery support")
        PSYCHOSOCIAL = "psychosocial", _("Psychosocial support")
        MINE_RISK = "mine_risk", _("Mine risk awareness session")

    intervention = models.OneToOneField(Intervention, models.CASCADE, related_name="service")
    kind = models.CharField(_("service"), max_length=14, choices=Kind.choices)

    objects = OfInterventionQuerySet.as_manager()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")

    def __str__(self):
        return str(self.intervention)

    @property
    def programme_id(self) -> int:
        return self.intervention.programme_id

    def get_absolute_url(self) -> str:
        return self.intervention.get_absolute_url()


class ServiceSessionQuerySet(InProgramme):
    programme_path = "service__intervention__programme_id"
    public = Q(service__intervention__published_at__isnull=False)
    shared = ~Q(service__intervention__state="planned")

    def also(self, user: Any) -> Q:
        return kept_by(user, "service__intervention")


class ServiceSession(models.Model):
    """A session held with a group (mine risk awareness, psychosocial support)."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="sessions")
    title = models.CharField(_("title"), max_length=200)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    held_on = models.DateField(_("date"))

    objects = ServiceSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("service session")
        verbose_name_plural = _("service sessions")
        ordering = ("held_on", "pk")

    def __str__(self):
        return self.title

    @property
    def programme_id(self) -> int:
        return self.service.programme_id


class PersonQuerySet(InProgramme):
    keepers = OFFICERS
    shared = None


class Person(models.Model):
    """Somebody served, by code. Who it is stands apart, encrypted, in PersonIdentity."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="people_served")
    code = models.CharField(_("person code"), max_length=40)
    sex = models.CharField(_("sex"), max_length=10, choices=Sex.choices, default=Sex.UNKNOWN)
    age_band = models.CharField(_("age"), max_length=8, choices=AgeBand.choices, default=AgeBand.UNKNOWN)
    disability = models.CharField(
        _("disability"), max_length=12, choices=Disability.choices, default=Disability.NOT_ASKED
    )
    status = models.CharField(
        _("displacement status"), max_length=14, choices=Status.choices, default=Status.UNKNOWN
    )
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lives in")
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person served")
        verbose_name_plural = _("people served")
        ordering = ("code",)
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="one_person_per_code")]

    def __str__(self):
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("services:person", args=[self.pk])


class PersonIdentity(models.Model):
    """Who a person served is: encrypted, read through one action that journals each look with its reason."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="identity")
    name = EncryptedTextField(_("name"))
    phone = EncryptedTextField(_("telephone"), null=True, blank=True)
    # Keyed hash of the document number: finds duplicates without holding the number.
    document_hash = models.CharField(max_length=64, blank=True, db_index=True)

    class Meta:
        verbose_name = _("identity")
        verbose_name_plural = _("identities")

    def __str__(self):
        return f"identity of {self.person_id}"


class RecordQuerySet(InProgramme):
    programme_path = "service__intervention__programme_id"
    keepers = OFFICERS
    shared = None

    def also(self, user: Any) -> Q:
        return kept_by(user, "service__intervention")


class Record(models.Model):
    """One line of the register: a person received a service on a day."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="records")
    person = models.ForeignKey(Person, models.PROTECT, related_name="records", verbose_name=_("person"))
    session = models.ForeignKey(
        ServiceSession,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="records",
        verbose_name=_("session"),
    )
    received_on = models.DateField(_("date"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    provider = models.ForeignKey(
        Organisation, models.PROTECT, related_name="services_provided", verbose_name=_("provided by")
    )
    quantity = models.PositiveSmallIntegerField(_("times"), default=1, validators=[MinValueValidator(1)])

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("register line")
        verbose_name_plural = _("register lines")
        ordering = ("-received_on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["service", "person", "received_on"], name="one_line_per_person_and_day"
            )
        ]
        indexes = [models.Index(fields=["service", "-received_on", "id"])]

    def __str__(self):
        return f"{self.person_id} {self.received_on}"

    @property
    def programme_id(self) -> int:
        return self.service.intervention.programme_id
