from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from gapbridge.agree.plans.models import Measure
from gapbridge.people.models import Organisation
from gapbridge.people.roles import Role
from gapbridge.programmes.models import (
    MONEY,
    NARRATIVE_LANGUAGES,
    BudgetLine,
    Place,
    PopulationGroup,
    Programme,
    Topic,
)
from gapbridge.programmes.standing import standing
from gapbridge.programmes.visibility import InProgramme

from .kinds import KEEPERS, SHARED
from .lifecycle import INTERVENTION

UNFINISHED = ("planned", "under_way")


class InterventionQuerySet(InProgramme):
    shared = ~Q(state="planned") | Q(published_at__isnull=False)
    public = Q(published_at__isnull=False)

    def also(self, user: Any) -> Q:
        """Logisticians see procurements from their first draft: they plan them. And what kinds' apps say."""
        procurements = self._in(standing(user).programmes_with(Role.LOGISTICIAN)) & Q(kind="procurement")
        return reduce(or_, (shared.seen_by(user) for shared in SHARED), procurements | kept_by(user))

    def of_programme(self, programme: Programme) -> "InterventionQuerySet":
        """The programme's own, and those it shares with another one that carries them out."""
        return self.filter(
            reduce(or_, (shared.belong_to(programme) for shared in SHARED), Q(programme=programme))
        )

    def late(self) -> "InterventionQuerySet":
        """Unfinished after their last day."""
        return self.filter(state__in=UNFINISHED, ends_on__lt=timezone.localdate())


class Intervention(models.Model):
    """An act that carries out measures. Each kind's app adds its own records in a model one-to-one with this."""

    class Kind(models.TextChoices):
        TRAINING = "training", _("Training")
        STUDY_TOUR = "study_tour", _("Study tour")
        ROUND_TABLE = "round_table", _("Round table")
        BILATERAL = "bilateral", _("Bilateral meeting")
        PROCUREMENT = "procurement", _("Procurement and handover")
        CALL = "call", _("Call for grants")
        SERVICE = "service", _("Service to people")

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="interventions", verbose_name=_("programme")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    code = models.CharField(_("code"), max_length=16)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="en")
    measures = models.ManyToManyField(
        Measure, blank=True, related_name="interventions", verbose_name=_("measures carried out")
    )
    topics = models.ManyToManyField(Topic, blank=True, related_name="interventions", verbose_name=_("topics"))
    places = models.ManyToManyField(Place, blank=True, related_name="interventions", verbose_name=_("places"))
    populations = models.ManyToManyField(
        PopulationGroup, blank=True, related_name="interventions", verbose_name=_("population groups")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="interventions", verbose_name=_("carried out by")
    )
    partners = models.ManyToManyField(Organisation, blank=True, related_name="+", verbose_name=_("with"))
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    budget_line = models.ForeignKey(
        BudgetLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="interventions",
        verbose_name=_("budget line"),
    )
    planned_cost = models.DecimalField(_("planned cost"), null=True, blank=True, **MONEY)
    actual_cost = models.DecimalField(
        _("actual cost"), null=True, blank=True, help_text=_("Leave empty until it is known."), **MONEY
    )
    state = models.CharField(_("state"), max_length=20, choices=INTERVENTION.choices, default="planned")
    cancelled_because = models.TextField(_("why it was cancelled"), blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    objects = InterventionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("intervention")
        verbose_name_plural = _("interventions")
        ordering = ("-starts_on", "code")
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="one_intervention_per_code"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")), name="intervention_ends_after_it_starts"
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("interventions:intervention", args=[self.pk])

    @property
    def is_late(self) -> bool:
        """Its last day is over and nobody has said that it is done."""
        return self.state in UNFINISHED and self.ends_on < timezone.localdate()


def kept_by(user: Any, path: str = "") -> Q:
    """The condition that a reader keeps an intervention's registers for their organisation (kinds.KEEPERS), on rows
    that lead to it by `path` ("service__intervention")."""
    conditions = [condition for keeps in KEEPERS if (condition := keeps(user)) is not None]
    if not conditions:
        return Q(pk__in=[])
    kept = reduce(or_, conditions)
    return Q(**{f"{path}__in": Intervention.objects.filter(kept).order_by().values("pk")}) if path else kept


class OfInterventionQuerySet(InProgramme):
    """Rows that hang from an intervention by `intervention_path` and are seen as far as it is."""

    programme_path = "intervention__programme_id"
    public = Q(intervention__published_at__isnull=False)
    shared = ~Q(intervention__state="planned") | Q(intervention__published_at__isnull=False)

    def also(self, user: Any) -> Q:
        return kept_by(user, "intervention")
