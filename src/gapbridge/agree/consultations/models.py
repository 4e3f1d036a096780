from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.models import Measure
from gapbridge.people.models import Organisation, User
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, Programme
from gapbridge.programmes.standing import standing
from gapbridge.programmes.visibility import InProgramme

from .lifecycle import CONSULTATION


class ConsultationQuerySet(InProgramme):
    shared = ~Q(state="draft")
    public = Q(agreement__published_at__isnull=False)

    def also(self, user: Any) -> Q:
        """Invited stakeholders see the round, whether or not they are the programme's partners."""
        invited = Stakeholder.objects.filter(organisation_id__in=standing(user).organisations).values(
            "consultation_id"
        )
        return Q(pk__in=invited) & ~Q(state="draft")


class Consultation(models.Model):
    """A dated round in which invited stakeholders see an exact version, comment, and take a position."""

    class Rule(models.TextChoices):
        CONSENSUS = "consensus", _("Consensus: nobody objects")
        CONSENT = "consent", _("Consent: no unanswered objection")

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="consultations", verbose_name=_("programme")
    )
    title = models.CharField(_("title"), max_length=200)
    intro = models.TextField(_("what is asked"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="en")
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"), help_text=_("The last day on which positions are taken."))
    rule = models.CharField(_("decision rule"), max_length=12, choices=Rule.choices, default=Rule.CONSENT)
    quorum = models.PositiveSmallIntegerField(
        _("quorum, % of the invited"), default=50, validators=[MaxValueValidator(100)]
    )
    state = models.CharField(_("state"), max_length=20, choices=CONSULTATION.choices, default="draft")

    objects = ConsultationQuerySet.as_manager()
    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ("-opens_on",)
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=models.F("opens_on")), name="consultation_closes_after_it_opens"
            ),
            models.CheckConstraint(condition=Q(quorum__lte=100), name="quorum_is_a_percentage"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("consultations:consultation", args=[self.pk])


class Item(models.Model):
    """A gap or a measure before the stakeholders, in the exact text they see. Exactly one of the two."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="items")
    gap = models.ForeignKey(Gap, models.PROTECT, null=True, blank=True, related_name="consultation_items")
    measure = models.ForeignKey(
        Measure, models.PROTECT, null=True, blank=True, related_name="consultation_items"
    )
    # Fixed when the round opens, see record.py: {"code", "title", "text", "language", …, "sha256"}.
    text = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["consultation", "gap"], name="a_gap_once_per_round"),
            models.UniqueConstraint(fields=["consultation", "measure"], name="a_measure_once_per_round"),
            models.CheckConstraint(
                condition=Q(gap__isnull=False, measure__isnull=True)
                | Q(gap__isnull=True, measure__isnull=False),
                name="an_item_is_a_gap_or_a_measure",
            ),
        ]

    def __str__(self):
        return str(self.gap or self.measure)


class Stakeholder(models.Model):
    """An invited organisation or community group, with the mandate of who speaks for it."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="stakeholders")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="consulted", verbose_name=_("organisation")
    )
    mandate = models.CharField(_("mandate of who speaks"), max_length=200, blank=True)
    invited_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("stakeholder")
        verbose_name_plural = _("stakeholders")
        ordering = ("organisation__kind", "organisation__name")
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "organisation"], name="one_invitation_per_stakeholder"
            )
        ]

    def __str__(self):
        return str(self.organisation)


class Position(models.Model):
    """What a stakeholder stands for. Earlier positions stay; the current one is the last."""

    class Stand(models.TextChoices):
        AGREE = "agree", _("Agree")
        RESERVATIONS = "reservations", _("Agree with reservations")
        ASIDE = "aside", _("Stand aside")
        OBJECT = "object", _("Object")

    stakeholder = models.ForeignKey(Stakeholder, models.PROTECT, related_name="positions")
    stand = models.CharField(_("position"), max_length=12, choices=Stand.choices)
    reason = models.TextField(_("reason"), blank=True, help_text=_("Required for everything but “agree”."))
    condition = models.TextField(_("condition"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="en")
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(auto_now_add=True)
    is_current = models.BooleanField(default=True)
    answer = models.TextField(_("answer to an objection"), blank=True)

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["stakeholder"], condition=Q(is_current=True), name="one_current_position"
            ),
            models.CheckConstraint(
                condition=Q(stand="agree") | ~Q(reason=""), name="a_position_but_agree_has_a_reason"
            ),
        ]

    def __str__(self):
        return self.get_stand_display()


class Comment(models.Model):
    """What a stakeholder says about an item; every comment is answered before a round closes."""

    class Outcome(models.TextChoices):
        TAKEN_UP = "taken_up", _("Taken up")
        IN_PART = "in_part", _("Taken up in part")
        NOT = "not", _("Not taken up")

    item = models.ForeignKey(Item, models.PROTECT, related_name="comments", verbose_name=_("about"))
    stakeholder = models.ForeignKey(Stakeholder, models.PROTECT, related_name="comments")
    text = models.TextField(_("comment"))
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="en")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ("pk",)

    def __str__(self):
        return self.text[:60]

    @property
    def programme_id(self) -> int:
        return self.item.consultation.programme_id


class AgreementQuerySet(InProgramme):
    programme_path = "consultation__programme_id"
    public = Q(published_at__isnull=False)

    def also(self, user: Any) -> Q:
        invited = Stakeholder.objects.filter(organisation_id__in=standing(user).organisations).values(
            "consultation_id"
        )
        return Q(consultation_id__in=invited)


class Agreement(models.Model):
    """What closed a consultation: exact text, positions, quorum. Never changed; a later round supersedes it."""

    consultation = models.OneToOneField(Consultation, models.PROTECT, related_name="agreement")
    statement = models.TextField(_("outcome"))
    # What the hash covers, see record.py: {"items": […], "positions": […], "quorum": {…}, "rule": …, …}.
    record = models.JSONField()
    record_hash = models.CharField(max_length=64)
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    review_on = models.DateField(_("review on"), null=True, blank=True)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    gaps = models.ManyToManyField(Gap, related_name="agreements")
    measures = models.ManyToManyField(Measure, related_name="agreements")

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ("-closed_at",)

    def __str__(self):
        return str(self.consultation)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk and set(kwargs.get("update_fields") or ()) != {"published_at"}:
            raise TypeError("an agreement is never changed")
        super().save(*args, **kwargs)

    @property
    def programme_id(self) -> int:
        return self.consultation.programme_id

    def get_absolute_url(self) -> str:
        return reverse("consultations:agreement", args=[self.pk])
