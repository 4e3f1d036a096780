"""What stakeholders say in a round, positions and comments, and what they are answered."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gapbridge.people.models import User
from gapbridge.programmes.models import NARRATIVE_LANGUAGES

from .hearings import Hearing
from .round import Consultation, Item, Version
from .seats import Link, Stakeholder


class Position(models.Model):
    """What a stakeholder stands for, on one edition of the texts. Earlier positions stay; the current one is the last.

    It is taken by somebody with an account (`taken_by`), through a personal link (`link`), or written down by the
    secretary of a meeting (`hearing`, `taken_by`) and then confirmed by the delegation.
    """

    class Stand(models.TextChoices):
        AGREE = "agree", _("Agree")
        RESERVATIONS = "reservations", _("Agree with reservations")
        ASIDE = "aside", _("Stand aside")
        OBJECT = "object", _("Object")

    stakeholder = models.ForeignKey(Stakeholder, models.PROTECT, related_name="positions")
    stand = models.CharField(_("position"), max_length=12, choices=Stand.choices)
    reason = models.TextField(_("reason"), blank=True, help_text=_("Required for everything but “agree”."))
    condition = models.TextField(_("condition"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="en")
    # Of a group that answers together: how it came to this.
    reached = models.TextField(_("how the group came to it"), blank=True)
    edition = models.PositiveIntegerField()
    taken_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    link = models.ForeignKey(Link, models.PROTECT, null=True, blank=True, related_name="positions")
    hearing = models.ForeignKey(Hearing, models.PROTECT, null=True, blank=True, related_name="positions")
    taken_at = models.DateTimeField()
    # Set at once but for a delegation's position that a secretary wrote down.
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # The link through which a written-down position was confirmed: if the link turns out not to be theirs, it wasn't.
    confirmed_link = models.ForeignKey(Link, models.PROTECT, null=True, blank=True, related_name="+")
    is_current = models.BooleanField(default=True)
    # Somebody else used the link it came by, or the delegation says that it isn't its own: kept, never counted.
    void_because = models.TextField(blank=True)
    answer = models.TextField(_("answer to an objection"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["stakeholder"], condition=Q(is_current=True), name="one_current_position"
            ),
            models.CheckConstraint(
                condition=Q(stand="agree") | ~Q(reason=""), name="a_position_but_agree_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(taken_by__isnull=False) | Q(link__isnull=False),
                name="a_position_is_taken_by_somebody",
            ),
        ]

    def __str__(self):
        return str(self.get_stand_display())


class Answer(models.Model):
    """What is answered to a comment, or to several at once."""

    class Outcome(models.TextChoices):
        TAKEN_UP = "taken_up", _("Taken up")
        IN_PART = "in_part", _("Taken up in part")
        NOT = "not", _("Not taken up")

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="answers")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    text = models.TextField(_("answer"))
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="en")
    # The text as it was changed for it.
    version = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, related_name="answers")
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ("pk",)

    def __str__(self):
        return self.text[:60]


class Comment(models.Model):
    """What a stakeholder says about an item or a sentence of it; every comment is answered before a round closes."""

    class Field(models.TextChoices):
        TITLE = "title", _("Title")
        TEXT = "text", _("Text")
        REMEDY = "remedy", _("Remedy proposed")

    item = models.ForeignKey(Item, models.PROTECT, related_name="comments", verbose_name=_("about"))
    version = models.ForeignKey(Version, models.PROTECT, related_name="comments")
    # The sentence it is about, as it stood in that version; all empty when it is about the whole.
    field = models.CharField(max_length=10, choices=Field.choices, blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    quote = models.TextField(blank=True)
    stakeholder = models.ForeignKey(Stakeholder, models.PROTECT, related_name="comments")
    text = models.TextField(_("comment"))
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="en")
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    link = models.ForeignKey(Link, models.PROTECT, null=True, blank=True, related_name="comments")
    hearing = models.ForeignKey(Hearing, models.PROTECT, null=True, blank=True, related_name="comments")
    made_at = models.DateTimeField()
    answer = models.ForeignKey(
        Answer, models.SET_NULL, null=True, blank=True, related_name="comments", verbose_name=_("answer")
    )

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(made_by__isnull=False) | Q(link__isnull=False),
                name="a_comment_is_made_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(field="", start=None, quote="")
                | (~Q(field="") & Q(start__isnull=False) & ~Q(quote="")),
                name="a_comment_is_on_a_sentence_or_on_the_whole",
            ),
        ]

    def __str__(self):
        return self.text[:60]

    @property
    def programme_id(self) -> int:
        return self.item.consultation.programme_id
