from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gapbridge.act.interventions.models import Intervention, OfInterventionQuerySet, kept_by
from gapbridge.base.fields import EncryptedTextField
from gapbridge.people.models import Organisation, User
from gapbridge.people.roles import OFFICERS, Role
from gapbridge.programmes.axes import AgeBand, Disability, Sex
from gapbridge.programmes.models import Place, Topic
from gapbridge.programmes.visibility import InProgramme


class Training(models.Model):
    """What a training adds to its intervention."""

    intervention = models.OneToOneField(Intervention, models.CASCADE, related_name="training")
    hours = models.PositiveSmallIntegerField(
        _("hours"), null=True, blank=True, validators=[MaxValueValidator(5000)]
    )
    required_share = models.PositiveSmallIntegerField(
        _("attendance that counts as trained, %"),
        default=80,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    for_own_staff = models.BooleanField(_("for the Red Crescent's own staff and volunteers"), default=False)

    objects = OfInterventionQuerySet.as_manager()

    class Meta:
        verbose_name = _("training")
        verbose_name_plural = _("trainings")

    def __str__(self):
        return str(self.intervention)

    @property
    def programme_id(self) -> int:
        return self.intervention.programme_id

    def get_absolute_url(self) -> str:
        return self.intervention.get_absolute_url()


class TrainingSessionQuerySet(InProgramme):
    programme_path = "training__intervention__programme_id"
    public = Q(training__intervention__published_at__isnull=False)
    shared = ~Q(training__intervention__state="planned") | public

    def also(self, user: Any) -> Q:
        return kept_by(user, "training__intervention")


class TrainingSession(models.Model):
    training = models.ForeignKey(Training, models.CASCADE, related_name="sessions")
    title = models.CharField(_("title"), max_length=200)
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("topic")
    )
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    held_on = models.DateField(_("date"))
    hours = models.DecimalField(
        _("hours"), max_digits=4, decimal_places=1, default=6, validators=[MinValueValidator(0)]
    )
    trainer = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("trainer")
    )

    # Without it nobody knows who was there; with it and no attendance, nobody came.
    register_kept_at = models.DateTimeField(_("register kept"), null=True, blank=True)

    objects = TrainingSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("training session")
        verbose_name_plural = _("training sessions")
        ordering = ("held_on", "pk")

    def __str__(self):
        return self.title

    @property
    def programme_id(self) -> int:
        return self.training.intervention.programme_id

    @property
    def is_held(self) -> bool:
        return self.held_on <= timezone.localdate()

    def get_absolute_url(self) -> str:
        return self.training.get_absolute_url()


class ParticipantQuerySet(InProgramme):
    programme_path = "training__intervention__programme_id"
    keepers = OFFICERS | {Role.TRAINER}
    shared = None

    def also(self, user: Any) -> Q:
        return kept_by(user, "training__intervention")


class Participant(models.Model):
    """Somebody in a training. `person_code` is the same in every training: people are counted once by it."""

    class Capacity(models.TextChoices):
        STAFF = "staff", _("Staff")
        VOLUNTEER = "volunteer", _("Volunteer")
        OFFICIAL = "official", _("Official")

    training = models.ForeignKey(Training, models.CASCADE, related_name="participants")
    person_code = models.CharField(_("person code"), max_length=40)
    name = EncryptedTextField(_("name"), null=True, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="trained", verbose_name=_("organisation")
    )
    capacity = models.CharField(
        _("takes part as"), max_length=10, choices=Capacity.choices, default=Capacity.STAFF
    )
    sex = models.CharField(_("sex"), max_length=10, choices=Sex.choices, default=Sex.UNKNOWN)
    age_band = models.CharField(_("age"), max_length=8, choices=AgeBand.choices, default=AgeBand.UNKNOWN)
    disability = models.CharField(
        _("disability"), max_length=12, choices=Disability.choices, default=Disability.NOT_ASKED
    )

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ("person_code",)
        constraints = [
            models.UniqueConstraint(fields=["training", "person_code"], name="one_participant_per_training")
        ]

    def __str__(self):
        return self.person_code

    @property
    def programme_id(self) -> int:
        return self.training.intervention.programme_id

    def get_absolute_url(self) -> str:
        return reverse("trainings:participant", args=[self.pk])


class Attendance(models.Model):
    """Who was there. A row says present; no row says not."""

    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="attendance")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="attendance")

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = [models.UniqueConstraint(fields=["session", "participant"], name="present_once")]

    def __str__(self):
        return f"{self.participant_id}@{self.session_id}"
