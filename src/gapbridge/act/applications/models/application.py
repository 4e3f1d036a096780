from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.act.applications.lifecycle import APPLICATION, PARTNER
from gapbridge.act.applications.readers import closed_to, open_to
from gapbridge.act.calls.models import MONTHS, Call, Lot
from gapbridge.act.procedures.models import GRANT_KEEPERS
from gapbridge.people.models import Organisation, User
from gapbridge.people.roles import Role
from gapbridge.programmes.models import MONEY, NARRATIVE_LANGUAGES, Place, PopulationGroup
from gapbridge.programmes.standing import standing
from gapbridge.programmes.visibility import InProgramme

NUMBER_OF_PEOPLE = [MinValueValidator(1), MaxValueValidator(1_000_000)]


class ApplicationQuerySet(InProgramme):
    """Applicants and partners that confirmed see their own; the grants office what is submitted; evaluators what
    is open to them (readers.py); nobody else sees any, in any list, count, export or search. Who has a conflict
    sees nothing of it whatever else they are, but their own organisation's."""

    programme_path = "call__intervention__programme_id"

    def visible_to(self, user: Any) -> "ApplicationQuerySet":
        return self.filter(self._own(user) | ((self._office(user) | open_to(user)) & ~closed_to(user)))

    def written_by(self, user: Any) -> "ApplicationQuerySet":
        """Those of one's own organisations, and those in which they are partners."""
        return self.filter(self._own(user))

    @staticmethod
    def _own(user: Any) -> Q:
        mine = standing(user).organisations_as(Role.CSO_STAFF)
        asked = Partner.objects.filter(organisation_id__in=mine).exclude(state="declined")
        return Q(organisation_id__in=mine) | Q(pk__in=asked.values("application_id"))

    def _office(self, user: Any) -> Q:
        sent = ~Q(state="draft") & ~Q(number="")
        return self._in(standing(user).programmes_with(*GRANT_KEEPERS)) & sent


class Application(models.Model):
    """One organisation's application to a lot: what lists, checks and figures need; the rest is in its parts."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="applications")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="applications", verbose_name=_("lot"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="applications", verbose_name=_("applicant")
    )
    # Given when it is first submitted and kept for good: "2026-5-007".
    number = models.CharField(_("number"), max_length=40, blank=True)
    title = models.CharField(_("title of the project"), max_length=200)
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="az")
    target_groups = models.ManyToManyField(
        PopulationGroup, blank=True, related_name="+", verbose_name=_("people it is for")
    )
    places = models.ManyToManyField(Place, blank=True, related_name="+", verbose_name=_("places"))
    people = models.PositiveIntegerField(
        _("people to be reached"), null=True, blank=True, validators=NUMBER_OF_PEOPLE
    )
    months = models.PositiveSmallIntegerField(_("months"), null=True, blank=True, validators=MONTHS)
    # Typed in a concept note; in a full application it is the budget's sum without the co-financing.
    amount = models.DecimalField(_("amount asked for"), null=True, blank=True, **MONEY)
    concept_amount = models.DecimalField(
        _("amount in the concept note"), null=True, blank=True, editable=False, **MONEY
    )
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("begun"))
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    decision = models.TextField(_("reason of the decision"), blank=True)
    state = models.CharField(_("state"), max_length=20, choices=APPLICATION.choices, default="draft")

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["call", "organisation"], name="one_application_per_organisation"),
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="one_application_per_number"
            ),
        ]
        indexes = [models.Index(fields=["call", "state", "lot"])]

    def __str__(self):
        return self.title

    @property
    def programme_id(self) -> int:
        return self.call.intervention.programme_id

    def get_absolute_url(self) -> str:
        return reverse("applications:application", args=[self.pk])


class OfApplication(InProgramme):
    """Rows of an application, seen by whoever sees the application."""

    programme_path = "application__call__intervention__programme_id"
    application_path = "application"

    def visible_to(self, user: Any) -> Any:
        seen = Application.objects.visible_to(user)
        return self.filter(**{f"{self.application_path}__in": seen})


class PartnerQuerySet(OfApplication):
    """Seen by who sees the application, and by the organisation itself, also when it declined."""

    def visible_to(self, user: Any) -> Any:
        mine = standing(user).organisations_as(Role.CSO_STAFF)
        seen = Application.objects.visible_to(user)
        return self.filter(Q(application__in=seen) | Q(organisation_id__in=mine))


class Partner(models.Model):
    """A co-applicant or affiliated entity. It confirms by itself."""

    class Kind(models.TextChoices):
        CO_APPLICANT = "co_applicant", _("Co-applicant")
        AFFILIATED = "affiliated", _("Affiliated entity")

    application = models.ForeignKey(Application, models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    kind = models.CharField(_("as"), max_length=12, choices=Kind.choices)
    role = models.TextField(_("what it does in the project"), blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    answered_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=PARTNER.choices, default="asked")

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner of an application")
        verbose_name_plural = _("partners of an application")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["application", "organisation"], name="one_partner_per_organisation"
            )
        ]

    def __str__(self):
        return f"{self.organisation} · {self.get_kind_display()}"

    @property
    def programme_id(self) -> int:
        return self.application.programme_id

    def get_absolute_url(self) -> str:
        return reverse("applications:partner", args=[self.pk])


class Presence(models.Model):
    """Who has which section open now: a row a person, renewed while the page is open."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="presences")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    part = models.CharField(max_length=12)
    section = models.CharField(max_length=60)
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [
            models.UniqueConstraint(fields=["application", "user"], name="one_presence_per_person")
        ]

    def __str__(self):
        return f"{self.user} · {self.section}"
