"""Listen: gaps that rest on nobody's words, and messages that nobody answers."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.gaps.models import Evidence, Gap
from gapbridge.listen.feedback.models import Feedback
from gapbridge.people.roles import Role
from gapbridge.prove.thread.broken.line import Line, to

PATIENCE = timedelta(days=14)  # after which a message waits too long


def _voices() -> QuerySet[Evidence]:
    return Evidence.objects.filter(gap=OuterRef("pk"), statement__isnull=False)


def _standing() -> Exists:
    return Exists(_voices().filter(statement__session__withdrawn_at=None))


def gaps_without_voice(user: Any) -> QuerySet[Gap]:
    return Gap.objects.visible_to(user).exclude(state="set_aside").filter(~Exists(_voices()))


def gaps_silenced(user: Any) -> QuerySet[Gap]:
    """Every voice was taken back by those who spoke."""
    gaps = Gap.objects.visible_to(user).exclude(state="set_aside")
    return gaps.filter(Exists(_voices()), ~_standing())


def messages_unanswered(user: Any) -> QuerySet[Feedback]:
    """Open for two weeks, or closed without an answer. A sealed concern is nobody's to see here."""
    long_ago = timezone.now() - PATIENCE
    open_long = Q(state__in=["received", "in_review"], received_at__lt=long_ago)
    unanswered = Q(state__in=["answered", "closed"], answered_at=None)
    texts = ("text", "contact", "answer", "reopened_because")
    return Feedback.objects.visible_to(user).filter(open_long | unanswered, sealed=False).defer(*texts)


def _add_voices(gap: Gap) -> str:
    """The choice of voices while the gap is a draft; its page, which offers to take it back, afterwards."""
    return (
        reverse("gaps:voices", args=[gap.pk]) if gap.state == "draft" else f"{gap.get_absolute_url()}#voices"
    )


LINES = (
    Line(
        "gaps-without-voice",
        "listen",
        _("Gaps without a voice"),
        _("Nobody who lives it is heard in the gap."),
        gaps_without_voice,
        (Role.PROTECTION_OFFICER,),
        "gaps.change_gap",
        _add_voices,
        _("Add voices"),
        ordering=("programme", "code"),
    ),
    Line(
        "gaps-whose-voices-were-withdrawn",
        "listen",
        _("Gaps whose voices were all taken back"),
        _(
            "Those who spoke took their words back. Others must be heard, or the gap rests on documents alone."
        ),
        gaps_silenced,
        (Role.PROTECTION_OFFICER,),
        "gaps.change_gap",
        _add_voices,
        _("Add voices"),
        ordering=("programme", "code"),
    ),
    Line(
        "messages-without-answer",
        "listen",
        _("Messages of the community without an answer"),
        _("They came in more than two weeks ago, or were closed, and the sender has read no answer."),
        messages_unanswered,
        (Role.PROTECTION_OFFICER,),
        "feedback.handle_feedback",
        to("feedback:feedback"),
        _("Answer"),
        ordering=("received_at", "pk"),
    ),
)
