"""A call for grants: an intervention's terms, its lots, who may apply, what was asked and what was changed."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.act.interventions.models import Intervention
from gapbridge.act.procedures.models import GRANT_KEEPERS, PERCENT, FormDefinition, Procedure
from gapbridge.agree.plans.models import Measure
from gapbridge.people.models import Organisation, User
from gapbridge.programmes.models import MONEY, NARRATIVE_LANGUAGES, Topic
from gapbridge.programmes.standing import standing
from gapbridge.programmes.visibility import InProgramme

from .lifecycle import CALL, OUTAGE

LONGEST = 100_000  # characters: some 40 pages
MONTHS = [MinValueValidator(1), MaxValueValidator(60)]
PUBLISHED = Q(state__in=["open", "evaluation", "decided"]) | Q(
    state="cancelled", intervention__published_at__isnull=False
)


class CallQuerySet(InProgramme):
    programme_path = "intervention__programme_id"
    keepers = GRANT_KEEPERS
    shared = ~Q(state="draft")
    public = PUBLISHED


class Call(models.Model):
    """What a call for grants adds to its intervention, which has title, programme, measures, places and people."""

    intervention = models.OneToOneField(Intervention, models.CASCADE, related_name="call")
    guidelines = models.TextField(_("guidelines"), blank=True, max_length=LONGEST)
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="en")
    procedure = models.OneToOneField(
        Procedure, models.PROTECT, related_name="call", verbose_name=_("procedure")
    )
    concept_form = models.ForeignKey(
        FormDefinition,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("concept note's form"),
    )
    full_form = models.ForeignKey(
        FormDefinition, models.PROTECT, related_name="+", verbose_name=_("full application's form")
    )
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("deadline"))
    full_closes_at = models.DateTimeField(_("deadline of full applications"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Baku")
    questions_until = models.DateTimeField(_("questions until"), null=True, blank=True)
    answers_by = models.DateField(_("answers by"), null=True, blank=True)
    budget = models.DecimalField(_("budget"), **MONEY)
    co_financing_percent = models.PositiveSmallIntegerField(
        _("co-financing at least (%)"), default=0, validators=PERCENT
    )
    least_months = models.PositiveSmallIntegerField(_("months at least"), default=1, validators=MONTHS)
    most_months = models.PositiveSmallIntegerField(_("months at most"), default=12, validators=MONTHS)
    priorities = models.TextField(_("priorities"), blank=True)
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
                condition=Q(most_months__gte=models.F("least_months")), name="most_months_not_below_least"
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

    @property
    def is_two_step(self) -> bool:
        return self.concept_form_id is not None

    def get_absolute_url(self) -> str:
        return reverse("calls:call", args=[self.pk])


class OfCall(InProgramme):
    """Rows of a call, seen by whoever sees the call."""

    programme_path = "call__intervention__programme_id"
    keepers = GRANT_KEEPERS
    shared = ~Q(call__state="draft")
    public = Q(call__state__in=["open", "evaluation", "decided"]) | Q(
        call__state="cancelled", call__intervention__published_at__isnull=False
    )


class Lot(models.Model):
    """A theme of a call with money of its own; every call has at least one."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="lots")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200)
    theme = models.ForeignKey(Topic, models.PROTECT, related_name="lots", verbose_name=_("theme"))
    priorities = models.TextField(_("priorities"), blank=True)
    measures = models.ManyToManyField(
        Measure, blank=True, related_name="lots", verbose_name=_("measures carried out")
    )
    budget = models.DecimalField(_("budget"), **MONEY)
    smallest = models.DecimalField(_("smallest grant"), **MONEY)
    largest = models.DecimalField(_("largest grant"), **MONEY)

    objects = OfCall.as_manager()

    class Meta:
        verbose_name = _("lot")
        verbose_name_plural = _("lots")
        ordering = ("call", "number")
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="one_lot_per_number"),
            models.CheckConstraint(
                condition=Q(largest__gte=models.F("smallest")), name="largest_grant_is_not_below_the_smallest"
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def programme_id(self) -> int:
        return self.call.programme_id


class EligibilityRule(models.Model):
    """Who may apply, as data that the self-check and the eligibility step read.

    `value` by kind: organisation_kind ["cso", …]; country ["AZ", …]; registered_years 2; income_share 50 (the amount
    asked for in percent of the mean income of past years, at most); documents ["statutes", …]; past_projects 1;
    co_applicants 0 (at most).
    """

    class Kind(models.TextChoices):
        ORGANISATION_KIND = "organisation_kind", _("Kind of organisation")
        COUNTRY = "country", _("Country of registration")
        REGISTERED_YEARS = "registered_years", _("Years since registration, at least")
        INCOME_SHARE = "income_share", _("Amount in percent of past yearly income, at most")
        DOCUMENTS = "documents", _("Documents")
        PAST_PROJECTS = "past_projects", _("Past projects, at least")
        CO_APPLICANTS = "co_applicants", _("Co-applicants, at most")

    call = models.ForeignKey(Call, models.CASCADE, related_name="rules")
    kind = models.CharField(_("rule"), max_length=20, choices=Kind.choices)
    value = models.JSONField(_("value"))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("eligibility rule")
        verbose_name_plural = _("eligibility rules")
        ordering = ("call", "position", "pk")
        constraints = [models.UniqueConstraint(fields=["call", "kind"], name="one_rule_of_a_kind")]

    def __str__(self):
        return self.get_kind_display()


class TimetableEntry(models.Model):
    """A date of the call that the deadlines don't say: "results of the concept notes"."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="timetable")
    label = models.CharField(_("what"), max_length=200)
    on = models.DateField(_("when"))
    is_indicative = models.BooleanField(_("indicative"), default=True)

    class Meta:
        verbose_name = _("date of the timetable")
        verbose_name_plural = _("timetable")
        ordering = ("call", "on", "pk")

    def __str__(self):
        return self.label


class QuestionQuerySet(OfCall):
    """Answered ones are everybody's, without who asked; open ones are the office's and their asker's."""

    shared = None
    public = OfCall.public & ~Q(answered_at=None)

    def also(self, user: Any) -> Q:
        return Q(asked_by_id=user.pk or 0) | Q(organisation_id__in=standing(user).organisations)


class Question(models.Model):
    call = models.ForeignKey(Call, models.CASCADE, related_name="questions")
    number = models.PositiveIntegerField(_("number"))
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.TextField(_("question"))
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="az")
    asked_at = models.DateTimeField(_("asked"))
    # What is published is the officer's wording of it, so that nobody is recognised.
    published_text = models.TextField(_("the question as published"), blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answer_language = models.CharField(max_length=2, choices=NARRATIVE_LANGUAGES, default="en")
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ("call", "number")
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="one_question_per_number")]

    def __str__(self):
        return str(self.number)

    @property
    def programme_id(self) -> int:
        return self.call.programme_id

    def get_absolute_url(self) -> str:
        return reverse("calls:question", args=[self.pk])


class Corrigendum(models.Model):
    """A change of an open call, told to everybody who began an application. `changes`: [{field, before, after}]."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="corrigenda")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("what changes, and why"))
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="en")
    changes = models.JSONField(default=list)
    published_at = models.DateTimeField(_("published"))
    published_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = OfCall.as_manager()

    class Meta:
        verbose_name = _("corrigendum")
        verbose_name_plural = _("corrigenda")
        ordering = ("call", "number")
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="one_corrigendum_per_number")]

    def __str__(self):
        return str(self.number)

    @property
    def programme_id(self) -> int:
        return self.call.programme_id

    def get_absolute_url(self) -> str:
        return reverse("calls:corrigendum", args=[self.pk])


class OfOffice(OfCall):
    """What only the office reads."""

    shared = None
    public = None


class Outage(models.Model):
    """The site did not answer around a call's deadline: the office extends it, or says why not.

    `unsent`: applications, or invited full ones, that had been begun and not submitted when it answered again.
    """

    class Which(models.TextChoices):
        CLOSES = "closes_at", _("Deadline")
        FULL_CLOSES = "full_closes_at", _("Deadline of full applications")

    call = models.ForeignKey(Call, models.CASCADE, related_name="outages")
    which = models.CharField(max_length=20, choices=Which.choices, default=Which.CLOSES)
    deadline = models.DateTimeField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    unsent = models.PositiveIntegerField(default=0)
    state = models.CharField(_("state"), max_length=20, choices=OUTAGE.choices, default="noted")
    set_aside_because = models.TextField(blank=True)

    objects = OfOffice.as_manager()

    class Meta:
        verbose_name = _("outage around a deadline")
        verbose_name_plural = _("outages around deadlines")
        ordering = ("call", "began_at", "pk")

    def __str__(self):
        return str(self.call)

    @property
    def programme_id(self) -> int:
        return self.call.programme_id

    def get_absolute_url(self) -> str:
        return self.call.get_absolute_url()


class InfoSession(models.Model):
    """A meeting in which the office explains the call, on the spot or online, with its recording afterwards."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="sessions")
    title = models.CharField(_("title"), max_length=200)
    starts_at = models.DateTimeField(_("starts"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=90, validators=[MinValueValidator(10), MaxValueValidator(600)]
    )
    where = models.CharField(
        _("where"), max_length=300, help_text=_("An address, or a link for an online meeting.")
    )
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="az")
    places = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    recording = models.URLField(_("recording"), blank=True)
    notes = models.TextField(_("what was said"), blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = OfCall.as_manager()

    class Meta:
        verbose_name = _("information session")
        verbose_name_plural = _("information sessions")
        ordering = ("starts_at", "pk")

    def __str__(self):
        return self.title

    @property
    def programme_id(self) -> int:
        return self.call.programme_id

    def get_absolute_url(self) -> str:
        return reverse("calls:session", args=[self.pk])


class Registration(models.Model):
    session = models.ForeignKey(InfoSession, models.CASCADE, related_name="registrations")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="+")
    people = models.PositiveSmallIntegerField(_("people"), default=1, validators=[MaxValueValidator(20)])
    registered_at = models.DateTimeField()
    attended = models.BooleanField(_("attended"), null=True, blank=True)

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ("registered_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=["session", "user"], name="one_registration_per_person")
        ]

    def __str__(self):
        return f"{self.user} · {self.session}"
