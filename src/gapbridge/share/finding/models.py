"""The index of the knowledge hub, and what is asked of it.

The index is made from the library and can be made again (`rebuild_hub_index`): nothing here is the only copy of
anything but `Asking` and `Opening`, the statistics for curators, which hold no person and no address.
"""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from gapbridge.people.roles import OFFICERS
from gapbridge.programmes.models import NARRATIVE_LANGUAGES
from gapbridge.programmes.standing import standing
from gapbridge.share.library.models import Resource


class Indexed(models.Model):
    """A work and its place in every set of the index. When its words change it moves to a new place, behind all
    others; the old one stays empty until the index is swept."""

    place = models.BigIntegerField(primary_key=True)
    # No foreign key: when a resource is removed, its place must still be known to be emptied.
    resource_id = models.BigIntegerField(unique=True)
    words_sha256 = models.CharField(max_length=64)
    # What it counts under in the facets, sorted: "kind:guide", "topic:logistics", "seen:public".
    traits = models.JSONField(default=list)

    class Meta:
        verbose_name = _("indexed resource")
        verbose_name_plural = _("indexed resources")

    def __str__(self):
        return f"{self.place}: {self.resource_id}"


class Edge(models.Model):
    """The one row that says which place is the next that is free."""

    place = models.BigIntegerField()

    class Meta:
        verbose_name = _("edge of the index")
        verbose_name_plural = _("edges of the index")

    def __str__(self):
        return str(self.place)


class Block(models.Model):
    """Weights of one term in the editions of one language, for 8,192 works side by side (index/blocks.py)."""

    pk = models.CompositePrimaryKey("term", "language", "number")
    term = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    number = models.IntegerField()
    works = models.IntegerField()
    weights = models.BinaryField()

    class Meta:
        verbose_name = _("block of weights")
        verbose_name_plural = _("blocks of weights")

    def __str__(self):
        return f"{self.term} ({self.language}, {self.number})"


class PageTerms(models.Model):
    """Which terms stand on which page of an edition (index/leaves.py)."""

    pk = models.CompositePrimaryKey("place", "language")
    place = models.BigIntegerField()
    language = models.CharField(max_length=2)
    pages = models.BinaryField()

    class Meta:
        verbose_name = _("terms of pages")
        verbose_name_plural = _("terms of pages")

    def __str__(self):
        return f"{self.place} ({self.language})"


class TraitBlock(models.Model):
    """Which of 65,536 works side by side have a trait: a set."""

    pk = models.CompositePrimaryKey("trait", "number")
    trait = models.CharField(max_length=80)
    number = models.IntegerField()
    works = models.BinaryField()

    class Meta:
        verbose_name = _("block of a trait")
        verbose_name_plural = _("blocks of traits")

    def __str__(self):
        return f"{self.trait} ({self.number})"


class Term(models.Model):
    """The vocabulary, by which words begun are understood. Terms are of a–z and 0–9."""

    term = models.CharField(max_length=40, primary_key=True)
    works = models.IntegerField(default=0)  # about so many hold it

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")

    def __str__(self):
        return self.term


class Spelling(models.Model):
    """How words with a term are spelled in some document, in plain letters; a term is also a spelling of itself."""

    pk = models.CompositePrimaryKey("spelling", "term")
    spelling = models.CharField(max_length=40)
    term = models.CharField(max_length=40)

    class Meta:
        verbose_name = _("spelling")
        verbose_name_plural = _("spellings")

    def __str__(self):
        return f"{self.spelling}: {self.term}"


class Neighbour(models.Model):
    """What is left of a spelling without one letter: two that are one typing error apart share one of these."""

    pk = models.CompositePrimaryKey("key", "spelling")
    key = models.CharField(max_length=40)
    spelling = models.CharField(max_length=40)

    class Meta:
        verbose_name = _("neighbour of a spelling")
        verbose_name_plural = _("neighbours of spellings")

    def __str__(self):
        return f"{self.key}: {self.spelling}"


class Stale(models.Model):
    """A resource that the index must look at again: written with the change, taken away when the index has it."""

    resource_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("stale resource")
        verbose_name_plural = _("stale resources")

    def __str__(self):
        return str(self.resource_id)


class AskingQuerySet(models.QuerySet["Asking"]):
    """For those who look after a programme's knowledge hub."""

    def visible_to(self, user: Any) -> Self:
        return self if standing(user).programmes_with(*OFFICERS) else self.none()


class Asking(models.Model):
    """What was searched on a day, folded; nobody and no address beside it."""

    day = models.DateField()
    words = models.CharField(_("words"), max_length=80)
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES)
    times = models.PositiveIntegerField(_("times asked"), default=0)
    found = models.PositiveIntegerField(_("found"), default=0)  # when it was asked last
    opened = models.PositiveIntegerField(_("times something was opened"), default=0)

    objects = AskingQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ("-day", "-times", "words")
        constraints = (
            models.UniqueConstraint(fields=["day", "words", "language"], name="finding_asking_once"),
        )

    def __str__(self):
        return self.words


class Opening(models.Model):
    """What was opened from it."""

    asking = models.ForeignKey(Asking, models.CASCADE, related_name="openings")
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="+")
    times = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("opening")
        verbose_name_plural = _("openings")
        constraints = (models.UniqueConstraint(fields=["asking", "resource"], name="finding_opening_once"),)

    def __str__(self):
        return f"{self.asking}: {self.resource}"
