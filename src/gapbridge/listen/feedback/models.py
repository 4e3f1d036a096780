from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.base.fields import EncryptedTextField
from gapbridge.people.models import User
from gapbridge.people.roles import OFFICERS, Role
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, Place, Programme
from gapbridge.programmes.standing import standing
from gapbridge.programmes.visibility import InProgramme

from .lifecycle import FEEDBACK


class FeedbackQuerySet(InProgramme):
    """Sealed concerns are seen by case workers of the programme alone: no officer, no administrator."""

    keepers = OFFICERS
    shared = None

    def visible_to(self, user: Any) -> "FeedbackQuerySet":
        if not user.is_authenticated:
            return self.none()
        held = standing(user)
        ordinary = Q(sealed=False) & (
            Q(programme_id__in=held.programmes_with(*OFFICERS)) | Q(submitted_by=user)
        )
        sealed = Q(sealed=True, programme_id__in=held.programmes_with(Role.CASE_WORKER))
        return self.filter(ordinary | sealed)


class Feedback(models.Model):
    """What somebody tells the programme: a question, a request, a rumour, a concern, thanks.

    No address and no browser is kept. Whoever has the receipt can read the answer; only a keyed hash
    of the receipt is stored.
    """

    class Kind(models.TextChoices):
        QUESTION = "question", _("Question")
        REQUEST = "request", _("Request or suggestion")
        OBSERVATION = "observation", _("Observation, belief or rumour")
        CONCERN = "concern", _("Concern or complaint")
        THANKS = "thanks", _("Thanks")
        SENSITIVE = "sensitive", _("Abuse, exploitation or harassment")

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="feedback", verbose_name=_("programme")
    )
    kind = models.CharField(_("what is it about"), max_length=20, choices=Kind.choices)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    text = EncryptedTextField(_("what do you want to tell us"))
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="az")
    contact = EncryptedTextField(_("how can we reach you"), null=True, blank=True)
    receipt_hash = models.CharField(max_length=64, unique=True)
    submitted_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    received_at = models.DateTimeField(auto_now_add=True)
    sealed = models.BooleanField(default=False)
    answer = EncryptedTextField(_("answer"), null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    reopened_because = EncryptedTextField(_("why it was reopened"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=FEEDBACK.choices, default="received")

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering = ("-received_at",)

    def __str__(self):
        return f"{self.get_kind_display()} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("feedback:feedback", args=[self.pk])
