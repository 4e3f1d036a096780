from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.act.applications.models import Application
from gapbridge.act.procedures.models import GRANT_KEEPERS
from gapbridge.people.roles import Role
from gapbridge.programmes.models import MONEY
from gapbridge.programmes.standing import standing
from gapbridge.programmes.visibility import InProgramme

from .lifecycle import GRANT


class GrantQuerySet(InProgramme):
    """Public once their call is decided; before that the office's, the monitoring officers' and the donors'."""

    programme_path = "application__call__intervention__programme_id"
    keepers = GRANT_KEEPERS | {Role.MONITORING_OFFICER, Role.DONOR}
    shared = None
    public = Q(application__call__state="decided")

    def also(self, user: Any) -> Q:
        mine = standing(user).organisations
        return Q(application__organisation_id__in=mine, application__call__state="decided")


class Grant(models.Model):
    """Money awarded to an application, followed to its last receipt."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="grant")
    amount = models.DecimalField(_("amount"), **MONEY)
    awarded_on = models.DateField(_("awarded on"))
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    reason = models.TextField(_("how it ended"), blank=True)
    # The grantee's name is left out of what is public where it would endanger people; why is known inside.
    name_withheld = models.BooleanField(_("name withheld from the public"), default=False)
    withheld_because = models.TextField(_("why the name is withheld"), blank=True)
    state = models.CharField(_("state"), max_length=20, choices=GRANT.choices, default="awarded")

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        ordering = ("-awarded_on", "pk")

    def __str__(self):
        return self.application.title

    @property
    def programme_id(self) -> int:
        return self.application.programme_id

    def get_absolute_url(self) -> str:
        return reverse("grants:grant", args=[self.pk])
