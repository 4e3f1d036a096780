from django.db import models
from django.utils.translation import gettext_lazy as _

from gapbridge.people.models import User
from gapbridge.programmes.models import NARRATIVE_LANGUAGES
from gapbridge.programmes.visibility import InProgramme

from .kinds import KEEPERS, Scope
from .session import Session


class ConsentQuerySet(InProgramme):
    programme_path = "session__assessment__programme_id"
    keepers = KEEPERS
    shared = None


class Consent(models.Model):
    """An append-only record of what a group or person agreed to: each takes the place of the one before.

    Withdrawal is set once, with what the people said.
    """

    class Manner(models.TextChoices):
        SPOKEN = "spoken", _("Spoken")
        WRITTEN = "written", _("Written")

    session = models.ForeignKey(Session, models.PROTECT, related_name="consents")
    text_version = models.CharField(_("version of the consent text"), max_length=20)
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES)
    manner = models.CharField(_("given"), max_length=10, choices=Manner.choices)
    scope = models.CharField(_("may be read by"), max_length=12, choices=Scope.choices[1:])
    guardian_consent = models.BooleanField(_("guardians consented"), default=False)
    child_assent = models.BooleanField(_("the children themselves agreed"), default=False)
    taken_on = models.DateField(_("taken on"))
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_because = models.TextField(_("why it was withdrawn"), blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ("pk",)

    def __str__(self):
        return self.get_scope_display()

    @property
    def programme_id(self) -> int:
        return self.session.assessment.programme_id

    def get_absolute_url(self) -> str:
        return self.session.get_absolute_url()
