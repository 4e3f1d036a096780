from uuid import uuid4

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelsearch.index import Indexed, SearchField

from .folding import words_of


class JournalEntry(models.Model):
    """One act: who did what to which object, when, chained to the entry before."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    verb = models.CharField(max_length=80)
    target_type = models.CharField(max_length=60, blank=True)
    target_id = models.BigIntegerField(null=True)
    programme_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")
        indexes = [
            models.Index(fields=["target_type", "target_id", "-sequence"]),
            models.Index(fields=["programme_id", "sequence"]),
        ]

    def __str__(self):
        return f"{self.sequence} {self.verb}"


class JournalHead(models.Model):
    """The one row that says where the chain ends, sealed with a key outside the database."""

    sequence = models.BigIntegerField()
    last_hash = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    def __str__(self):
        return str(self.sequence)


class SignOfLife(models.Model):
    """One row: the last moment at which a server of this site was known to run. See alive.py."""

    at = models.DateTimeField()

    def __str__(self):
        return str(self.at)


class FormDraft(models.Model):
    """What somebody typed into a form and has not yet sent: saved by itself, restored on return."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_draft_per_form")]

    def __str__(self):
        return self.key


class StoredFile(models.Model):
    """A file somebody uploaded: kept under its id, shown under a cleaned name, read through `base:file`.

    It belongs to one object (`owner_type` is that model's label, "grants.application"), whose app says
    in sockets.FILE_RULES who may read it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    original_name = models.CharField(_("name"), max_length=150)
    content_type = models.CharField(_("kind of file"), max_length=100)
    size = models.BigIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    programme_id = models.BigIntegerField(null=True)
    owner_type = models.CharField(max_length=60)
    owner_id = models.BigIntegerField()
    is_public = models.BooleanField(_("public"), default=False)
    # Encrypted at rest (vault.py); `size` and `sha256` are of the content as it was sent.
    sealed = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes = [models.Index(fields=["owner_type", "owner_id"])]

    def __str__(self):
        return self.original_name

    def get_absolute_url(self) -> str:
        return reverse("base:file", args=[self.pk])

    @property
    def storage_name(self) -> str:
        """Where the file is in the storage: 256 folders by the first two digits of its id."""
        return f"{self.pk.hex[:2]}/{self.pk}"


class Wording(models.Model):
    """A text that people wrote, in another language: a gap's title in Russian, a voice in Azerbaijani.

    `kind` is the label of the object's model ("gaps.gap"). `source_digest` is of the text it was made
    from: when that changes, the wording is out of date and says so. See wordings.py.
    """

    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    field = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    text = models.TextField()
    source_digest = models.CharField(max_length=64)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "field", "language"], name="one_wording_per_language"
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.object_id} {self.field} ({self.language})"


class OutgoingMail(models.Model):
    """One message to one address, until it is sent or given up. See outbox.py."""

    to = models.CharField(max_length=320)
    sender = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=500)
    body = models.TextField(blank=True)
    html = models.TextField(blank=True)
    language = models.CharField(max_length=5)
    created_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)
    key = models.CharField(max_length=200, null=True, unique=True)

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(sent_at=None, failed_at=None),
                name="mail_that_waits",
            )
        ]

    def __str__(self):
        return self.subject


class Folded(SearchField):
    """A text as the index holds it: folded words and nothing else, so that all databases cut it alike."""

    def get_value(self, obj):
        return " ".join(words_of(super().get_value(obj)))


class SearchEntry(Indexed, models.Model):
    """What the search knows of one object. Written by search.py alone, and rebuilt at any time."""

    kind = models.CharField(max_length=60)  # the model's label: "gaps.gap"
    object_id = models.BigIntegerField()
    stage = models.CharField(max_length=10)
    title = models.TextField()
    body = models.TextField(blank=True)
    updated_at = models.DateTimeField(default=timezone.now)

    # PostgreSQL weighs words within one vector ("heading" against "body"), SQLite whole columns ("title").
    search_fields = [Folded("title", boost=10), Folded("heading", boost=10), Folded("body", boost=1)]
    search_auto_update = False

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="one_entry_per_object")]

    def __str__(self):
        return self.title

    @property
    def heading(self) -> str:
        return self.title
