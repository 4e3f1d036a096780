from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.base.models import StoredFile
from gapbridge.people.models import User
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, Programme, Topic
from gapbridge.programmes.standing import standing
from gapbridge.programmes.visibility import InProgramme

from .lifecycle import RESOURCE


class ResourceQuerySet(InProgramme):
    shared = Q(state="published")
    public = Q(state="published")

    def also(self, user: Any) -> Q:
        """Who added a draft goes on working on it."""
        return Q(added_by_id=user.pk or 0, programme_id__in=standing(user).programmes, state="draft")


class Resource(models.Model):
    """A document of the knowledge hub: a legal example, a guide, training material."""

    class Kind(models.TextChoices):
        LEGAL = "legal", _("Legal example")
        GUIDE = "guide", _("Guide")
        TRAINING = "training", _("Training material")
        TEMPLATE = "template", _("Template")
        LINK = "link", _("Link")

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="resources", verbose_name=_("programme")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"))
    text = models.TextField(_("text"), blank=True, help_text=_("Markdown: **bold**, lists, links."))
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="az")
    topics = models.ManyToManyField(Topic, blank=True, related_name="resources", verbose_name=_("topics"))
    url = models.URLField(_("web address"), blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    rests_on = models.CharField(_("law or norm it rests on"), max_length=250, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=RESOURCE.choices, default="draft")

    objects = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        ordering = ("title",)

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("library:resource", args=[self.pk])
