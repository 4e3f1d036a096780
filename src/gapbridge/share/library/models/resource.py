"""A work of the knowledge hub: what it is about, for whom, on what it rests, how long it holds."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.act.calls.models import Call
from gapbridge.act.trainings.models import Training
from gapbridge.agree.gaps.models import Gap
from gapbridge.people.models import Organisation, User
from gapbridge.people.roles import Role
from gapbridge.programmes.models import Clause, Programme, Topic
from gapbridge.programmes.standing import standing
from gapbridge.programmes.visibility import InProgramme
from gapbridge.share.library.lifecycle import RESOURCE

PUBLIC = ("published", "due")


class ResourceQuerySet(InProgramme):
    shared = Q(state__in=PUBLIC)
    public = Q(state__in=PUBLIC)

    def also(self, user: Any) -> Q:
        """Who adds something works on it until it is published; so does the partner organisation that hands it in."""
        own = standing(user).organisations_as(Role.CSO_STAFF)
        theirs = Q(added_by_id=user.pk or 0) | Q(organisation_id__in=own)
        return theirs & ~Q(state="archived")


class Resource(models.Model):
    class Kind(models.TextChoices):
        LEGAL = "legal", _("Legal example")
        TEMPLATE = "template", _("Template")
        GUIDE = "guide", _("Guide")
        TRAINING = "training", _("Training material")
        PRESENTATION = "presentation", _("Presentation")
        VIDEO = "video", _("Video")
        AUDIO = "audio", _("Sound")
        LINK = "link", _("Link")
        REPORT = "report", _("Report")
        LESSON = "lesson", _("Lesson learnt")

    class Licence(models.TextChoices):
        CC_BY = "CC-BY-4.0", _("Creative Commons Attribution 4.0")
        CC_BY_SA = "CC-BY-SA-4.0", _("Creative Commons Attribution-ShareAlike 4.0")
        CC_BY_NC = "CC-BY-NC-4.0", _("Creative Commons Attribution-NonCommercial 4.0")
        CC0 = "CC0-1.0", _("Public domain (CC0)")
        PERMITTED = "permitted", _("With the author's permission, for this site only")
        OFFICIAL = "official", _("Official text, free of copyright")

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="resources", verbose_name=_("programme")
    )
    # Of what is shipped with the program, so that bringing it in again finds it; else empty.
    key = models.SlugField(max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    topics = models.ManyToManyField(Topic, blank=True, related_name="resources", verbose_name=_("topics"))
    # Roles (people/roles.py) it is written for; none means everybody.
    audience = models.JSONField(_("for whom"), default=list, blank=True)
    # ISO 3166-1 alpha-2, or INT for what holds between states; empty where no law matters.
    jurisdiction = models.CharField(_("jurisdiction"), max_length=3, blank=True)
    # [{"en": "Law on …", "az": "…", "ru": "…"}]: one language is enough.
    rests_on = models.JSONField(_("laws and norms it rests on"), default=list, blank=True)
    clauses = models.ManyToManyField(
        Clause, blank=True, related_name="resources", verbose_name=_("clauses of frameworks")
    )
    calls = models.ManyToManyField(Call, blank=True, related_name="resources", verbose_name=_("calls"))
    trainings = models.ManyToManyField(
        Training, blank=True, related_name="resources", verbose_name=_("trainings")
    )
    gaps = models.ManyToManyField(Gap, blank=True, related_name="resources", verbose_name=_("gaps"))
    author = models.CharField(_("author"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=12, choices=Licence.choices, default=Licence.CC_BY)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="resources",
        verbose_name=_("handed in by"),
    )
    valid_until = models.DateField(_("holds until"), null=True, blank=True)
    review_months = models.PositiveSmallIntegerField(_("months between reviews"), default=24)
    review_on = models.DateField(_("next review"), null=True, blank=True)
    # What a template asks beyond the organisation's own facts: [{"key", "kind", "label": {"en": …}}] (blocks/).
    fields = models.JSONField(_("fields"), default=list, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)
    # Why it was returned to its author, or archived; empty again when it is handed in or published.
    because = models.TextField(_("what the curators say"), blank=True)
    state = models.CharField(_("state"), max_length=20, choices=RESOURCE.choices, default="draft")

    objects = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["programme", "key"], condition=~Q(key=""), name="library_resource_key"
            ),
        )
        indexes = (models.Index(fields=["state", "review_on"]),)

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("library:resource", args=[self.pk])

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC

    @property
    def title(self) -> str:
        """In the reader's language, else in the first there is. Lists load it with `queries.titled`."""
        edition = self.edition()
        return edition.title if edition else str(self.get_kind_display())

    def edition(self, language: str | None = None) -> Any:
        """The one to show in a language (the reader's where none is given), else English, else any; or None."""
        from django.utils.translation import get_language

        wanted = (language or get_language() or "en", "en")
        found = {each.language: each for each in self.editions.all()}
        return next((found[each] for each in wanted if each in found), next(iter(found.values()), None))
