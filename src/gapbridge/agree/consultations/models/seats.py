"""Who is asked: seats, who speaks from them, and the links by which people without an account take part."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gapbridge.base.fields import EncryptedTextField
from gapbridge.listen.assessments.models import Session
from gapbridge.people.models import Organisation, User
from gapbridge.programmes.models import NARRATIVE_LANGUAGES

from .round import Consultation


class StakeholderQuerySet(models.QuerySet["Stakeholder"]):
    def standing(self) -> "StakeholderQuerySet":
        """Without the seats of organisations that ended during the round: their successors are asked."""
        return self.filter(ended_at=None)


class Stakeholder(models.Model):
    """A seat in a round: an organisation, or a group that was listened to, with the mandate of who speaks.

    Exactly one of `organisation` and `group` is set; the group is the one that was heard in that session.
    """

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="stakeholders")
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="consulted",
        verbose_name=_("organisation"),
    )
    group = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="consulted", verbose_name=_("group")
    )
    mandate = models.CharField(_("mandate of who speaks"), max_length=200, blank=True)
    # Who holds the mandate. Where nobody is named, whoever speaks for the organisation takes its position.
    holder = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who holds the mandate")
    )
    invited_at = models.DateTimeField(auto_now_add=True)
    # A letter to somebody who speaks from this seat was given up, or came back.
    undelivered_at = models.DateTimeField(null=True, blank=True)
    # An organisation that splits or merges leaves its seat; those that follow are asked themselves.
    succeeds = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="successors")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.TextField(_("what became of it"), blank=True)

    objects = StakeholderQuerySet.as_manager()

    class Meta:
        verbose_name = _("stakeholder")
        verbose_name_plural = _("stakeholders")
        ordering = ("organisation__kind", "organisation__name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "organisation"], name="one_invitation_per_stakeholder"
            ),
            models.UniqueConstraint(fields=["consultation", "group"], name="one_invitation_per_group"),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, group__isnull=True)
                | Q(organisation__isnull=True, group__isnull=False),
                name="a_seat_is_an_organisation_or_a_group",
            ),
        ]

    def __str__(self):
        return str(self.organisation or self.group.group_name)  # type: ignore[union-attr]

    @property
    def kind(self) -> str:
        return self.organisation.kind if self.organisation else Organisation.Kind.COMMUNITY

    @property
    def words_withdrawn(self) -> bool:
        """Whether the group took its words back: its position stays, in the place of its words stands a mark."""
        return bool(self.group and self.group.withdrawn_at)

    @property
    def kind_label(self) -> Any:
        return Organisation.Kind(self.kind).label


class Link(models.Model):
    """A personal link by which somebody without an account speaks from a seat. See links.py.

    Only a hash of its token is kept. It belongs to the first browser that opens it; another one is let in by a code
    that is sent to `email`, and by nothing where there is none.
    """

    stakeholder = models.ForeignKey(Stakeholder, models.CASCADE, related_name="links")
    holder_role = models.CharField(
        _("who it is for"), max_length=120, help_text=_("A role, like “deputy chair”; no name is needed.")
    )
    email = EncryptedTextField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="az")
    token_hash = models.CharField(max_length=64, unique=True)
    browser_hash = models.CharField(max_length=64, blank=True)
    code_hash = models.CharField(max_length=64, blank=True)
    code_until = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    # Somebody said that it is in the wrong hands; emptied once the office has looked into it.
    doubted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.TextField(_("why it was withdrawn"), blank=True)
    # Withdrawn because somebody else spoke through it: its positions are void, its comments bear a mark.
    disowned = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("personal link")
        verbose_name_plural = _("personal links")
        ordering = ("pk",)

    def __str__(self):
        return self.holder_role
