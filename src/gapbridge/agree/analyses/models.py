from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.base.models import StoredFile
from gapbridge.listen.assessments.models import CONCERNED, Assessment, Scope
from gapbridge.people.models import User
from gapbridge.people.roles import OFFICERS
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, Framework, Programme
from gapbridge.programmes.standing import standing
from gapbridge.programmes.visibility import InProgramme

from .lifecycle import ANALYSIS


class AnalysisQuerySet(InProgramme):
    """What is published is read by everyone, or by the authorities concerned where its reach ends there."""

    keepers = OFFICERS
    shared = Q(published_at__isnull=False, reach=Scope.PUBLIC)
    public = Q(published_at__isnull=False, reach=Scope.PUBLIC)

    def also(self, user: Any) -> Q:
        concerned = self._in(standing(user).programmes_with(*CONCERNED))
        return concerned & Q(published_at__isnull=False, reach=Scope.AUTHORITIES)


class Analysis(models.Model):
    """A gap analysis as a document: context, gaps by framework area, causes, voices, coverage and method."""

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="analyses", verbose_name=_("programme")
    )
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(
        _("language of these texts"), max_length=2, choices=NARRATIVE_LANGUAGES, default="en"
    )
    assessments = models.ManyToManyField(
        Assessment, blank=True, related_name="analyses", verbose_name=_("assessments")
    )
    framework = models.ForeignKey(
        Framework,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("areas by"),
        help_text=_(
            "Gaps stand under the areas of this framework. Left open: the one most of them point at."
        ),
    )
    # How far the document may travel, and so whose words it may quote. Fixed once something was published.
    reach = models.CharField(
        _("may be read by"), max_length=12, choices=Scope.choices[2:], default=Scope.PUBLIC
    )
    # Voices chosen by hand instead of by the house: {gap id: [statement ids]}.
    quotes = models.JSONField(default=dict, blank=True)
    context = models.TextField(_("context"), blank=True, help_text=_("Markdown: **bold**, lists, links."))
    method = models.TextField(_("method"), blank=True)
    conclusions = models.TextField(_("conclusions"), blank=True)
    reopened_because = models.TextField(_("why a new version was begun"), blank=True)
    state = models.CharField(_("state"), max_length=12, choices=ANALYSIS.choices, default="draft")
    published_at = models.DateTimeField(_("published"), null=True, blank=True)  # when last published
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AnalysisQuerySet.as_manager()

    class Meta:
        verbose_name = _("gap analysis")
        verbose_name_plural = _("gap analyses")
        ordering = ("-created_at", "-pk")

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("analyses:analysis", args=[self.pk])


class VersionQuerySet(InProgramme):
    programme_path = "analysis__programme_id"
    keepers = OFFICERS
    shared = Q(frozen_at__isnull=False, analysis__reach=Scope.PUBLIC)
    public = Q(frozen_at__isnull=False, analysis__reach=Scope.PUBLIC)

    def also(self, user: Any) -> Q:
        concerned = self._in(standing(user).programmes_with(*CONCERNED))
        return concerned & Q(frozen_at__isnull=False, analysis__reach=Scope.AUTHORITIES)


class Version(models.Model):
    """The document as it was composed at one moment, in one language. Frozen when published; a draft until then.

    `content` is what HTML, PDF and DOCX are drawn from; compose/__init__.py gives its shape.
    """

    analysis = models.ForeignKey(Analysis, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES)
    note = models.TextField(_("what is new in it"), blank=True)
    content = models.JSONField(default=dict)
    hash = models.CharField(max_length=64)  # SHA-256 over the canonical content
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    voices = models.JSONField(default=list)  # the ids of the statements quoted in it
    # What was taken back after it was frozen, one a voice or text:
    # {"voice": id or None, "day": "2026-03-01", "passages": [[path, from, up to], …]}
    withdrawn_voices = models.JSONField(default=list)
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    docx = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a gap analysis")
        verbose_name_plural = _("versions of gap analyses")
        ordering = ("analysis", "-number", "language")
        constraints = [
            models.UniqueConstraint(
                fields=["analysis", "number", "language"], name="one_document_per_version_and_language"
            )
        ]

    def __str__(self):
        return f"{self.analysis} {self.number} ({self.language})"

    @property
    def is_draft(self) -> bool:
        return self.frozen_at is None

    @property
    def programme_id(self) -> int:
        return self.analysis.programme_id

    def get_absolute_url(self) -> str:
        return reverse("analyses:version", args=[self.pk])
