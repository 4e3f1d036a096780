from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.people.models import User
from gapbridge.people.roles import OFFICERS, Role
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, Clause, Place, PopulationGroup, Programme, Topic
from gapbridge.programmes.standing import standing
from gapbridge.programmes.visibility import InProgramme

from .lifecycle import ASSESSMENT, SESSION

# Who reads everything that was said, the notes too.
KEEPERS = frozenset({Role.PROTECTION_OFFICER, Role.PROGRAMME_OFFICER, Role.MONITORING_OFFICER})
# "The office and the authorities concerned": no donor, trainer or supplier.
CONCERNED = frozenset({*OFFICERS, Role.OFFICIAL})


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


class Sex(models.TextChoices):
    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    MIXED = "mixed", _("Mixed")
    OTHER = "other", _("Other")


class AgeGroup(models.TextChoices):
    """The listening groups of the participatory assessment tool: separate by sex and age from 10."""

    CHILDREN = "10-13", _("10–13")
    ADOLESCENTS = "14-17", _("14–17")
    ADULTS = "18-40", _("18–40")
    OLDER_ADULTS = "41+", _("over 40")
    MIXED = "mixed", _("mixed ages")


class Scope(models.TextChoices):
    """How far a person's words may travel."""

    NONE = "none", _("No consent")
    INTERNAL = "internal", _("The programme's office only")
    AUTHORITIES = "authorities", _("The office and the authorities concerned")
    PUBLIC = "public", _("Everyone")


class SessionQuerySet(InProgramme):
    programme_path = "assessment__programme_id"
    keepers = KEEPERS
    shared = Q(consent_scope=Scope.PUBLIC, state="coded")
    public = Q(consent_scope=Scope.PUBLIC, state="coded", assessment__state="published")

    def also(self, user: Any) -> Q:
        concerned = self._in(standing(user).programmes_with(*CONCERNED))
        return concerned & Q(consent_scope=Scope.AUTHORITIES, state="coded")


class Session(models.Model):
    """One interview or focus group: who listened to whom, where and when. Never a participant's name."""

    class Kind(models.TextChoices):
        INTERVIEW = "interview", _("Interview")
        FOCUS_GROUP = "focus_group", _("Focus group")

    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="sessions", verbose_name=_("assessment")
    )
    code = models.CharField(_("code"), max_length=20)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    held_on = models.DateField(_("date"))
    language = models.CharField(_("language spoken"), max_length=2, choices=NARRATIVE_LANGUAGES, default="az")
    sex = models.CharField(_("sex"), max_length=10, choices=Sex.choices)
    age_group = models.CharField(_("age group"), max_length=10, choices=AgeGroup.choices)
    population = models.ForeignKey(
        PopulationGroup,
        models.PROTECT,
        related_name="+",
        verbose_name=_("population group"),
        limit_choices_to={"kind": PopulationGroup.Kind.STATUS},
    )
    diversity = models.ManyToManyField(
        PopulationGroup,
        blank=True,
        related_name="+",
        verbose_name=_("diversity"),
        limit_choices_to={"kind": PopulationGroup.Kind.DIVERSITY},
    )
    participants = models.PositiveSmallIntegerField(
        _("number of participants"), validators=[MinValueValidator(1)]
    )
    facilitators = models.ManyToManyField(User, blank=True, related_name="+", verbose_name=_("facilitators"))
    woman_facilitated = models.BooleanField(_("a woman facilitated"), default=False)
    notes = models.TextField(
        _("notes"),
        blank=True,
        help_text=_("Written up the same day. No names, numbers or addresses of people."),
    )
    cancelled_because = models.TextField(_("why it was cancelled"), blank=True)
    # Set by record_consent and withdraw_consent only: the scope of the latest consent, none once withdrawn.
    consent_scope = models.CharField(max_length=12, choices=Scope.choices, default=Scope.NONE)
    state = models.CharField(_("state"), max_length=20, choices=SESSION.choices, default="planned")

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ("held_on", "code")
        constraints = [models.UniqueConstraint(fields=["assessment", "code"], name="one_session_per_code")]

    def __str__(self):
        return self.code

    @property
    def programme_id(self) -> int:
        return self.assessment.programme_id

    def get_absolute_url(self) -> str:
        return reverse("assessments:session", args=[self.pk])


class ConsentQuerySet(InProgramme):
    programme_path = "session__assessment__programme_id"
    keepers = KEEPERS
    shared = None


class Consent(models.Model):
    """An append-only record of what a group or person agreed to: each takes the place of the one before.

    Withdrawal is set once, with what the people said.
    """

    class Manner(models.TextChoices):
        SPOKEN = "spoken", _("Spoken")
        WRITTEN = "written", _("Written")

    session = models.ForeignKey(Session, models.PROTECT, related_name="consents")
    text_version = models.CharField(_("version of the consent text"), max_length=20)
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES)
    manner = models.CharField(_("given"), max_length=10, choices=Manner.choices)
    scope = models.CharField(_("may be read by"), max_length=12, choices=Scope.choices[1:])
    guardian_consent = models.BooleanField(_("guardians consented and the children agreed"), default=False)
    taken_on = models.DateField(_("taken on"))
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_because = models.TextField(_("why it was withdrawn"), blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ("pk",)

    def __str__(self):
        return self.get_scope_display()

    @property
    def programme_id(self) -> int:
        return self.session.assessment.programme_id

    def get_absolute_url(self) -> str:
        return self.session.get_absolute_url()


class StatementQuerySet(InProgramme):
    programme_path = "session__assessment__programme_id"
    keepers = KEEPERS
    shared = Q(session__consent_scope=Scope.PUBLIC, session__state="coded")
    public = Q(
        session__consent_scope=Scope.PUBLIC, session__state="coded", session__assessment__state="published"
    )

    def also(self, user: Any) -> Q:
        concerned = self._in(standing(user).programmes_with(*CONCERNED))
        return concerned & Q(session__consent_scope=Scope.AUTHORITIES, session__state="coded")


class Statement(models.Model):
    """A voice: an excerpt of a session's notes, marked with clauses and topics. Several codes may stand."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="statements", verbose_name=_("session"))
    number = models.PositiveIntegerField(_("number"))
    excerpt = models.TextField(_("what was said"))
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="az")
    people_rank = models.PositiveSmallIntegerField(
        _("people's own rank"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("1 is what they called most pressing. Leave empty when they gave no rank."),
    )
    clauses = models.ManyToManyField(Clause, blank=True, related_name="statements", verbose_name=_("clauses"))
    topics = models.ManyToManyField(Topic, blank=True, related_name="statements", verbose_name=_("topics"))
    coded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ("session", "number")
        constraints = [models.UniqueConstraint(fields=["session", "number"], name="one_statement_per_number")]

    def __str__(self):
        return f"{self.session.code}·{self.number}"

    @property
    def programme_id(self) -> int:
        return self.session.assessment.programme_id

    def get_absolute_url(self) -> str:
        return reverse("assessments:statement", args=[self.pk])
