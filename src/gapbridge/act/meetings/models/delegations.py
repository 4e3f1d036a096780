"""Who came, and what was written down: the minutes, and what each delegation said."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from gapbridge.people.models import Organisation, User
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, PEOPLE

from .meeting import Meeting, Part, PartQuerySet


class Delegation(Part):
    """An organisation that came, with how many women and men. Unknown is left empty, never zero."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="delegations")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    # Two letters, ISO 3166-1: the country it came for; empty for one that works in many and speaks for none.
    country = models.CharField(_("country"), max_length=2, blank=True)
    mandate = models.CharField(_("led by, and with which mandate"), max_length=200, blank=True)
    women = models.PositiveSmallIntegerField(_("women"), **PEOPLE)
    men = models.PositiveSmallIntegerField(_("men"), **PEOPLE)

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ("country", "organisation__name")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "organisation"], name="one_delegation_per_organisation"
            )
        ]

    def __str__(self):
        return str(self.organisation)

    @property
    def is_counted(self) -> bool:
        """Of women or of men it is known how many came."""
        return self.women is not None or self.men is not None


class NoteQuerySet(PartQuerySet):
    """Read by those who have a part in the programmes; by everybody where it is marked so."""

    public = Q(is_public=True, meeting__intervention__published_at__isnull=False)
    shared = PartQuerySet.shared


class Note(Part):
    """The minutes of a meeting (`delegation` empty), or what one delegation said.

    `version` counts the times it was saved: whoever saves says which one was before them, so that two secretaries
    never write over each other. Earlier versions stay in the history.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="notes")
    delegation = models.OneToOneField(Delegation, models.CASCADE, null=True, blank=True, related_name="note")
    text = models.TextField(_("text"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="en")
    is_public = models.BooleanField(
        _("everyone who sees the meeting may read it"),
        default=False,
        help_text=_("Otherwise only those who take part in the programme read it."),
    )
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()

    objects = NoteQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("note of a meeting")
        verbose_name_plural = _("notes of meetings")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(delegation=None), name="one_set_of_minutes_per_meeting"
            )
        ]

    def __str__(self):
        return str(self.delegation or _("Minutes"))

    def get_absolute_url(self) -> str:
        return reverse("meetings:note", args=[self.pk])
