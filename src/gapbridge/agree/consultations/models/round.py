"""A round, and what is asked in it: each text in every version that its readers have seen."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from gapbridge.agree.consultations.lifecycle import CONSULTATION
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.models import Measure
from gapbridge.people.models import Organisation, User
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, Programme
from gapbridge.programmes.standing import standing
from gapbridge.programmes.visibility import InProgramme


def invited_with(user: Any) -> Q:
    """Rounds to which an organisation of this person is or was invited."""
    return Q(stakeholders__organisation_id__in=standing(user).organisations)


class ConsultationQuerySet(InProgramme):
    shared = ~Q(state="draft")
    public = Q(agreement__published_at__isnull=False)

    def also(self, user: Any) -> Q:
        """Invited stakeholders see the round, whether or not they are the programme's partners."""
        invited = Consultation.objects.filter(invited_with(user)).values("pk")
        return Q(pk__in=invited) & ~Q(state="draft")


class Consultation(models.Model):
    """A dated round in which invited stakeholders see exact texts, comment, and take a position."""

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
    # 0 in preparation, 1 from the opening; grows with every change of a text. A position is on one edition.
    edition = models.PositiveIntegerField(default=0)
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


class QuorumOfKind(models.Model):
    """How many of the invited of one kind must take a position, beside the quorum of all."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="quorums")
    kind = models.CharField(_("kind"), max_length=20, choices=Organisation.Kind.choices)
    percent = models.PositiveSmallIntegerField(
        _("quorum, % of the invited"), validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    class Meta:
        ordering = ("kind",)
        constraints = [
            models.UniqueConstraint(fields=["consultation", "kind"], name="one_quorum_per_kind"),
            models.CheckConstraint(
                condition=Q(percent__gte=1, percent__lte=100), name="quorum_of_kind_is_a_percentage"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.percent}%"


class Item(models.Model):
    """A gap or a measure before the stakeholders, in the exact text they see. Exactly one of the two."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="items")
    gap = models.ForeignKey(Gap, models.PROTECT, null=True, blank=True, related_name="consultation_items")
    measure = models.ForeignKey(
        Measure, models.PROTECT, null=True, blank=True, related_name="consultation_items"
    )
    # The text of the latest version, see texts.py: {"code", "title", "text", "language", …, "sha256"}.
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


class Version(models.Model):
    """An item's text as it stood from one edition of the round on. Never changed; the next one follows."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    edition = models.PositiveIntegerField()
    text = models.JSONField()
    because = models.TextField(_("why it was changed"), blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ("item", "number")
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="one_version_per_number")]

    def __str__(self):
        return f"{self.text.get('code', '')} {self.number}"
