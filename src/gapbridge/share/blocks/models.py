import json
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.act.profiles import concern
from gapbridge.base.fields import EncryptedTextField
from gapbridge.people.models import Organisation
from gapbridge.share.library.models import Version


class FilledQuerySet(models.QuerySet["Filled"]):
    def visible_to(self, user: Any) -> Self:
        """Those of the organisations whose file the person keeps, and nobody else's."""
        return self.filter(organisation_id__in=concern.kept_by(user))


class Filled(models.Model):
    """What an organisation wrote into a template. Contracts name people: all of it is encrypted."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="filled", verbose_name=_("template"))
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="filled_papers", verbose_name=_("organisation")
    )
    name = EncryptedTextField(_("what this paper is called"), default="", blank=True)
    # JSON: key of the field → what was written: a day as 2026-03-05, a number as 1500.5.
    written = EncryptedTextField(default="{}")
    revision = models.PositiveIntegerField(default=1)  # two who change it at once are told
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects = FilledQuerySet.as_manager()

    class Meta:
        verbose_name = _("filled template")
        verbose_name_plural = _("filled templates")
        ordering = ("-changed_at", "-pk")

    def __str__(self):
        return self.name or self.version.edition.title

    def get_absolute_url(self) -> str:
        return reverse("blocks:filled", args=[self.pk])

    @property
    def values(self) -> dict[str, str]:
        return json.loads(self.written)

    @values.setter
    def values(self, values: dict[str, str]) -> None:
        self.written = json.dumps(values, ensure_ascii=False)
