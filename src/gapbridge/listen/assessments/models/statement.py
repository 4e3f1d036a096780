from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from tree_queries.models import TreeNode
from tree_queries.query import TreeQuerySet

from gapbridge.people.models import User
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, Clause, Programme, Topic
from gapbridge.programmes.standing import standing
from gapbridge.programmes.visibility import InProgramme

from .kinds import CONCERNED, KEEPERS, Scope
from .session import Session


class ThemeQuerySet(TreeQuerySet, InProgramme):
    keepers = KEEPERS


class Theme(TreeNode):
    """A code of the programme's own beside the frameworks' clauses: free, in a tree."""

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="themes", verbose_name=_("programme")
    )
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("when it is used"), blank=True)
    position = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)  # offered no more; what bears it keeps it

    objects = ThemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ("position", "name")
        constraints = [
            models.UniqueConstraint(fields=["programme", "parent", "name"], name="one_theme_per_name"),
            # A unique constraint lets several rows without a value stand beside each other.
            models.UniqueConstraint(
                fields=["programme", "name"], condition=Q(parent=None), name="one_top_theme_per_name"
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("coding:themes", args=[self.programme_id])


class KnownWordQuerySet(InProgramme):
    keepers = KEEPERS
    shared = None


class KnownWord(models.Model):
    """A word that looks like a person's name and was confirmed not to be one: a village, a ministry, a river."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="known_words")
    word = models.CharField(max_length=80)  # folded
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(auto_now_add=True)

    objects = KnownWordQuerySet.as_manager()

    class Meta:
        verbose_name = _("known word")
        verbose_name_plural = _("known words")
        ordering = ("word",)
        constraints = [models.UniqueConstraint(fields=["programme", "word"], name="one_row_per_known_word")]

    def __str__(self):
        return self.word


class StatementQuerySet(InProgramme):
    programme_path = "session__assessment__programme_id"
    keepers = KEEPERS
    shared = Q(session__consent_scope=Scope.PUBLIC, session__state="coded")
    public = Q(
        session__consent_scope=Scope.PUBLIC, session__state="coded", session__assessment__state="published"
    )

    def also(self, user: Any) -> Q:
        concerned = self._in(standing(user).programmes_with(*CONCERNED))
        return concerned & Q(session__consent_scope=Scope.AUTHORITIES, session__state="coded")


class VoiceManager(models.Manager.from_queryset(StatementQuerySet)):
    """What people said, once: without the marks a second coder set to compare the coding."""

    def get_queryset(self):
        return super().get_queryset().filter(for_comparison=False)


class Statement(models.Model):
    """A voice: an excerpt of a session's notes, marked with clauses, themes and topics. Several codes may stand.

    `objects` are the voices; `marks` also holds what was coded a second time for comparison.
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="statements", verbose_name=_("session"))
    number = models.PositiveIntegerField(_("number"))
    excerpt = models.TextField(_("what was said"))
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="az")
    # Characters (code points) of the notes from `start` up to `end`; none when the words are not in the notes.
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    memo = models.TextField(_("memo"), blank=True)
    for_comparison = models.BooleanField(default=False)
    people_rank = models.PositiveSmallIntegerField(
        _("people's own rank"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("1 is what they called most pressing. Leave empty when they gave no rank."),
    )
    clauses = models.ManyToManyField(Clause, blank=True, related_name="statements", verbose_name=_("clauses"))
    themes = models.ManyToManyField(Theme, blank=True, related_name="statements", verbose_name=_("themes"))
    topics = models.ManyToManyField(Topic, blank=True, related_name="statements", verbose_name=_("topics"))
    coded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = VoiceManager()
    marks = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ("session", "number")
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="one_statement_per_number"),
            models.CheckConstraint(
                condition=Q(start=None, end=None) | Q(end__gt=models.F("start")),
                name="an_excerpt_ends_after_it_starts",
            ),
        ]

    def __str__(self):
        return f"{self.session.code}·{self.number}"

    @property
    def programme_id(self) -> int:
        return self.session.assessment.programme_id

    def get_absolute_url(self) -> str:
        return reverse("assessments:statement", args=[self.pk])
