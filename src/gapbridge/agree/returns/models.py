from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.gaps.models import Gap, GapQuerySet
from gapbridge.agree.plans.models import Report
from gapbridge.base.models import StoredFile
from gapbridge.listen.assessments.models import Session
from gapbridge.people.models import User
from gapbridge.programmes.models import MOST_PEOPLE, NARRATIVE_LANGUAGES
from gapbridge.programmes.visibility import InProgramme

TONES = {
    "remedied": "good",
    "better": "open",
    "same": "bad",
    "worse": "bad",
    "unreachable": "draft",
}  # of badges
NO_REASON = _("Say why the group could not be asked.")


class OfGap(InProgramme):
    """What is seen by whoever sees the gap it belongs to."""

    programme_path = "gap__programme_id"
    keepers = GapQuerySet.keepers
    shared = ~Q(gap__state="draft")
    public = Q(gap__published_at__isnull=False)


class Return(models.Model):
    """A group that raised a gap was asked again. The latest of a group counts; the earlier ones stay.

    `session` stands for the group: everybody of its sex, age group and place whose voices the gap rests on. Who
    reads `said` is decided by that session's consent (queries.readable_sessions).
    """

    class Outcome(models.TextChoices):
        REMEDIED = "remedied", _("Remedied")
        BETTER = "better", _("Better, but not remedied")
        SAME = "same", _("No change")
        WORSE = "worse", _("Worse")
        UNREACHABLE = "unreachable", _("The group could not be asked")

    class How(models.TextChoices):
        VISIT = "visit", _("Visit")
        FOCUS_GROUP = "focus_group", _("Focus group")
        CALL = "call", _("Telephone call")
        MEETING = "meeting", _("Community meeting")

    gap = models.ForeignKey(Gap, models.PROTECT, related_name="returns", verbose_name=_("gap"))
    session = models.ForeignKey(Session, models.PROTECT, related_name="returns", verbose_name=_("group"))
    outcome = models.CharField(_("what the group says"), max_length=12, choices=Outcome.choices)
    asked_on = models.DateField(_("asked on"))
    how = models.CharField(_("how they were asked"), max_length=12, choices=How.choices)
    said = models.TextField(_("in their own words"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=NARRATIVE_LANGUAGES, default="az")
    reason = models.TextField(_("why they could not be asked"), blank=True)
    women = models.PositiveSmallIntegerField(_("women"), null=True, blank=True, validators=MOST_PEOPLE)
    men = models.PositiveSmallIntegerField(_("men"), null=True, blank=True, validators=MOST_PEOPLE)
    girls = models.PositiveSmallIntegerField(_("girls"), null=True, blank=True, validators=MOST_PEOPLE)
    boys = models.PositiveSmallIntegerField(_("boys"), null=True, blank=True, validators=MOST_PEOPLE)
    people = models.PositiveSmallIntegerField(
        _("people in all"), null=True, blank=True, validators=MOST_PEOPLE
    )
    again_on = models.DateField(_("promised to come back by"), null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = OfGap.as_manager()

    class Meta:
        verbose_name = _("answer of a group")
        verbose_name_plural = _("answers of groups")
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="unreachable") | ~Q(reason=""),
                name="a_group_not_asked_has_a_reason",
            )
        ]

    def __str__(self):
        return f"{self.get_outcome_display()} ({self.asked_on})"

    @property
    def programme_id(self) -> int:
        return self.gap.programme_id

    def get_absolute_url(self) -> str:
        return f"{reverse('returns:gap', args=[self.gap_id])}#answer-{self.pk}"

    @property
    def tone(self) -> str:
        return TONES[self.outcome]

    @property
    def number_of_people(self) -> int | None:
        """All of them; the sum where they were counted by sex and age. None is not known."""
        known = [each for each in (self.women, self.men, self.girls, self.boys) if each is not None]
        return self.people if self.people is not None or not known else sum(known)


class Proof(models.Model):
    """What shows that a gap is remedied: a document, or a report of a measure that was verified."""

    gap = models.ForeignKey(Gap, models.PROTECT, related_name="proofs", verbose_name=_("gap"))
    note = models.TextField(_("what it shows"))
    source = models.CharField(
        _("document"), max_length=250, blank=True, help_text=_("Title, author and year.")
    )
    url = models.URLField(_("web address"), blank=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("file")
    )
    report = models.ForeignKey(
        Report,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proofs",
        verbose_name=_("verified report of a measure"),
    )
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = OfGap.as_manager()

    class Meta:
        verbose_name = _("proof of remedy")
        verbose_name_plural = _("proofs of remedy")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(report=None) & ~Q(source="") | Q(report__isnull=False, source=""),
                name="a_proof_is_a_document_or_a_report",
            ),
            models.UniqueConstraint(fields=["gap", "report"], name="a_report_proves_a_gap_once"),
        ]

    def __str__(self):
        return self.source or str(self.report)

    @property
    def programme_id(self) -> int:
        return self.gap.programme_id

    def get_absolute_url(self) -> str:
        return f"{reverse('returns:gap', args=[self.gap_id])}#proof"
