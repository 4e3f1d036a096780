from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.act.interventions.models import Intervention
from gapbridge.people.models import Organisation, User
from gapbridge.people.roles import Role
from gapbridge.programmes.models import MONEY, NARRATIVE_LANGUAGES, Place, PopulationGroup, Topic
from gapbridge.programmes.standing import standing
from gapbridge.programmes.visibility import InProgramme

from .lifecycle import APPLICATION, ASSIGNMENT, CALL, GRANT

GRANT_KEEPERS = frozenset({Role.GRANTS_OFFICER, Role.PROGRAMME_OFFICER})


class CallQuerySet(InProgramme):
    programme_path = "intervention__programme_id"
    keepers = GRANT_KEEPERS
    shared = ~Q(state="draft")
    public = Q(state__in=["open", "evaluation", "decided"]) | Q(
        state="cancelled", intervention__published_at__isnull=False
    )


class Call(models.Model):
    """What a call for grants adds to its intervention."""

    intervention = models.OneToOneField(Intervention, models.CASCADE, related_name="call")
    guidelines = models.TextField(_("guidelines"))
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="en")
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("deadline"), help_text=_("Baku time. The server's clock decides."))
    budget = models.DecimalField(_("budget"), **MONEY)
    smallest = models.DecimalField(_("smallest grant"), **MONEY)
    largest = models.DecimalField(_("largest grant"), **MONEY)
    themes = models.ManyToManyField(Topic, related_name="calls", verbose_name=_("themes"))
    state = models.CharField(_("state"), max_length=20, choices=CALL.choices, default="draft")
    cancelled_because = models.TextField(_("reason of the cancellation"), blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call for grants")
        verbose_name_plural = _("calls for grants")
        ordering = ("-closes_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=models.F("opens_at")), name="call_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(largest__gte=models.F("smallest")), name="largest_grant_is_not_below_the_smallest"
            ),
        ]

    def __str__(self):
        return self.intervention.title

    @property
    def programme_id(self) -> int:
        return self.intervention.programme_id

    @property
    def currency(self) -> str:
        return self.intervention.programme.currency

    def get_absolute_url(self) -> str:
        return reverse("grants:call", args=[self.pk])


class Criterion(models.Model):
    """One line of the scoring grid: scored 1 to 5, counting `weight` of the sum of weights."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="criteria")
    title = models.CharField(_("criterion"), max_length=150)
    guidance = models.TextField(_("what to look for"), blank=True)
    weight = models.PositiveSmallIntegerField(
        _("weight"), validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ("call", "position", "pk")

    def __str__(self):
        return self.title


class ApplicationQuerySet(InProgramme):
    """Applicants see their own; the grants office sees what is submitted; evaluators what they were given
    and declared themselves impartial about; nobody else sees any, in any list, count or search."""

    programme_path = "call__intervention__programme_id"

    def visible_to(self, user: Any) -> "ApplicationQuerySet":
        held = standing(user)
        own = Q(organisation_id__in=held.organisations)
        office = Q(call__intervention__programme_id__in=held.programmes_with(*GRANT_KEEPERS)) & ~Q(
            state="draft"
        )
        return self.filter(own | office | (Q(pk__in=self._given(user)) & ~Q(state="draft")))

    def _given(self, user: Any) -> models.QuerySet:
        declared = Assignment.objects.filter(evaluator_id=user.pk or 0, state__in=["declared", "scored"])
        evaluates_in = standing(user).programmes_with(Role.EVALUATOR)
        in_programme = declared.filter(application__call__intervention__programme_id__in=evaluates_in)
        return in_programme.values("application_id")


class Application(models.Model):
    call = models.ForeignKey(Call, models.PROTECT, related_name="applications")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="applications", verbose_name=_("applicant")
    )
    title = models.CharField(_("title of the project"), max_length=200)
    theme = models.ForeignKey(Topic, models.PROTECT, related_name="+", verbose_name=_("theme"))
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="az")
    need = models.TextField(_("the need, and who says so"), blank=True)
    activities = models.TextField(_("what will be done"), blank=True)
    change = models.TextField(_("what will be different afterwards"), blank=True)
    target_groups = models.ManyToManyField(
        PopulationGroup, blank=True, related_name="+", verbose_name=_("people it is for")
    )
    places = models.ManyToManyField(Place, blank=True, related_name="+", verbose_name=_("places"))
    people = models.PositiveIntegerField(
        _("people to be reached"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    amount = models.DecimalField(_("amount asked for"), null=True, blank=True, **MONEY)
    months = models.PositiveSmallIntegerField(
        _("months"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    receipt = models.CharField(max_length=40, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField(_("reason of the decision"), blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=20, choices=APPLICATION.choices, default="draft")

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["call", "organisation"], name="one_application_per_organisation")
        ]

    def __str__(self):
        return self.title

    @property
    def programme_id(self) -> int:
        return self.call.intervention.programme_id

    def get_absolute_url(self) -> str:
        return reverse("grants:application", args=[self.pk])


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """An evaluator sees their own until they declare a conflict; the grants office sees all."""

    def visible_to(self, user: Any) -> "AssignmentQuerySet":
        held = standing(user)
        programme = "application__call__intervention__programme_id__in"
        office = Q(**{programme: held.programmes_with(*GRANT_KEEPERS)})
        own = Q(**{programme: held.programmes_with(Role.EVALUATOR)}, evaluator_id=user.pk or 0) & ~Q(
            state="conflict"
        )
        return self.filter(office | own)


class Assignment(models.Model):
    """An evaluator's application. Nothing is readable before impartiality is declared."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="assignments")
    evaluator = models.ForeignKey(
        User, models.PROTECT, related_name="assignments", verbose_name=_("evaluator")
    )
    state = models.CharField(_("state"), max_length=10, choices=ASSIGNMENT.choices, default="given")
    declared_at = models.DateTimeField(null=True, blank=True)
    scored_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(_("overall comment"), blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["application", "evaluator"], name="one_assignment_per_evaluator")
        ]

    def __str__(self):
        return f"{self.evaluator} · {self.application_id}"

    @property
    def programme_id(self) -> int:
        return self.application.programme_id

    def get_absolute_url(self) -> str:
        return reverse("grants:assignment", args=[self.pk])


class Score(models.Model):
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores")
    value = models.PositiveSmallIntegerField(
        _("score"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    comment = models.TextField(_("comment"), blank=True)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.UniqueConstraint(fields=["assignment", "criterion"], name="one_score_per_criterion"),
            models.CheckConstraint(condition=Q(value__gte=1, value__lte=5), name="a_score_is_one_to_five"),
        ]

    def __str__(self):
        return str(self.value)


class GrantQuerySet(InProgramme):
    programme_path = "application__call__intervention__programme_id"
    keepers = GRANT_KEEPERS | {Role.MONITORING_OFFICER, Role.DONOR}
    shared = None
    public = Q(application__call__state="decided")

    def also(self, user: Any) -> Q:
        return Q(
            application__organisation_id__in=standing(user).organisations, application__call__state="decided"
        )


class Grant(models.Model):
    application = models.OneToOneField(Application, models.PROTECT, related_name="grant")
    amount = models.DecimalField(_("amount"), **MONEY)
    awarded_on = models.DateField(_("awarded on"))
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    reason = models.TextField(_("how it ended"), blank=True)
    state = models.CharField(_("state"), max_length=20, choices=GRANT.choices, default="awarded")

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        ordering = ("-awarded_on", "pk")

    def __str__(self):
        return self.application.title

    @property
    def programme_id(self) -> int:
        return self.application.programme_id

    def get_absolute_url(self) -> str:
        return reverse("grants:grant", args=[self.pk])
