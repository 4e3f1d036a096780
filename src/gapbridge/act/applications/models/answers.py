from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gapbridge.base.models import StoredFile
from gapbridge.people.models import User

from .parts import OfPart, Part


class Answer(models.Model):
    """What stands in one field of the form now. `version` counts its saves: who saves says on which one they wrote."""

    part = models.ForeignKey(Part, models.CASCADE, related_name="answers")
    key = models.CharField(max_length=60)
    value = models.JSONField(null=True)  # text, number, list of keys, rows of a table, true
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    # Which window of a browser sent what stands, and its how-manieth change it was: a window knows what it sent itself.
    window = models.CharField(max_length=16, blank=True)
    turn = models.PositiveIntegerField(default=0)

    objects = OfPart.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ("part", "key")
        constraints = [models.UniqueConstraint(fields=["part", "key"], name="one_answer_per_field")]

    def __str__(self):
        return self.key


class AnswerVersion(models.Model):
    """A text as it once stood, or one that was written on an older version and waits beside it for a choice."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="versions")
    value = models.JSONField(null=True)
    number = models.PositiveIntegerField(
        _("version")
    )  # the version it was; of one that waits, the one it was based on
    saved_at = models.DateTimeField(_("saved"))
    saved_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    waits = models.BooleanField(_("waits for a choice"), default=False)
    window = models.CharField(max_length=16, blank=True)

    class Meta:
        verbose_name = _("version of an answer")
        verbose_name_plural = _("versions of an answer")
        ordering = ("answer", "pk")
        indexes = [models.Index(fields=["answer"], condition=Q(waits=True), name="answers_that_wait")]

    def __str__(self):
        return str(self.number)


class Attachment(models.Model):
    """A file that belongs to a field of the form. The file's owner is this row ("applications.attachment")."""

    part = models.ForeignKey(Part, models.CASCADE, related_name="attachments")
    key = models.CharField(max_length=60)
    file = models.OneToOneField(StoredFile, models.PROTECT, null=True, related_name="+")
    added_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField()

    objects = OfPart.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("part", "key", "pk")

    def __str__(self):
        return self.key

    @property
    def programme_id(self) -> int:
        return self.part.programme_id
