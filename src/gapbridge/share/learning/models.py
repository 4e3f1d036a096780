"""Collections of resources in an order, courses whose steps organisations tick, and how often editions are opened."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from gapbridge.act.trainings.models import Training
from gapbridge.people.models import Organisation, User
from gapbridge.people.roles import OFFICERS, Role
from gapbridge.programmes.models import Programme
from gapbridge.programmes.standing import standing
from gapbridge.programmes.visibility import InProgramme
from gapbridge.share.library.models import Edition, Resource

from .lifecycle import COLLECTION

LANGUAGES = ("en", "az", "ru")


def language_of(obj: models.Model, name: str) -> str:
    """The language in which a translated field is shown to this reader."""
    wanted = (get_language() or "en", *LANGUAGES)
    return next((each for each in wanted if getattr(obj, f"{name}_{each}", "")), "en")


class CollectionQuerySet(InProgramme):
    keepers = OFFICERS | {Role.TRAINER}
    shared = Q(state="published")
    public = Q(state="published")


class Collection(models.Model):
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="collections", verbose_name=_("programme")
    )
    # Of what is shipped with the program, so that bringing it in again finds it; else empty.
    key = models.SlugField(max_length=60, blank=True)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), max_length=1000, blank=True)
    # Roles (people/roles.py) it is made for; none means everybody.
    audience = models.JSONField(_("for whom"), default=list, blank=True)
    is_course = models.BooleanField(
        _("a course: organisations tick its steps"),
        default=False,
    )
    training = models.ForeignKey(
        Training,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="courses",
        verbose_name=_("training to which it belongs"),
    )
    position = models.PositiveSmallIntegerField(default=0)  # among those of the programme
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=COLLECTION.choices, default="draft")

    objects = CollectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["programme", "key"], condition=~Q(key=""), name="learning_collection_key"
            ),
        )

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("learning:collection", args=[self.pk])

    @property
    def title_language(self) -> str:
        return language_of(self, "title")

    @property
    def summary_language(self) -> str:
        return language_of(self, "summary")


class StepQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        seen = Collection.objects.visible_to(user).order_by().values("pk")
        return self.filter(collection__in=seen)


class Step(models.Model):
    """A resource in its place, or in a course also something to do without one."""

    class Doing(models.TextChoices):
        READ = "read", _("Read")
        EXERCISE = "do", _("Do the exercise")

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="steps")
    resource = models.ForeignKey(Resource, models.PROTECT, null=True, blank=True, related_name="steps")
    doing = models.CharField(_("what to do"), max_length=4, choices=Doing.choices, default=Doing.READ)
    text = models.CharField(_("how, in a sentence or two"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("a collection", "step")
        verbose_name_plural = pgettext_lazy("a collection", "steps")
        ordering = ("position", "pk")

    def __str__(self):
        return self.resource.title if self.resource else self.text

    def get_absolute_url(self) -> str:
        return f"{self.collection.get_absolute_url()}#step-{self.pk}"

    @property
    def programme_id(self) -> int:
        return self.collection.programme_id

    @property
    def made_by_id(self) -> int:
        """Who made the collection: a step may be changed by whom it may (rules.py)."""
        return self.collection.made_by_id

    @property
    def text_language(self) -> str:
        return language_of(self, "text")


class TickQuerySet(models.QuerySet):
    """Who did what is their organisation's affair; the office sees counts."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(organisation_id__in=standing(user).organisations)


class Tick(models.Model):
    """An organisation has done a step."""

    step = models.ForeignKey(Step, models.CASCADE, related_name="ticks")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = TickQuerySet.as_manager()

    class Meta:
        verbose_name = _("tick")
        verbose_name_plural = _("ticks")
        ordering = ("step", "pk")
        constraints = (models.UniqueConstraint(fields=["step", "organisation"], name="learning_tick_once"),)

    def __str__(self):
        return f"{self.step}, {self.organisation}"


class Opening(models.Model):
    """How often an edition was opened on a day. Nobody is named in it, and no address is kept."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="openings")
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("opening")
        verbose_name_plural = _("openings")
        ordering = ("day", "edition")
        indexes = (models.Index(fields=["day"]),)
        constraints = (models.UniqueConstraint(fields=["edition", "day"], name="learning_opening_day"),)

    def __str__(self):
        return f"{self.edition}, {self.day}"
