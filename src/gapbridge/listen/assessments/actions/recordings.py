"""Sound of sessions: sealed at rest, heard by keepers, deleted on the assessment's day."""

from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.base.uploads import CheckedUpload, discard, store
from gapbridge.listen.assessments.anonymity import refuse_identity
from gapbridge.listen.assessments.models import Assessment, Recording, Scope, Session
from gapbridge.people.models import User

from .writing import lock, lock_session, refuse_withdrawn


@transaction.atomic
def add_recording(*, actor: User | None, session: Session, file: CheckedUpload, label: str = "") -> Recording:
    """Keep sound until the day that the assessment sets. Refuses without such a day, or without consent.

    The file's own name is not kept: telephones and people put names into it.
    """
    permit(actor, "assessments.add_recording", session)
    lock_session(session)
    refuse_withdrawn(session)
    label = label.strip()
    refuse_identity(label, "label", programme_id=session.programme_id)
    recording = Recording.objects.create(
        session=session, label=label, added_by=actor, delete_on=_day_of_deletion(session)
    )
    named = replace(file, name=f"{session.code}-{recording.pk}{PurePosixPath(file.name).suffix.lower()}")
    recording.file = store(
        named, actor=actor, owner=recording, programme_id=session.programme_id, sealed=True
    )
    recording.save(update_fields=["file"])
    journal.record(
        actor=actor, verb="assessments.add_recording", target=recording, data={"session": session.pk}
    )
    return recording


def _day_of_deletion(session: Session) -> date:
    until = session.assessment.recordings_until
    if until is None:
        raise Refused(
            _(
                "The assessment does not say until when sound is kept. Set that day first: without it none is taken."
            )
        )
    if until <= timezone.localdate():
        raise Refused(_("The day until which sound of this assessment is kept has passed."))
    if session.consent_scope == Scope.NONE:
        raise Refused(_("Record the consent of the people first."))
    return until


@transaction.atomic
def listen_to_recording(*, actor: User | None, recording: Recording) -> Recording:
    """Called each time somebody begins to listen: each leaves an entry."""
    permit(actor, "assessments.listen_to_recording", recording)
    journal.record(
        actor=actor,
        verb="assessments.listen_recording",
        target=recording,
        data={"session": recording.session_id},
    )
    return recording


@transaction.atomic
def delete_recording(*, actor: User | None, recording: Recording) -> Recording:
    """Delete the sound for good; that there was a recording stays on record. Nothing happens a second time."""
    permit(actor, "assessments.delete_recording", recording)
    lock(recording)
    if _erase(recording):
        journal.record(
            actor=actor,
            verb="assessments.delete_recording",
            target=recording,
            data={"session": recording.session_id},
        )
    return recording


def delete_due_recordings() -> int:
    """Delete what its day has come for, each in a transaction of its own."""
    due = Recording.objects.filter(deleted_at=None, delete_on__lte=timezone.localdate())
    return sum(bool(delete_recording(actor=None, recording=each).deleted_at) for each in due)


def delete_recordings(session: Session) -> int:
    """All sound of a session, within the action that takes its words back. How many were deleted."""
    recordings = session.recordings.select_for_update(of=("self",)).filter(deleted_at=None)
    return sum(map(_erase, recordings))


def shorten_recordings(assessment: Assessment) -> int:
    """Bring what is kept to an earlier day, within the action that sets it. A promise is never made longer."""
    until = assessment.recordings_until
    if until is None:
        return 0
    kept = Recording.objects.filter(session__assessment=assessment, deleted_at=None, delete_on__gt=until)
    return kept.update(delete_on=until)


def _erase(recording: Recording) -> bool:
    if recording.deleted_at:
        return False
    stored, recording.file = recording.file, None
    recording.deleted_at = timezone.now()
    recording.save(update_fields=["file", "deleted_at"])
    if stored:
        discard(stored)
    return True
