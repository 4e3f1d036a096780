from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.act.procedures.models import FormDefinition
from gapbridge.programmes.visibility import InProgramme

from .application import Application, OfApplication


class PartQuerySet(OfApplication):
    """What is being written is its writers' and partners' alone; everybody else reads what was sent."""

    def visible_to(self, user: Any) -> "PartQuerySet":
        own = Application.objects.written_by(user)
        sent = Q(received_at__isnull=False, application__in=Application.objects.visible_to(user))
        return self.filter(Q(application__in=own) | sent)


class Part(models.Model):
    """The concept note or the full application: a form's version, filled in, and sent by its deadline.

    An open call has only the full part. A two-step call's full part is made with the invitation.
    """

    class Kind(models.TextChoices):
        CONCEPT = "concept", _("Concept note")
        FULL = "full", _("Full application")

    application = models.ForeignKey(Application, models.CASCADE, related_name="parts")
    kind = models.CharField(_("part"), max_length=12, choices=Kind.choices)
    form = models.ForeignKey(FormDefinition, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    # When it was received as it stands; empty while it is written.
    received_at = models.DateTimeField(_("received"), null=True, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("part of an application")
        verbose_name_plural = _("parts of an application")
        ordering = ("application", "kind")
        constraints = [models.UniqueConstraint(fields=["application", "kind"], name="one_part_of_a_kind")]

    def __str__(self):
        return self.get_kind_display()

    @property
    def programme_id(self) -> int:
        return self.application.programme_id

    def get_absolute_url(self) -> str:
        return reverse("applications:part", args=[self.pk])


class OfPart(InProgramme):
    """Rows of a part, seen by whoever sees the part."""

    programme_path = "part__application__call__intervention__programme_id"
    part_path = "part"

    def visible_to(self, user: Any) -> Any:
        return self.filter(**{f"{self.part_path}__in": Part.objects.visible_to(user)})


class ReceiptQuerySet(OfPart):
    """One that was taken back is its writers' alone."""

    def visible_to(self, user: Any) -> "ReceiptQuerySet":
        own = Q(part__application__in=Application.objects.written_by(user))
        return super().visible_to(user).filter(own | Q(taken_back_at=None))


class Receipt(models.Model):
    """Proof of one submission: exactly what was sent (`content`, canonical JSON), when, and its SHA-256, signed."""

    part = models.ForeignKey(Part, models.PROTECT, related_name="receipts")
    number = models.CharField(_("receipt number"), max_length=48, unique=True)
    received_at = models.DateTimeField(_("received"))
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)
    # The same press sent twice gives the same receipt.
    request_key = models.CharField(max_length=64, blank=True)
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        ordering = ("part", "pk")

    def __str__(self):
        return self.number

    @property
    def programme_id(self) -> int:
        return self.part.programme_id

    def get_absolute_url(self) -> str:
        return reverse("applications:receipt", args=[self.pk])
