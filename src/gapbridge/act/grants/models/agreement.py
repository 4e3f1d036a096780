from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.base.models import StoredFile
from gapbridge.people.models import User
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, Programme
from gapbridge.programmes.visibility import InProgramme

from .grant import GRANT_KEEPERS, BelongsToGrant, Grant, OfGrant


class TemplateQuerySet(InProgramme):
    keepers = GRANT_KEEPERS
    shared = None


def usual_shift() -> int:
    return settings.GRANT_SHIFT_PERCENT


# What a grantee may move between budget headings on notice, in percent of each heading.
SHIFT: dict[str, Any] = {
    "verbose_name": _("may be moved between budget headings on notice, in percent of each"),
    "default": usual_shift,
    "validators": [MaxValueValidator(100)],
}


class AgreementTemplate(models.Model):
    """A programme's own text of the agreement, in Markdown with named fields. Every change is a new version."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="agreement_templates")
    version = models.PositiveIntegerField(_("version"))
    texts = models.JSONField(_("texts"))  # {"en": "…", "az": "…", "ru": "…"}
    shift_percent = models.PositiveSmallIntegerField(**SHIFT)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made"))

    objects = TemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of the agreement")
        verbose_name_plural = _("texts of the agreement")
        ordering = ("programme", "-version")
        constraints = [
            models.UniqueConstraint(fields=["programme", "version"], name="one_agreement_text_per_version")
        ]

    def __str__(self):
        return str(self.version)


class Agreement(BelongsToGrant):
    """What both sides sign: the text as it was filled in. A newer one replaces it until the first signature."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="agreements")
    number = models.PositiveSmallIntegerField(_("version"))
    template_version = models.PositiveIntegerField(_("version of the template"))  # 0: the one that is shipped
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES)
    special_conditions = models.TextField(_("special conditions"), blank=True)
    text = models.TextField(_("text"))
    shift_percent = models.PositiveSmallIntegerField(**SHIFT)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    prepared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(_("prepared"))
    signed_copy = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed copy")
    )

    objects = OfGrant.as_manager()

    class Meta:
        verbose_name = _("agreement on a grant")
        verbose_name_plural = _("agreements on grants")
        ordering = ("grant", "number")
        constraints = [
            models.UniqueConstraint(fields=["grant", "number"], name="one_agreement_per_number"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")), name="agreement_ends_after_it_starts"
            ),
        ]

    def __str__(self):
        return str(self.number)

    def get_absolute_url(self) -> str:
        return reverse("grants:agreement", args=[self.pk])


class OfAgreement(OfGrant):
    grant_path = "agreement__grant"
    programme_path = "agreement__grant__application__call__intervention__programme_id"


class Signature(models.Model):
    """One side signed. The name is personal: it stays in this row and on the agreement, never in the journal."""

    class Side(models.TextChoices):
        OFFICE = "office", _("For the programme")
        GRANTEE = "grantee", _("For the grantee")

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="signatures")
    side = models.CharField(_("side"), max_length=8, choices=Side.choices)
    signed_on = models.DateField(_("signed on"))
    role = models.CharField(_("signed as"), max_length=120)
    name = models.CharField(_("name"), max_length=120, blank=True)

    objects: Any = OfAgreement.as_manager()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ("agreement", "signed_on", "side")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "side"], name="each_side_signs_once"),
        ]

    def __str__(self):
        return self.get_side_display()
