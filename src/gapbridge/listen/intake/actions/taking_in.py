"""An answer becomes a session: the one step by which words leave what is sealed."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.listen.assessments import actions as assessments
from gapbridge.listen.assessments.models import Recording, Session
from gapbridge.listen.collect.models import Submission
from gapbridge.listen.intake.lifecycle import SUBMISSION
from gapbridge.listen.intake.mapping.prefill import Said
from gapbridge.listen.intake.queries import recordings_until, refused_text, session_before
from gapbridge.people.models import User

from .reading import erase_chain


@transaction.atomic
def take_in(
    *,
    actor: User,
    submission: Submission,
    session_fields: Mapping[str, Any],
    consent_fields: Mapping[str, Any],
    consented: bool = True,
    statements: Sequence[Said] = (),
    known_words: Sequence[str] = (),
) -> Session:
    """Make a session of an answer, with its consent, held, and with what was said; then erase the answer.

    A correction of an answer that was taken in changes that session. Fields are those of
    `assessments.actions.create_session` and `record_consent`; a refusal names the page's field: a consent's with
    "consent_" before it, a statement's "said_0", "rank_0". Sound becomes a recording where the assessment keeps
    any, photos are discarded. Refuses what the people did not consent to.
    """
    permit(actor, "intake.take_in", submission)
    SUBMISSION.move(submission, "take_in", actor=actor)
    if submission.content is None:
        raise Refused(_("What was said is erased: there is nothing to take in."))
    if not consented:
        raise Refused(refused_text(), field="consent_given")
    _refuse_unless_listening(submission)
    if known_words:
        programme = submission.form.assessment.programme
        assessments.confirm_words(actor=actor, programme=programme, words=known_words)
    session = _session(actor, submission, session_fields)
    _consent(actor, session, consent_fields)
    if session.state == "planned":
        assessments.hold_session(actor=actor, session=session)
    marked = _mark(actor, session, statements)
    recordings = _keep_sound(actor, submission, session)
    submission.session = session
    submission.save(update_fields=["session"])
    erase_chain(submission)
    journal.record(
        actor=actor,
        verb="intake.take_in",
        target=submission,
        data={"session": session.pk, "statements": marked, "recordings": recordings},
    )
    return session


def _refuse_unless_listening(submission: Submission) -> None:
    if submission.form.assessment.state == "planned":
        raise Refused(_("Start listening in this assessment first: what is taken in counts as held."))


def _session(actor: User, submission: Submission, fields: Mapping[str, Any]) -> Session:
    before = session_before(submission)
    if before is None:
        return assessments.create_session(actor=actor, assessment=submission.form.assessment, **fields)
    return assessments.change_session(actor=actor, session=before, **fields)


def _consent(actor: User, session: Session, fields: Mapping[str, Any]) -> None:
    """Record it, unless a correction says the same once more."""
    standing = session.consents.filter(withdrawn_at=None).last()
    if standing and all(getattr(standing, name) == value for name, value in fields.items()):
        return
    with _beside("consent_{}".format):
        assessments.record_consent(actor=actor, session=session, **fields)


def _mark(actor: User, session: Session, statements: Sequence[Said]) -> int:
    """Add what was said, in the order in which it was said; what is marked already stays as it is."""
    there = set(session.statements.values_list("excerpt", flat=True))
    marked = 0
    for index, said in enumerate(statements):
        words = said.words.strip()
        if not words or words in there:
            continue
        names = {"excerpt": f"said_{index}", "people_rank": f"rank_{index}"}
        with _beside(lambda field, names=names: names.get(field, field)):
            assessments.add_statement(
                actor=actor,
                session=session,
                excerpt=words,
                language=session.language,
                people_rank=said.rank,
            )
        there.add(words)
        marked += 1
    return marked


@contextmanager
def _beside(field_of: Any) -> Iterator[None]:
    """What another room refuses is said beside this page's fields."""
    try:
        yield
    except ValidationError as error:
        if hasattr(error, "error_dict"):
            raise ValidationError({field_of(name): each for name, each in error.error_dict.items()}) from None
        if getattr(error, "field", None):
            error.field = field_of(error.field)  # type: ignore[attr-defined]
        raise


def _keep_sound(actor: User, submission: Submission, session: Session) -> int:
    """Sound moves over to the session, sealed as it is, where the assessment keeps any."""
    until = recordings_until(submission)
    if until is None:
        return 0
    kept = 0
    for media in submission.media.exclude(file=None).select_related("file"):
        stored = media.file
        if stored is None or not stored.content_type.startswith("audio/"):
            continue
        recording = Recording.objects.create(session=session, file=stored, added_by=actor, delete_on=until)
        stored.owner_type, stored.owner_id = recording._meta.label_lower, recording.pk
        stored.save(update_fields=["owner_type", "owner_id"])
        media.file = None
        media.save(update_fields=["file"])
        kept += 1
    return kept
