from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.act.applications.models import Application
from gapbridge.act.evaluation.readers import countable
from gapbridge.act.grants.lifecycle import GRANT
from gapbridge.act.procedures.models import GRANT_KEEPERS
from gapbridge.people.models import User
from gapbridge.people.roles import Role
from gapbridge.programmes.models import MONEY
from gapbridge.programmes.standing import standing
from gapbridge.programmes.visibility import InProgramme

INSIDERS = GRANT_KEEPERS | {Role.MONITORING_OFFICER, Role.DONOR}
LIVE = ("awarded", "signed", "suspended")


def staffed_by(user: Any) -> list[int]:
    """The organisations for which the reader is a CSO's staff."""
    return standing(user).organisations_as(Role.CSO_STAFF)


class GrantQuerySet(InProgramme):
    """Public once their call is decided; before that the office's, the monitoring officers' and the donors'."""

    programme_path = "application__call__intervention__programme_id"
    keepers = INSIDERS
    shared = None
    public = Q(application__call__state="decided")

    def also(self, user: Any) -> Q:
        mine = standing(user).organisations
        return Q(application__organisation_id__in=mine, application__call__state="decided")

    def inside(self, user: Any) -> "GrantQuerySet":
        """Those whose agreement, money and reports the reader may see: the office, donors, the grantee's staff."""
        return self.filter(inside_of(user))


def inside_of(user: Any, path: str = "") -> Q:
    """The condition of `inside`, on rows that lead to a grant by `path` ("report__grant__").

    Who had a conflict of interest about the application has it about the grant: nobody's own money is theirs to follow.
    """
    application = f"{path}application__"
    grantee = Q(
        **{f"{application}organisation_id__in": staffed_by(user), f"{application}call__state": "decided"}
    )
    keep = standing(user).programmes_with(*INSIDERS)
    if not keep:
        return grantee
    office = Q(**{f"{application}call__intervention__programme_id__in": keep})
    return grantee | (office & Q(**{f"{path}application__in": countable(user)}))


class Grant(models.Model):
    """Money awarded to an application, followed to its last receipt."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="grant")
    amount = models.DecimalField(_("amount"), **MONEY)
    # The part of it that is never paid: known when the grant is closed or ended.
    given_up = models.DecimalField(_("never paid"), default=Decimal(0), **MONEY)
    awarded_on = models.DateField(_("awarded on"))
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    finished_on = models.DateField(_("closed or ended on"), null=True, blank=True)
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
        constraints = [
            models.CheckConstraint(
                condition=Q(given_up__lte=F("amount")), name="no_more_is_given_up_than_was_given"
            )
        ]

    def __str__(self):
        return self.application.title

    @property
    def programme_id(self) -> int:
        return self.application.programme_id

    @property
    def currency(self) -> str:
        return self.application.call.currency

    def get_absolute_url(self) -> str:
        return reverse("grants:grant", args=[self.pk])


class OfGrant(InProgramme):
    """Rows of a grant, seen by the office, the programme's donors and monitoring officers, and the grantee's staff."""

    grant_path = "grant"
    programme_path = "grant__application__call__intervention__programme_id"

    def visible_to(self, user: Any) -> Any:
        return self.filter(inside_of(user, f"{self.grant_path}__"))


class BelongsToGrant(models.Model):
    """What hangs from a grant by `grant` and is shown on its page."""

    class Meta:
        abstract = True

    grant: Any

    @property
    def programme_id(self) -> int:
        return self.grant.programme_id

    def get_absolute_url(self) -> str:
        return self.grant.get_absolute_url()


class Suspension(BelongsToGrant):
    grant = models.ForeignKey(Grant, models.CASCADE, related_name="suspensions")
    since = models.DateField(_("suspended on"))
    reason = models.TextField(_("reason"))
    until = models.DateField(_("resumed on"), null=True, blank=True)
    resumed_because = models.TextField(_("why it was resumed"), blank=True)

    objects = OfGrant.as_manager()

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        ordering = ("grant", "since", "pk")

    def __str__(self):
        return str(self.since)


class Handover(BelongsToGrant):
    """Somebody was given the audit file: to whom, and how many files were in it. The file itself is not kept."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="handovers")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made"))
    purpose = models.TextField(_("for whom, and why"))
    files = models.PositiveIntegerField(_("files"))

    objects = OfGrant.as_manager()

    class Meta:
        verbose_name = _("handing over of an audit file")
        verbose_name_plural = _("handing over of audit files")
        ordering = ("-made_at",)

    def __str__(self):
        return str(self.made_at)
