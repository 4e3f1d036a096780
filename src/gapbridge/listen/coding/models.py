from django.db import models
from django.utils.translation import gettext_lazy as _

from gapbridge.listen.assessments.models import Session
from gapbridge.people.models import User


class Step(models.Model):
    """One act of a coder, so that it can be undone. Kept for a day, and never longer than the words it is about.

    `before` and `after` are pictures of the mark (actions/steps.py), {} where there was none. The excerpt is not
    in them, only its digest: the words stay in the notes.
    """

    class Kind(models.TextChoices):
        ADDED = "added", _("marked")
        REMOVED = "removed", _("removed")
        CHANGED = "changed", _("changed")

    session = models.ForeignKey(Session, models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    statement = models.PositiveBigIntegerField()  # its id; the row may be gone
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)
    undone = models.BooleanField(default=False)

    class Meta:
        ordering = ("pk",)
        indexes = [models.Index(fields=["session", "user", "-id"])]

    def __str__(self):
        return f"{self.kind} {self.statement}"


class Presence(models.Model):
    """Where in the notes somebody codes just now: the others see it and keep out of each other's way."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="presences")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    paragraph = models.PositiveIntegerField(default=0)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "user"], name="one_presence_per_coder")]

    def __str__(self):
        return f"{self.user_id} in {self.session_id}"
