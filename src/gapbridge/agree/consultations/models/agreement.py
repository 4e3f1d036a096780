"""What closes a round, for good."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.models import Measure
from gapbridge.base.models import StoredFile
from gapbridge.people.models import User
from gapbridge.programmes.standing import standing
from gapbridge.programmes.visibility import InProgramme

from .round import Consultation
from .seats import Stakeholder

CHANGEABLE = {"published_at"}


class AgreementQuerySet(InProgramme):
    programme_path = "consultation__programme_id"
    public = Q(published_at__isnull=False)

    def also(self, user: Any) -> Q:
        invited = Stakeholder.objects.filter(organisation_id__in=standing(user).organisations).values(
            "consultation_id"
        )
        return Q(consultation_id__in=invited)


class Agreement(models.Model):
    """What closed a consultation: exact texts, positions, answers, quorum. A later round supersedes it."""

    consultation = models.OneToOneField(Consultation, models.PROTECT, related_name="agreement")
    statement = models.TextField(_("outcome"))
    # What the hash covers: a list of parts in order, see proof/record.py.
    record = models.JSONField()
    record_hash = models.CharField(max_length=64)
    # The site's Ed25519 signature of the hash, and the public key it is checked with; both base64.
    signature = models.CharField(max_length=128)
    public_key = models.CharField(max_length=64)
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    review_on = models.DateField(_("review on"), null=True, blank=True)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    gaps = models.ManyToManyField(Gap, related_name="agreements")
    measures = models.ManyToManyField(Measure, related_name="agreements")

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ("-closed_at",)

    def __str__(self):
        return str(self.consultation)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk and set(kwargs.get("update_fields") or ()) != CHANGEABLE:
            raise TypeError("an agreement is never changed")
        super().save(*args, **kwargs)

    @property
    def programme_id(self) -> int:
        return self.consultation.programme_id

    def get_absolute_url(self) -> str:
        return reverse("consultations:agreement", args=[self.pk])


class AgreementDocument(models.Model):
    """The agreement as a signed PDF in one language, made once from the record."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="documents")
    language = models.CharField(max_length=2)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "language"], name="one_document_per_language")
        ]

    def __str__(self):
        return f"{self.agreement} ({self.language})"
