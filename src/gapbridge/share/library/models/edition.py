"""A resource in one language, and its versions, which are kept: what was read once can be read again."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gapbridge.base.models import StoredFile
from gapbridge.people.models import User
from gapbridge.people.roles import OFFICERS
from gapbridge.programmes.models import NARRATIVE_LANGUAGES
from gapbridge.programmes.standing import standing
from gapbridge.share.library.lifecycle import READING

from .resource import Resource


class OfResource(models.QuerySet):
    """Seen by who sees the resource."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(resource__in=Resource.objects.visible_to(user).order_by().values("pk"))


class VersionQuerySet(models.QuerySet):
    """One that a partner proposed and no curator took over yet is seen by its maker and the curators."""

    def visible_to(self, user: Any) -> Self:
        curated = standing(user).programmes_with(*OFFICERS)
        seen = Resource.objects.visible_to(user).order_by().values("pk")
        known = Q(adopted_at__isnull=False) | Q(made_by_id=user.pk or 0)
        return self.filter(
            Q(edition__resource__in=seen), known | Q(edition__resource__programme_id__in=curated)
        )


class OfVersion(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(version__in=Version.objects.visible_to(user).order_by().values("pk"))


class Edition(models.Model):
    """Editions of one resource are translations of each other. What is shown is the newest version."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="editions")
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), max_length=1000)
    current = models.ForeignKey("Version", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = OfResource.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ("resource", "language")
        constraints = (
            models.UniqueConstraint(fields=["resource", "language"], name="library_edition_language"),
        )

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        return f"{self.resource.get_absolute_url()}?in={self.language}"

    @property
    def programme_id(self) -> int:
        return self.resource.programme_id


class Version(models.Model):
    """A text, a file or an address (or several of them) as it stood. It never changes; the next one follows it."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("text"), blank=True, help_text=_("Markdown: **bold**, lists, links."))
    # Of kind “template”: the paper itself, with {{ fields }} (blocks/).
    paper = models.TextField(_("paper"), blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    url = models.URLField(_("web address"), blank=True)
    note = models.CharField(_("what is new in it"), max_length=300, blank=True)
    # SHA-256 of text, paper, address and file: two with the same say the same.
    sha256 = models.CharField(max_length=64, db_index=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    # When it became the one that is shown; None: proposed by a partner, waits for a curator.
    adopted_at = models.DateTimeField(null=True, blank=True)
    # Why a curator did not take over what a partner proposed.
    declined_because = models.TextField(blank=True)
    reading = models.CharField(max_length=10, choices=READING.choices, default="waiting")
    reading_since = models.DateTimeField(null=True, blank=True)
    pages_read = models.PositiveSmallIntegerField(default=0)
    pages_in_all = models.PositiveSmallIntegerField(default=0)
    # Why it could not be read: a key of extraction/reasons.py.
    unread_because = models.CharField(max_length=40, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ("edition", "-number")
        constraints = (models.UniqueConstraint(fields=["edition", "number"], name="library_version_number"),)
        indexes = (models.Index(fields=["reading", "reading_since"]),)

    def __str__(self):
        return f"{self.edition} ({self.number})"

    def get_absolute_url(self) -> str:
        return reverse("library:version", args=[self.pk])

    @property
    def programme_id(self) -> int:
        return self.edition.resource.programme_id

    @property
    def is_current(self) -> bool:
        return self.edition.current_id == self.pk


class Page(models.Model):
    """A page of a version's file or text, as it is searched and read. Page 1 is the first."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="pages")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    # A picture of it (PNG or WebP), where it could be drawn.
    preview = models.ForeignKey(StoredFile, models.SET_NULL, null=True, blank=True, related_name="+")
    was_recognised = models.BooleanField(default=False)  # from a picture of letters (OCR)

    objects = OfVersion.as_manager()

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ("version", "number")
        constraints = (models.UniqueConstraint(fields=["version", "number"], name="library_page_number"),)

    def __str__(self):
        return f"{self.version}, {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("library:page", args=[self.version_id, self.number])
