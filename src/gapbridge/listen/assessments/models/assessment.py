from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.listen.assessments.lifecycle import ASSESSMENT
from gapbridge.people.models import User
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, Place, PopulationGroup, Programme
from gapbridge.programmes.visibility import InProgramme

from .kinds import KEEPERS, AgeGroup, Sex


class AssessmentQuerySet(InProgramme):
    keepers = KEEPERS
    shared = Q(state__in=["collecting", "analysed", "published"])
    public = Q(state="published")


class Assessment(models.Model):
    """An exercise of listening in a period."""

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="assessments", verbose_name=_("programme")
    )
    title = models.CharField(_("title"), max_length=200)
    purpose = models.TextField(_("purpose"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="en")
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    places = models.ManyToManyField(Place, blank=True, related_name="+", verbose_name=_("places"))
    populations = models.ManyToManyField(
        PopulationGroup, blank=True, related_name="+", verbose_name=_("population groups")
    )
    # Languages in which people are listened to: ["az", "ru"].
    spoken = models.JSONField(_("languages spoken"), default=list, blank=True)
    recordings_until = models.DateField(
        _("recordings are deleted on"),
        null=True,
        blank=True,
        help_text=_("Sound is kept no longer than this day. Without a day no recording is taken."),
    )
    reopened_because = models.TextField(_("why it was reopened"), blank=True)
    state = models.CharField(_("state"), max_length=20, choices=ASSESSMENT.choices, default="planned")

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ("-starts_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")), name="assessment_ends_after_it_starts"
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("assessments:assessment", args=[self.pk])

    @property
    def is_listening(self) -> bool:
        """Whether sessions and voices may still be added and changed."""
        return self.state in {"planned", "collecting"}


class OfAssessment(InProgramme):
    """What belongs to an assessment's plan: read by its keepers, and by the programme once listening has begun."""

    programme_path = "assessment__programme_id"
    keepers = KEEPERS
    shared = Q(assessment__state__in=["collecting", "analysed", "published"])


class Team(models.Model):
    """Who goes out together: a facilitator and a note-taker at least."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="teams")
    name = models.CharField(_("name"), max_length=80)
    members = models.ManyToManyField(User, related_name="+", verbose_name=_("members"))
    spoken = models.JSONField(_("languages spoken"), default=list, blank=True)

    objects = OfAssessment.as_manager()

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ("name", "pk")
        constraints = [models.UniqueConstraint(fields=["assessment", "name"], name="one_team_per_name")]

    def __str__(self):
        return self.name

    @property
    def programme_id(self) -> int:
        return self.assessment.programme_id

    def get_absolute_url(self) -> str:
        return reverse("assessments:plan", args=[self.assessment_id])


class GuideQuestion(models.Model):
    """One open question of the guide, under its theme. Both texts are kept in every language (translation.py)."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="questions")
    theme = models.CharField(_("theme"), max_length=120)
    text = models.TextField(_("question"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = OfAssessment.as_manager()

    class Meta:
        verbose_name = _("guide question")
        verbose_name_plural = _("guide questions")
        ordering = ("position", "pk")

    def __str__(self):
        return self.text

    @property
    def programme_id(self) -> int:
        return self.assessment.programme_id

    def get_absolute_url(self) -> str:
        return reverse("assessments:guide", args=[self.assessment_id])


class PlanCell(models.Model):
    """How many sessions are wanted with one group in one place: a cell of sex × age × diversity × place."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="cells")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    sex = models.CharField(_("sex"), max_length=10, choices=Sex.choices)
    age_group = models.CharField(_("age group"), max_length=10, choices=AgeGroup.choices)
    diversity = models.ForeignKey(
        PopulationGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("diversity"),
        limit_choices_to={"kind": PopulationGroup.Kind.DIVERSITY},
    )
    wanted = models.PositiveSmallIntegerField(_("sessions wanted"), default=1)

    objects = OfAssessment.as_manager()

    class Meta:
        verbose_name = _("cell of the plan")
        verbose_name_plural = _("cells of the plan")
        ordering = ("place", "age_group", "sex", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "place", "sex", "age_group", "diversity"],
                name="one_cell_per_group_and_place",
            ),
            # A unique constraint lets several rows without a value stand beside each other.
            models.UniqueConstraint(
                fields=["assessment", "place", "sex", "age_group"],
                condition=Q(diversity=None),
                name="one_cell_of_all_in_a_place",
            ),
        ]

    def __str__(self):
        return f"{self.place}: {self.get_sex_display()}, {self.get_age_group_display()}"

    @property
    def programme_id(self) -> int:
        return self.assessment.programme_id

    def get_absolute_url(self) -> str:
        return reverse("assessments:plan", args=[self.assessment_id])
