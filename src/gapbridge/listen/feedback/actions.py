"""From hearing a concern to answering it. The journal never tells what was said, nor of what kind it was."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import User
from gapbridge.programmes.models import Place, Programme

from .lifecycle import FEEDBACK
from .models import Feedback
from .receipts import new_receipt, receipt_hash


@transaction.atomic
def submit_feedback(
    *,
    actor: User | None,
    programme: Programme,
    kind: str,
    text: str,
    language: str,
    place: Place | None = None,
    contact: str | None = None,
) -> tuple[Feedback, str]:
    """Take in what somebody says; anyone may. Returns it with its receipt, which is kept nowhere.

    A sensitive message is sealed and forgets its sender. Refuses a programme that is not running.
    """
    if programme.state != "running":
        raise Refused(_("This programme takes no messages now. Choose another."), field="programme")
    if not text.strip():
        raise Refused(_("Write what you want to tell us."), field="text")
    receipt = new_receipt()
    sealed = kind == Feedback.Kind.SENSITIVE
    sender = None if sealed else actor
    feedback = Feedback(
        programme=programme,
        kind=kind,
        text=text.strip(),
        language=language,
        place=place,
        contact=(contact or "").strip() or None,
        receipt_hash=receipt_hash(receipt),
        submitted_by=sender,
        sealed=sealed,
    )
    feedback.full_clean()
    feedback.save()
    journal.record(actor=sender, verb="feedback.submit", target=feedback)
    return feedback, receipt


@transaction.atomic
def take_feedback(*, actor: User | None, feedback: Feedback) -> Feedback:
    FEEDBACK.move(feedback, "take", actor=actor)
    journal.record(actor=actor, verb="feedback.take", target=feedback)
    return feedback


@transaction.atomic
def answer_feedback(*, actor: User | None, feedback: Feedback, reason: str) -> Feedback:
    """`reason` is the answer: what was done, or why not. The person reads it with the receipt."""
    FEEDBACK.move(feedback, "answer", actor=actor)
    feedback.answer = _given(reason, _("Write the answer."))
    feedback.answered_at = timezone.now()
    feedback.save(update_fields=["answer", "answered_at"])
    journal.record(actor=actor, verb="feedback.answer", target=feedback)
    return feedback


@transaction.atomic
def close_feedback(*, actor: User | None, feedback: Feedback) -> Feedback:
    FEEDBACK.move(feedback, "close", actor=actor)
    journal.record(actor=actor, verb="feedback.close", target=feedback)
    return feedback


@transaction.atomic
def reopen_feedback(*, actor: User | None, feedback: Feedback, reason: str) -> Feedback:
    """Look into it again. The person keeps reading the earlier answer until there is a new one."""
    FEEDBACK.move(feedback, "reopen", actor=actor)
    feedback.reopened_because = _given(reason, _("Say why."))
    feedback.save(update_fields=["reopened_because"])
    journal.record(actor=actor, verb="feedback.reopen", target=feedback)
    return feedback


@transaction.atomic
def look_at_contact(*, actor: User, feedback: Feedback) -> str | None:
    """How the person can be reached. Each look leaves an entry."""
    permit(actor, "feedback.handle_feedback", feedback)
    journal.record(actor=actor, verb="feedback.look_at_contact", target=feedback)
    return feedback.contact


def _given(text: str, otherwise: str) -> str:
    if not text.strip():
        raise Refused(otherwise, field="reason")
    return text.strip()
