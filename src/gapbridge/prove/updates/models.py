from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.base.models import StoredFile
from gapbridge.people.models import User
from gapbridge.people.roles import OFFICERS
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, Programme
from gapbridge.programmes.visibility import InProgramme
from gapbridge.prove.results.models import Indicator

from .lifecycle import UPDATE


class UpdateQuerySet(InProgramme):
    keepers = OFFICERS
    shared = ~Q(state="draft")
    public = ~Q(state="draft")


class Update(models.Model):
    """A dated report to donors and the public, built from blocks of text and live figures."""

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="updates", verbose_name=_("programme")
    )
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="en")
    period_start = models.DateField(_("period from"))
    period_end = models.DateField(_("period to"))
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    restated = models.TextField(_("what was restated, and why"), blank=True)
    state = models.CharField(_("state"), max_length=20, choices=UPDATE.choices, default="draft")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    frozen_html = models.TextField(blank=True)
    frozen_hash = models.CharField(max_length=64, blank=True)
    # When words that it quotes were taken back after it was frozen: it stays as it was, and says so.
    words_withdrawn_at = models.DateTimeField(null=True, blank=True)
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")

    objects = UpdateQuerySet.as_manager()

    class Meta:
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        ordering = ("-period_end", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(period_end__gte=models.F("period_start")), name="update_ends_after_it_starts"
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("updates:update", args=[self.pk])


class BlockQuerySet(InProgramme):
    """Blocks are worked on by officers while their update is a draft; readers see the update."""

    programme_path = "update__programme_id"
    shared = None


class Block(models.Model):
    """A part of an update: a text, or a live figure of an indicator with its breakdown."""

    class Kind(models.TextChoices):
        HEADING = "heading", _("Heading")
        TEXT = "text", _("Text")
        FIGURE = "figure", _("Figure")

    update = models.ForeignKey(Update, models.CASCADE, related_name="blocks")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    text = models.TextField(_("text"), blank=True, help_text=_("Markdown: **bold**, lists, links."))
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="blocks", verbose_name=_("indicator")
    )
    # An axis of the counting engine: "sex", "age", "place", …
    breakdown = models.CharField(_("broken down by"), max_length=40, blank=True)

    objects = BlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        ordering = ("update", "position", "pk")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="figure") | Q(indicator__isnull=False), name="a_figure_has_an_indicator"
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.position}"

    def get_absolute_url(self) -> str:
        return self.update.get_absolute_url()

    @property
    def programme_id(self) -> int:
        return self.update.programme_id


class FrozenFigureQuerySet(InProgramme):
    programme_path = "block__update__programme_id"
    public = ~Q(block__update__state="draft")


class FrozenFigure(models.Model):
    """A figure as it stood when its update was published, with the records behind it."""

    block = models.OneToOneField(Block, models.PROTECT, related_name="frozen")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="frozen_figures")
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True)  # null: unknown
    target = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    words = models.TextField(blank=True)  # what a qualitative indicator says
    # {"axis": "sex", "cells": [{"label": "Female", "value": "12" or null, "suppressed": bool}]}, or {}
    breakdown = models.JSONField(default=dict)
    # {"counter": …, "records": n, "digest": sha256 over the ids counted}, or {"observations": [ids]}
    evidence = models.JSONField(default=dict)
    frozen_at = models.DateTimeField()

    objects = FrozenFigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("frozen figure")
        verbose_name_plural = _("frozen figures")

    def __str__(self):
        return f"{self.indicator_id}: {self.value}"

    @property
    def programme_id(self) -> int:
        return self.block.update.programme_id

    def get_absolute_url(self) -> str:
        return reverse("updates:figure", args=[self.pk])
