from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gapbridge.base.models import StoredFile
from gapbridge.listen.assessments.lifecycle import SESSION
from gapbridge.people.models import User
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, Place, PopulationGroup
from gapbridge.programmes.standing import standing
from gapbridge.programmes.visibility import InProgramme

from .assessment import Assessment, Team
from .kinds import CONCERNED, KEEPERS, AgeGroup, Scope, Sex


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
    team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="sessions", verbose_name=_("team")
    )
    facilitators = models.ManyToManyField(User, blank=True, related_name="+", verbose_name=_("facilitators"))
    woman_facilitated = models.BooleanField(_("a woman facilitated"), default=False)
    notes = models.TextField(
        _("notes"),
        blank=True,
        help_text=_("Written up the same day. No names, numbers or addresses of people."),
    )
    # Grows with every change of the notes: an excerpt is marked in the version that its coder saw.
    notes_version = models.PositiveIntegerField(default=1)
    cancelled_because = models.TextField(_("why it was cancelled"), blank=True)
    # Set by record_consent and withdraw_consent only: the scope of the latest consent, none once withdrawn.
    consent_scope = models.CharField(max_length=12, choices=Scope.choices, default=Scope.NONE)
    # Set by withdraw_consent: from then on no word of the session is kept but that it took place.
    withdrawn_at = models.DateTimeField(null=True, blank=True)
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

    @property
    def group_name(self) -> str:
        """Who was listened to, by sex, age and place; nobody has a name here."""
        return gettext("%(sex)s, %(age)s, %(place)s") % {
            "sex": self.get_sex_display(),
            "age": self.get_age_group_display(),
            "place": self.place,
        }

    def get_absolute_url(self) -> str:
        return reverse("assessments:session", args=[self.pk])


class RecordingQuerySet(InProgramme):
    programme_path = "session__assessment__programme_id"
    keepers = KEEPERS
    shared = None


class Recording(models.Model):
    """Sound of a session: encrypted at rest, heard by keepers only, deleted on the assessment's day."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="recordings")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")  # null once deleted
    label = models.CharField(_("label"), max_length=120, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    delete_on = models.DateField(_("deleted on"))
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = RecordingQuerySet.as_manager()

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        ordering = ("pk",)

    def __str__(self):
        return self.label or str(self.pk)

    @property
    def programme_id(self) -> int:
        return self.session.assessment.programme_id

    def get_absolute_url(self) -> str:
        return self.session.get_absolute_url()
