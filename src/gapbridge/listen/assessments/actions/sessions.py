"""Sessions: who is listened to, where and when, and the notes written up the same day."""

from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.listen.assessments.anchors import edit_between, nearest_place, only_place, written
from gapbridge.listen.assessments.anonymity import refuse_identity
from gapbridge.listen.assessments.lifecycle import SESSION
from gapbridge.listen.assessments.models import UNDER_18, Assessment, Scope, Session, Statement
from gapbridge.people.models import User

from .writing import day_of, given, lock, lock_session, refuse_unless_listening, refuse_withdrawn, write

FIELDS = {
    "code",
    "kind",
    "place",
    "held_on",
    "language",
    "sex",
    "age_group",
    "population",
    "diversity",
    "participants",
    "team",
    "facilitators",
    "woman_facilitated",
    "notes",
}


@transaction.atomic
def create_session(*, actor: User | None, assessment: Assessment, **fields: Any) -> Session:
    """Plan an interview or focus group; without a `code` it gets the next free one (S01, S02 …)."""
    permit(actor, "assessments.add_session", assessment)
    lock(assessment)
    refuse_unless_listening(assessment)
    session = Session(assessment=assessment)
    fields["code"] = fields.get("code") or _next_code(assessment)
    _read_notes(fields, session)
    write(session, fields, FIELDS, check=_check_session)
    journal.record(actor=actor, verb="assessments.create_session", target=session)
    return session


@transaction.atomic
def change_session(*, actor: User | None, session: Session, **fields: Any) -> Session:
    """Other notes are another version: every mark moves with its words.

    A mark whose words are gone is loosened: its excerpt stays as it was recorded, without a place in the notes.
    """
    permit(actor, "assessments.change_session", session)
    lock_session(session)
    refuse_unless_listening(session.assessment)
    refuse_withdrawn(session)
    if session.state == "cancelled":
        raise Refused(_("This session was cancelled. Plan a new one."))
    if "code" in fields:
        fields["code"] = fields["code"] or session.code
    before = session.notes
    if _read_notes(fields, session):
        session.notes_version += 1
    write(session, fields, FIELDS, check=_check_session)
    if session.notes != before:
        _anchor_anew(session, before)
    journal.record(
        actor=actor, verb="assessments.change_session", target=session, data={"fields": sorted(fields)}
    )
    return session


@transaction.atomic
def hold_session(*, actor: User | None, session: Session) -> Session:
    """Refuses without consent, before its day, and before listening has started."""
    lock_session(session)
    SESSION.move(session, "hold", actor=actor)
    if session.assessment.state != "collecting":
        raise Refused(_("Start listening first: the assessment is not under way."))
    if session.held_on > timezone.localdate():
        raise Refused(_("This session is planned for a day to come. Change its date first."))
    if session.consent_scope == Scope.NONE:
        raise Refused(_("Record the consent of the people first."))
    journal.record(actor=actor, verb="assessments.hold_session", target=session)
    return session


@transaction.atomic
def finish_coding(*, actor: User | None, session: Session) -> Session:
    """From now on others read the statements, as far as the consent goes. Refuses without a statement."""
    lock_session(session)
    refuse_withdrawn(session)
    SESSION.move(session, "code", actor=actor)
    if not session.statements.exists():
        raise Refused(_("Mark at least one statement first."))
    journal.record(actor=actor, verb="assessments.finish_coding", target=session)
    return session


@transaction.atomic
def cancel_session(*, actor: User | None, session: Session, reason: str) -> Session:
    SESSION.move(session, "cancel", actor=actor)
    session.cancelled_because = given(reason)
    session.save(update_fields=["cancelled_because"])
    journal.record(actor=actor, verb="assessments.cancel_session", target=session)
    return session


def _check_session(session: Session) -> None:
    assessment = session.assessment
    if not assessment.starts_on <= session.held_on <= assessment.ends_on:
        raise Refused(
            _("The assessment lasts from %(first)s to %(last)s. Choose a day within it.")
            % {"first": day_of(assessment.starts_on), "last": day_of(assessment.ends_on)},
            field="held_on",
        )
    if session.state in {"held", "coded"} and session.held_on > timezone.localdate():
        raise Refused(_("This session was held: its day can't lie in the future."), field="held_on")
    if assessment.sessions.filter(code=session.code).exclude(pk=session.pk).exists():
        raise Refused(_("Another session of this assessment has this code."), field="code")
    if session.team and session.team.assessment_id != assessment.pk:
        raise Refused(_("This team belongs to another assessment."), field="team")
    _refuse_children_without_consent(session)


def _refuse_children_without_consent(session: Session) -> None:
    if session.pk is None or session.age_group not in UNDER_18:
        return
    standing = session.consents.filter(withdrawn_at=None).last()
    if standing and not (standing.guardian_consent and standing.child_assent):
        raise Refused(
            _(
                "People under 18 need their guardians' consent and must agree themselves. "
                "The consent on record does not say both."
            ),
            field="age_group",
        )


def _next_code(assessment: Assessment) -> str:
    taken = set(assessment.sessions.values_list("code", flat=True))
    return next(code for number in range(1, len(taken) + 2) if (code := f"S{number:02}") not in taken)


# --- notes ---------------------------------------------------------------------------------------


def _read_notes(fields: dict[str, Any], session: Session) -> bool:
    """Check notes that are given and differ from those there; whether there are such."""
    if "notes" not in fields:
        return False
    fields["notes"] = written(fields["notes"])
    if fields["notes"] == session.notes:
        return False
    refuse_identity(fields["notes"], "notes", programme_id=session.programme_id)
    return True


def _anchor_anew(session: Session, before: str) -> None:
    """Every mark keeps its words: at the same place, moved with what follows a change, or nearest to the old place.

    Marks behind the change are moved by one statement of the database; those within it are looked for one by one.
    """
    edit = edit_between(before, session.notes)
    marks = Statement.marks.filter(session=session)
    touched = list(
        marks.filter(Q(start=None) | Q(start__lt=edit.tail, end__gt=edit.head)).only(
            "start", "end", "excerpt"
        )
    )
    if edit.shift:
        marks.filter(start__gte=edit.tail, end__gt=edit.head).update(
            start=F("start") + edit.shift, end=F("end") + edit.shift
        )
    moved = [mark for mark in touched if _anchor(mark, session.notes)]
    Statement.marks.bulk_update(moved, ["start", "end"], batch_size=200)


def _anchor(mark: Statement, notes: str) -> bool:
    """Place one mark in the notes; whether its place changed."""
    before = mark.start, mark.end
    if mark.start is None:
        place = only_place(notes, mark.excerpt)
    elif notes[mark.start : mark.end] == mark.excerpt:
        place = (mark.start, mark.start + len(mark.excerpt))
    else:
        place = nearest_place(notes, mark.excerpt, mark.start)
    mark.start, mark.end = place or (None, None)
    return (mark.start, mark.end) != before
