from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.act.applications.models import Application, Partner
from gapbridge.act.calls.models import Call
from gapbridge.act.procedures.models import GRANT_KEEPERS
from gapbridge.people.models import Organisation, User
from gapbridge.programmes.models import Programme, Topic
from gapbridge.programmes.standing import standing
from gapbridge.programmes.visibility import InProgramme


class OfTheProgramme(InProgramme):
    keepers = GRANT_KEEPERS
    shared = None


class EvaluatorProfile(models.Model):
    """What the assignment needs to know of an evaluator of a programme. `languages`: ["az", "ru"]."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="evaluator_profiles")
    user = models.ForeignKey(User, models.CASCADE, related_name="evaluator_profiles")
    languages = models.JSONField(_("reads"), default=list)
    topics = models.ManyToManyField(Topic, blank=True, related_name="+", verbose_name=_("knows about"))
    most = models.PositiveSmallIntegerField(
        _("applications at most"), default=20, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )

    objects = OfTheProgramme.as_manager()

    class Meta:
        verbose_name = _("evaluator")
        verbose_name_plural = _("evaluators")
        constraints = [
            models.UniqueConstraint(fields=["programme", "user"], name="one_profile_per_evaluator")
        ]

    def __str__(self):
        return str(self.user)

    def get_absolute_url(self) -> str:
        return reverse("evaluation:evaluator", args=[self.pk])


class OfCallForItsPeople(InProgramme):
    """The office sees all, everybody their own."""

    programme_path = "call__intervention__programme_id"
    keepers = GRANT_KEEPERS
    shared = None

    def also(self, user: Any) -> Q:
        return Q(user_id=user.pk or 0)


class Declaration(models.Model):
    """An evaluator's or a committee member's word that they are impartial and keep secrets. Nothing is readable
    before it is given."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="declarations")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    text_version = models.CharField(max_length=20)
    declared_at = models.DateTimeField()

    objects = OfCallForItsPeople.as_manager()

    class Meta:
        verbose_name = _("declaration of impartiality")
        verbose_name_plural = _("declarations of impartiality")
        constraints = [models.UniqueConstraint(fields=["call", "user"], name="one_declaration_per_call")]

    def __str__(self):
        return f"{self.user} · {self.call_id}"

    @property
    def programme_id(self) -> int:
        return self.call.programme_id


class Conflict(models.Model):
    """What stands between a person and an organisation's application (as applicant or partner) in a call.

    From that moment the person sees nothing of it: not in lists, counts, exports, search or history.
    """

    class Source(models.TextChoices):
        MEMBER = "member", _("Belongs to the organisation")
        OFFICER = "officer", _("An officer of both organisations")
        ADDRESS = "address", _("The same address")
        BANK = "bank", _("The same bank account")
        DECLARED = "declared", _("Own declaration")

    call = models.ForeignKey(Call, models.CASCADE, related_name="conflicts")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    source = models.CharField(_("source"), max_length=10, choices=Source.choices)
    note = models.TextField(_("reason"), blank=True)
    found_at = models.DateTimeField()

    objects = OfCallForItsPeople.as_manager()

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "user", "organisation", "source"], name="one_conflict_per_source"
            )
        ]
        indexes = [models.Index(fields=["user", "call"])]

    def __str__(self):
        return self.get_source_display()

    @property
    def programme_id(self) -> int:
        return self.call.programme_id


def closed_to(user: Any) -> Q:
    """On Application: those on which the reader may not judge, whatever else they are: found or declared conflicts,
    and organisations for which they act now (as applicant or partner), known without any row."""
    if not user.is_authenticated:
        return Q(pk__in=[])
    own = standing(user).organisations
    conflicted = Application._base_manager.filter(
        call__conflicts__user_id=user.pk, call__conflicts__organisation_id=F("organisation_id")
    ).order_by()
    partners = Partner._base_manager.exclude(state="declined").order_by()
    near = partners.filter(
        application__call__conflicts__user_id=user.pk,
        application__call__conflicts__organisation_id=F("organisation_id"),
    )
    return (
        Q(pk__in=conflicted.values("pk"))
        | Q(pk__in=near.values("application_id"))
        | Q(organisation_id__in=own)
        | Q(pk__in=partners.filter(organisation_id__in=own).values("application_id"))
    )
