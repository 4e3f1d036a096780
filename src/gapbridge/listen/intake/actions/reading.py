"""Opening what is sealed, setting it aside, and erasing it."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from gapbridge.base import journal, uploads
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.base.models import FormDraft
from gapbridge.listen.collect.models import Submission
from gapbridge.listen.collect.queries import answers_of
from gapbridge.listen.intake.lifecycle import SUBMISSION
from gapbridge.listen.intake.mapping.answers import Answers, answers_from
from gapbridge.people.models import User

State = Submission.State


@transaction.atomic
def open_submission(*, actor: User, submission: Submission) -> Answers:
    """Read what is sealed. Each look is journalled; what is erased already gives no answers and no entry."""
    permit(actor, "intake.read_submission", submission)
    if submission.content is None:
        return Answers()
    journal.record(actor=actor, verb="intake.read_submission", target=submission)
    return answers_from(answers_of(submission))


@transaction.atomic
def set_aside(*, actor: User, submission: Submission, reason: str) -> Submission:
    """Not to be taken in: a test, a wrong form. It stays sealed and can be taken back."""
    SUBMISSION.move(submission, "set_aside", actor=actor)
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    submission.set_aside_because = reason.strip()
    submission.save(update_fields=["set_aside_because"])
    journal.record(actor=actor, verb="intake.set_aside", target=submission)
    return submission


@transaction.atomic
def take_back(*, actor: User, submission: Submission) -> Submission:
    """Refuses what was erased: there is nothing left to read."""
    SUBMISSION.move(submission, "take_back", actor=actor)
    if submission.content is None:
        raise Refused(_("What was said is erased: there is nothing to take back."))
    submission.set_aside_because = ""
    submission.save(update_fields=["set_aside_because"])
    journal.record(actor=actor, verb="intake.take_back", target=submission)
    return submission


@transaction.atomic
def erase_refused(*, actor: User, submission: Submission) -> Submission:
    """The people did not consent: set the answer aside and erase it, with what it corrects and its files."""
    SUBMISSION.move(submission, "refuse", actor=actor)
    if submission.content is None:
        raise Refused(_("What was said is erased already."))
    submission.set_aside_because = _("The people did not consent.")
    submission.save(update_fields=["set_aside_because"])
    erase_chain(submission)
    journal.record(actor=actor, verb="intake.erase_refused", target=submission)
    return submission


def erase_words_of(*, sessions: Collection[int]) -> int:
    """These sessions' people took their words back: erase what was sent of them, corrections that wait, too.

    Part of withdrawing consent, which asks for the right and writes the journal. How many there were.
    """
    rows = list(Submission.objects.select_for_update(of=("self",)).filter(session__in=sessions))
    found: dict[int, Submission] = {}
    while rows:
        found |= {each.pk: each for each in rows}
        related = Submission.objects.filter(corrects__in=[each.pk for each in rows])
        rows = list(related.exclude(pk__in=found))
    for submission in found.values():
        erase_chain(submission)
        submission.state = State.WITHDRAWN
        submission.save(update_fields=["state"])
    return len(found)


def erase_chain(submission: Submission) -> None:
    """Erase an answer and all that it corrects. Its id and digest stay, so that it is known when it is sent again."""
    each: Submission | None = submission
    while each is not None and (each is submission or each.content is not None):
        _erase(each)
        each = each.corrects


def _erase(submission: Submission) -> None:
    for media in submission.media.exclude(file=None).select_related("file"):
        stored, media.file = media.file, None
        media.save(update_fields=["file"])
        if stored is not None:
            uploads.discard(stored)
    submission.content = None
    submission.save(update_fields=["content"])
    drafts = (f"/intake/submissions/{submission.pk}/", f"/intake/submissions/{submission.pk}/take-in/")
    FormDraft.objects.filter(key__in=drafts).delete()
