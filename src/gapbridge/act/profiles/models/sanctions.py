"""Lists of people and entities to whom no money may go, and names that resemble them."""

from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.act.profiles import concern
from gapbridge.act.profiles.lifecycle import HIT
from gapbridge.base.fields import EncryptedTextField
from gapbridge.people.models import Organisation
from gapbridge.programmes.models import Programme

from .file import TEXT, Officer


class SanctionsListQuerySet(models.QuerySet["SanctionsList"]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(programme_id__in=concern.family_of(user))

    def current(self) -> Self:
        return self.filter(replaced_at=None)


class SanctionsList(models.Model):
    """A sanctions list as it was uploaded. A newer version of the same name replaces it."""

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="sanctions_lists", verbose_name=_("programme")
    )
    name = models.CharField(_("name"), max_length=120)
    source = models.CharField(_("where it comes from"), max_length=300, blank=True)
    dated_on = models.DateField(_("date of the list"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    entries_count = models.PositiveIntegerField(_("entries"), default=0)
    replaced_at = models.DateTimeField(_("replaced"), null=True, blank=True)

    objects = SanctionsListQuerySet.as_manager()

    class Meta:
        verbose_name = _("sanctions list")
        verbose_name_plural = _("sanctions lists")
        ordering = ("-pk",)

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("profiles:list", args=[self.pk])


class SanctionsEntry(models.Model):
    """One person or entity of a list, under all its names."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        ENTITY = "entity", _("Entity")
        UNKNOWN = "", _("Not said")

    list = models.ForeignKey(SanctionsList, models.CASCADE, related_name="entries")
    name = models.CharField(_("name"), max_length=500)
    aliases = models.TextField(_("other names"), blank=True)  # one a line
    keys = models.TextField()  # names.key_of each name, one a line
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, blank=True)
    reference = models.CharField(_("reference"), max_length=120, blank=True)
    born = models.CharField(_("date of birth"), max_length=200, blank=True)
    country = models.CharField(_("country"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("entry of a sanctions list")
        verbose_name_plural = _("entries of sanctions lists")

    def __str__(self):
        return self.name


class ScreeningQuerySet(models.QuerySet["Screening"]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(
            list__programme_id__in=concern.family_of(user),
            organisation_id__in=concern.organisations(concern.checked_by(user)),
        )

    def current(self) -> Self:
        return self.filter(is_current=True)


class Screening(models.Model):
    """The names of an organisation held against a list, once. The last of each list is the current one."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="screenings")
    list = models.ForeignKey(SanctionsList, models.PROTECT, related_name="screenings")
    run_at = models.DateTimeField(_("screened"))
    run_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    names = models.PositiveSmallIntegerField(_("names"))
    names_hash = models.CharField(max_length=64)  # tells whether the names are still the same
    is_current = models.BooleanField(default=True)

    objects = ScreeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("screening")
        verbose_name_plural = _("screenings")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "list"],
                condition=Q(is_current=True),
                name="one_current_screening",
            )
        ]

    def __str__(self):
        return f"{self.organisation_id} · {self.list_id}"


class HitQuerySet(models.QuerySet["Hit"]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(
            screening__list__programme_id__in=concern.family_of(user),
            screening__organisation_id__in=concern.organisations(concern.checked_by(user)),
        )

    def current(self) -> Self:
        return self.filter(screening__is_current=True)


class Hit(models.Model):
    """A name of the organisation that resembles one on the list, until a person has decided."""

    class Subject(models.TextChoices):
        ORGANISATION = "organisation", _("Organisation")
        OFFICER = "officer", _("Officer")

    screening = models.ForeignKey(Screening, models.CASCADE, related_name="hits")
    subject = models.CharField(_("whose name"), max_length=12, choices=Subject.choices)
    officer = models.ForeignKey(Officer, models.SET_NULL, null=True, blank=True, related_name="+")
    label = EncryptedTextField(_("name"))
    # Keyed hash of the name and of the entry: a decision is remembered for the same two in a later screening.
    pair_hash = models.CharField(max_length=64, db_index=True)
    entry = models.ForeignKey(SanctionsEntry, models.PROTECT, related_name="hits")
    likeness = models.PositiveSmallIntegerField(_("likeness"), validators=[MaxValueValidator(100)])
    state = models.CharField(_("state"), max_length=12, choices=HIT.choices, default="open")
    reason = models.TextField(_("reason"), blank=True, validators=TEXT)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    objects = HitQuerySet.as_manager()

    class Meta:
        verbose_name = _("name on a sanctions list")
        verbose_name_plural = _("names on sanctions lists")
        ordering = ("-likeness", "pk")
        indexes = [models.Index(fields=["state"])]

    def __str__(self):
        return f"{self.get_subject_display()} {self.likeness}"

    @property
    def programme_id(self) -> int:
        return self.screening.list.programme_id

    def get_absolute_url(self) -> str:
        return reverse("profiles:hit", args=[self.pk])
