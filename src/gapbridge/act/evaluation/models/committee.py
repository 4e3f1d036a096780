from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.act.applications.models import Application
from gapbridge.act.calls.models import Call
from gapbridge.act.evaluation.lifecycle import COMPLAINT, PROPOSAL
from gapbridge.act.procedures.models import GRANT_KEEPERS
from gapbridge.base.models import StoredFile
from gapbridge.people.models import User
from gapbridge.programmes.models import MONEY, NARRATIVE_LANGUAGES
from gapbridge.programmes.visibility import InProgramme

from .evaluators import OfCallForItsPeople
from .steps import CallStep, OwnOrOffice


class CommitteeMember(models.Model):
    class Part(models.TextChoices):
        CHAIR = "chair", _("Chair")
        SECRETARY = "secretary", _("Secretary, without a vote")
        MEMBER = "member", _("Member")

    call = models.ForeignKey(Call, models.CASCADE, related_name="committee")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    part = models.CharField(_("as"), max_length=10, choices=Part.choices, default=Part.MEMBER)

    objects = OfCallForItsPeople.as_manager()

    class Meta:
        verbose_name = _("member of the committee")
        verbose_name_plural = _("members of the committee")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["call", "user"], name="one_seat_per_person")]

    def __str__(self):
        return str(self.user)


class ProposalQuerySet(InProgramme):
    """The office, and the call's committee."""

    programme_path = "call__intervention__programme_id"
    keepers = GRANT_KEEPERS
    shared = None

    def also(self, user: Any) -> Q:
        seats = CommitteeMember.objects.filter(user_id=user.pk or 0)
        return Q(call__in=seats.values("call_id")) & ~Q(state="draft")


class Proposal(models.Model):
    """Who shall get a grant, who stands on the reserve list and who is declined, put to the committee's vote.

    Once decided it is frozen: `record` is the canonical text with its hash.
    """

    call = models.ForeignKey(Call, models.PROTECT, related_name="proposals")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("statement of the committee"), blank=True)
    language = models.CharField(max_length=2, choices=NARRATIVE_LANGUAGES, default="en")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.TextField(_("why it was rejected"), blank=True)
    record = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=PROPOSAL.choices, default="draft")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal to the committee")
        verbose_name_plural = _("proposals to the committee")
        ordering = ("call", "number")
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="one_proposal_per_number")]

    def __str__(self):
        return str(self.number)

    @property
    def programme_id(self) -> int:
        return self.call.programme_id

    def get_absolute_url(self) -> str:
        return reverse("evaluation:proposal", args=[self.pk])


class DecisionDocument(models.Model):
    """The decision as a signed PDF in one language, made once from the frozen record; read through its view alone."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="documents")
    language = models.CharField(max_length=2)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "language"], name="one_decision_per_language")
        ]

    def __str__(self):
        return f"{self.proposal_id} ({self.language})"


class LineQuerySet(InProgramme):
    """The office's: the committee reads the lines on the proposal's page."""

    programme_path = "proposal__call__intervention__programme_id"
    keepers = GRANT_KEEPERS
    shared = None


class ProposalLine(models.Model):
    """`departs`: it differs from what the ranking gives, and `reason` says why."""

    class Outcome(models.TextChoices):
        AWARD = "award", _("Grant")
        RESERVE = "reserve", _("Reserve list")
        DECLINE = "decline", _("Not selected")

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="lines")
    application = models.ForeignKey(Application, models.PROTECT, related_name="proposal_lines")
    rank = models.PositiveIntegerField(_("rank"), null=True, blank=True)
    points = models.DecimalField(_("points"), max_digits=6, decimal_places=2, null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices)
    amount = models.DecimalField(_("amount"), null=True, blank=True, **MONEY)
    departs = models.BooleanField(_("departs from the ranking"), default=False)
    reason = models.TextField(_("reason"), blank=True)

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a proposal")
        verbose_name_plural = _("lines of a proposal")
        ordering = ("proposal", "rank", "pk")
        constraints = [
            models.UniqueConstraint(fields=["proposal", "application"], name="one_line_per_application")
        ]

    def __str__(self):
        return self.get_outcome_display()

    @property
    def programme_id(self) -> int:
        return self.proposal.programme_id

    def get_absolute_url(self) -> str:
        return self.proposal.get_absolute_url()


class Award(models.Model):
    """Money given to an application, by the committee's decision or later from the reserve list (no `line`)."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="award")
    line = models.OneToOneField(ProposalLine, models.PROTECT, null=True, blank=True, related_name="award")
    amount = models.DecimalField(_("amount"), **MONEY)
    reason = models.TextField(_("reason"), blank=True)
    awarded_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    awarded_at = models.DateTimeField(_("awarded"))

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering = ("pk",)

    def __str__(self):
        return str(self.application)


class Vote(models.Model):
    class Choice(models.TextChoices):
        YES = "yes", _("In favour")
        NO = "no", _("Against")
        ABSTAIN = "abstain", _("Abstains")

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="votes")
    member = models.ForeignKey(CommitteeMember, models.PROTECT, related_name="votes")
    choice = models.CharField(_("vote"), max_length=8, choices=Choice.choices)
    reason = models.TextField(_("reason"), blank=True)
    cast_at = models.DateTimeField()

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [models.UniqueConstraint(fields=["proposal", "member"], name="one_vote_per_member")]

    def __str__(self):
        return self.get_choice_display()


class Letter(models.Model):
    """What an applicant was written after a step, with scores and comments, in the application's language.

    `content` is the letter in blocks (letters/blocks.py), from which page and PDF are drawn; `text` the same in words.
    """

    class Kind(models.TextChoices):
        PASSED = "passed", _("Goes on to the next step")
        INVITED = "invited", _("Invited to send a full application")
        NOT_PASSED = "not_passed", _("Ends here")
        AWARDED = "awarded", _("Grant awarded")
        RESERVE = "reserve", _("On the reserve list")
        DECLINED = "declined", _("Not selected")
        COMPLAINT = "complaint", _("Answer to a complaint")

    application = models.ForeignKey(Application, models.PROTECT, related_name="letters")
    call_step = models.ForeignKey(CallStep, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    language = models.CharField(max_length=2, choices=NARRATIVE_LANGUAGES)
    text = models.TextField()
    content = models.JSONField(default=list)
    sent_at = models.DateTimeField(_("sent"))

    objects = OwnOrOffice.as_manager()

    class Meta:
        verbose_name = _("letter to an applicant")
        verbose_name_plural = _("letters to applicants")
        ordering = ("pk",)

    def __str__(self):
        return self.get_kind_display()

    @property
    def programme_id(self) -> int:
        return self.application.programme_id

    def get_absolute_url(self) -> str:
        return reverse("evaluation:letter", args=[self.pk])


class Complaint(models.Model):
    """An applicant says that the evaluation went wrong, within the days that the procedure allows.

    `settled_at`: of one that was upheld, when the new evaluation gave its result.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="complaints")
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="complaints")
    text = models.TextField(_("what went wrong"))
    language = models.CharField(max_length=2, choices=NARRATIVE_LANGUAGES, default="az")
    filed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(_("filed"))
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(_("evaluated again"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=COMPLAINT.choices, default="open")

    objects = OwnOrOffice.as_manager()

    class Meta:
        verbose_name = _("complaint about an evaluation")
        verbose_name_plural = _("complaints about an evaluation")
        ordering = ("pk",)

    def __str__(self):
        return str(self.application)

    @property
    def programme_id(self) -> int:
        return self.application.programme_id

    def get_absolute_url(self) -> str:
        return reverse("evaluation:complaint", args=[self.pk])
