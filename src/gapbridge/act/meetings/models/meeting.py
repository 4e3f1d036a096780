"""The meeting itself, what every part of it has in common, and the visits of a study tour."""

from typing import Any, Self

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from gapbridge.act.interventions.models import Intervention, OfInterventionQuerySet
from gapbridge.programmes.models import Place, Programme
from gapbridge.programmes.standing import standing
from gapbridge.programmes.visibility import InProgramme


class MeetingQuerySet(OfInterventionQuerySet):
    def also(self, user: Any) -> Q:
        """Whoever has a part in a programme that the meeting was held for as well."""
        return Q(pk__in=shared_with(user)) & self.shared

    def of_programme(self, programme: Programme) -> Self:
        """Held by the programme, or for it as well."""
        return self.filter(Q(intervention__programme=programme) | Q(pk__in=held_for(programme)))

    def in_country(self, code: str) -> Self:
        """`code`: ISO 3166-1, two letters. Of a programme there, or with a delegation from there."""
        from .delegations import Delegation  # it hangs from the meeting, and lies in the next file

        came = Delegation.objects.filter(country=code).order_by().values("meeting")
        shared = also_for_rows().filter(programme__country__code=code).values("meeting")
        return self.filter(Q(intervention__programme__country__code=code) | Q(pk__in=came) | Q(pk__in=shared))


class Meeting(models.Model):
    """What a round table, a bilateral meeting or a study tour adds to its intervention.

    It belongs to the intervention's programme, whose officers keep its record; `also_for` names the programmes
    that read the record and have its lessons and follow-ups in their lists. Texts are in the intervention's language.
    """

    intervention = models.OneToOneField(Intervention, models.CASCADE, related_name="meeting")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    outcome = models.TextField(_("outcome"), blank=True)
    also_for = models.ManyToManyField(
        Programme,
        blank=True,
        related_name="meetings_shared",
        verbose_name=_("held for these programmes as well"),
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")

    def __str__(self):
        return str(self.intervention)

    @property
    def programme_id(self) -> int:
        return self.intervention.programme_id

    @property
    def is_bilateral(self) -> bool:
        return self.intervention.kind == Intervention.Kind.BILATERAL

    @property
    def is_tour(self) -> bool:
        return self.intervention.kind == Intervention.Kind.STUDY_TOUR

    def programmes(self) -> QuerySet[Programme]:
        """The one that holds it, and those it is held for as well."""
        return Programme.objects.filter(Q(pk=self.programme_id) | Q(meetings_shared=self)).distinct()

    def get_absolute_url(self) -> str:
        return self.intervention.get_absolute_url()


def also_for_rows() -> QuerySet[Any]:
    """Rows of (meeting, programme)."""
    return Meeting.also_for.through.objects.all()


def shared_with(user: Any) -> QuerySet[Any]:
    """Meetings that are held for a programme of the user's as well."""
    return also_for_rows().filter(programme__in=standing(user).programmes).values("meeting")


def held_for(programme: Programme) -> QuerySet[Any]:
    return also_for_rows().filter(programme=programme).values("meeting")


class PartQuerySet(InProgramme):
    """What hangs from a meeting is seen as far as the meeting is."""

    programme_path = "meeting__intervention__programme_id"
    public = Q(meeting__intervention__published_at__isnull=False)
    shared = ~Q(meeting__intervention__state="planned") | public

    def also(self, user: Any) -> Q:
        return Q(meeting__in=shared_with(user)) & self.shared

    def of_programme(self, programme: Programme) -> Self:
        return self.filter(Q(meeting__intervention__programme=programme) | Q(meeting__in=held_for(programme)))

    def in_country(self, code: str) -> Self:
        return self.filter(meeting__in=Meeting.objects.in_country(code).values("pk"))


class Part(models.Model):
    """Something that hangs from a meeting; each kind has its `meeting`."""

    meeting: Any
    objects = PartQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def programme_id(self) -> int:
        return self.meeting.programme_id

    def get_absolute_url(self) -> str:
        return self.meeting.get_absolute_url()


class Visit(Part):
    """Something seen on a study tour."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="visits")
    what = models.CharField(_("what was visited"), max_length=200)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    visited_on = models.DateField(_("date"), null=True, blank=True)
    learnt = models.TextField(_("what was learnt"), blank=True)

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ("visited_on", "pk")

    def __str__(self):
        return self.what
