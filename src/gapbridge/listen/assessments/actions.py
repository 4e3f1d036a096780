"""What can be done in listening. Everything that changes what may be read locks its session first."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import User
from gapbridge.programmes.models import Clause, Programme, Topic

from .anonymity import refuse_contacts
from .lifecycle import ASSESSMENT, SESSION
from .models import AgeGroup, Assessment, Consent, Scope, Session, Statement

ASSESSMENT_FIELDS = {"title", "purpose", "language", "starts_on", "ends_on", "places", "populations"}
SESSION_FIELDS = {
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
    "facilitators",
    "woman_facilitated",
    "notes",
}
STATEMENT_FIELDS = {"excerpt", "language", "people_rank", "clauses", "topics"}
CONSENT_FIELDS = {"text_version", "language", "manner", "scope", "guardian_consent", "taken_on"}
UNDER_18 = {AgeGroup.CHILDREN, AgeGroup.ADOLESCENTS}


# --- assessments ---------------------------------------------------------------------------------


@transaction.atomic
def create_assessment(*, actor: User | None, programme: Programme, **fields: Any) -> Assessment:
    """Plan an exercise of listening. Refuses a closed programme and an end before the start."""
    permit(actor, "assessments.add_assessment", programme)
    if programme.state == "closed":
        raise Refused(_("This programme is closed: nothing is added to it any more."))
    assessment = Assessment(programme=programme)
    _write(assessment, fields, ASSESSMENT_FIELDS, check=_check_period)
    journal.record(actor=actor, verb="assessments.create", target=assessment)
    return assessment


@transaction.atomic
def change_assessment(*, actor: User | None, assessment: Assessment, **fields: Any) -> Assessment:
    """Refuses a published one, and a period that would leave out one of its sessions."""
    permit(actor, "assessments.change_assessment", assessment)
    _lock(assessment)
    if assessment.state == "published":
        raise Refused(_("What is published is not changed any more."))
    _write(assessment, fields, ASSESSMENT_FIELDS, check=_check_period)
    journal.record(actor=actor, verb="assessments.change", target=assessment, data={"fields": sorted(fields)})
    return assessment


@transaction.atomic
def start_assessment(*, actor: User | None, assessment: Assessment) -> Assessment:
    ASSESSMENT.move(assessment, "start", actor=actor)
    journal.record(actor=actor, verb="assessments.start", target=assessment)
    return assessment


@transaction.atomic
def finish_assessment(*, actor: User | None, assessment: Assessment) -> Assessment:
    """Refuses while a session that was held is not coded."""
    ASSESSMENT.move(assessment, "analyse", actor=actor)
    uncoded = assessment.sessions.filter(state="held").values_list("code", flat=True)
    if uncoded:
        raise Refused(
            _("These sessions were held and are not coded yet: %(codes)s.") % {"codes": ", ".join(uncoded)}
        )
    journal.record(actor=actor, verb="assessments.finish", target=assessment)
    return assessment


@transaction.atomic
def publish_assessment(*, actor: User | None, assessment: Assessment) -> Assessment:
    """Open to everyone the voices whose consent covers it."""
    ASSESSMENT.move(assessment, "publish", actor=actor)
    journal.record(actor=actor, verb="assessments.publish", target=assessment)
    return assessment


@transaction.atomic
def reopen_assessment(*, actor: User | None, assessment: Assessment, reason: str) -> Assessment:
    ASSESSMENT.move(assessment, "reopen", actor=actor)
    assessment.reopened_because = _given(reason)
    assessment.save(update_fields=["reopened_because"])
    journal.record(actor=actor, verb="assessments.reopen", target=assessment)
    return assessment


# --- sessions ------------------------------------------------------------------------------------


@transaction.atomic
def create_session(*, actor: User | None, assessment: Assessment, **fields: Any) -> Session:
    """Plan an interview or focus group; without a `code` it gets the next free one (S01, S02 …)."""
    permit(actor, "assessments.add_session", assessment)
    _lock(assessment)
    _refuse_unless_listening(assessment)
    session = Session(assessment=assessment)
    fields["code"] = fields.get("code") or _next_code(assessment)
    _write(session, fields, SESSION_FIELDS, check=_check_session)
    journal.record(actor=actor, verb="assessments.create_session", target=session)
    return session


@transaction.atomic
def change_session(*, actor: User | None, session: Session, **fields: Any) -> Session:
    permit(actor, "assessments.change_session", session)
    _lock(session)
    _refuse_unless_listening(session.assessment)
    if session.state == "cancelled":
        raise Refused(_("This session was cancelled. Plan a new one."))
    if "code" in fields:
        fields["code"] = fields["code"] or session.code
    _write(session, fields, SESSION_FIELDS, check=_check_session)
    journal.record(
        actor=actor, verb="assessments.change_session", target=session, data={"fields": sorted(fields)}
    )
    return session


@transaction.atomic
def record_consent(*, actor: User, session: Session, **fields: Any) -> Consent:
    """Add what the group agreed to; it takes the place of any consent before.

    Refuses a date to come, and people under 18 without their guardians.
    """
    permit(actor, "assessments.record_consent", session)
    _lock(session)
    if session.state == "cancelled":
        raise Refused(_("This session was cancelled. Plan a new one."))
    fields.setdefault("taken_on", timezone.localdate())
    consent = Consent(session=session, taken_by=actor)
    _write(consent, fields, CONSENT_FIELDS, check=_check_consent)
    _set_scope(session, consent.scope)
    journal.record(
        actor=actor,
        verb="assessments.record_consent",
        target=session,
        data={"consent": consent.pk, "scope": consent.scope},
    )
    return consent


@transaction.atomic
def withdraw_consent(*, actor: User | None, consent: Consent, reason: str) -> Consent:
    """Take the words back: from now on nobody but the keepers reads them. Always possible."""
    session = consent.session
    permit(actor, "assessments.record_consent", session)
    _lock(session)
    consent.refresh_from_db()
    if consent.withdrawn_at:
        raise Refused(_("This consent was withdrawn already."))
    if session.consents.filter(pk__gt=consent.pk).exists():
        raise Refused(_("A later consent took the place of this one. Withdraw that one."))
    consent.withdrawn_at = timezone.now()
    consent.withdrawn_because = _given(reason)
    consent.save(update_fields=["withdrawn_at", "withdrawn_because"])
    _set_scope(session, Scope.NONE)
    journal.record(
        actor=actor, verb="assessments.withdraw_consent", target=session, data={"consent": consent.pk}
    )
    return consent


@transaction.atomic
def hold_session(*, actor: User | None, session: Session) -> Session:
    """Refuses without consent, before its day, and before listening has started."""
    _lock(session)
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
    SESSION.move(session, "code", actor=actor)
    if not session.statements.exists():
        raise Refused(_("Mark at least one statement first."))
    journal.record(actor=actor, verb="assessments.finish_coding", target=session)
    return session


@transaction.atomic
def cancel_session(*, actor: User | None, session: Session, reason: str) -> Session:
    SESSION.move(session, "cancel", actor=actor)
    session.cancelled_because = _given(reason)
    session.save(update_fields=["cancelled_because"])
    journal.record(actor=actor, verb="assessments.cancel_session", target=session)
    return session


# --- statements ----------------------------------------------------------------------------------


@transaction.atomic
def add_statement(
    *,
    actor: User,
    session: Session,
    excerpt: str,
    language: str,
    clauses: Iterable[Clause] = (),
    topics: Iterable[Topic] = (),
    people_rank: int | None = None,
) -> Statement:
    """Mark an excerpt of the notes. Refuses unless the session was held and listening goes on."""
    permit(actor, "assessments.add_statement", session)
    _lock(session)
    _refuse_unless_listening(session.assessment)
    if session.state not in {"held", "coded"}:
        raise Refused(_("Statements are marked once the session was held."))
    statement = Statement(session=session, number=_next_number(session), coded_by=actor)
    fields = {"excerpt": excerpt, "language": language, "people_rank": people_rank}
    _write(
        statement, {**fields, "clauses": clauses, "topics": topics}, STATEMENT_FIELDS, check=_check_statement
    )
    journal.record(
        actor=actor, verb="assessments.add_statement", target=statement, data={"session": session.pk}
    )
    return statement


@transaction.atomic
def change_statement(*, actor: User | None, statement: Statement, **fields: Any) -> Statement:
    permit(actor, "assessments.change_statement", statement)
    _lock(statement.session)
    _refuse_unless_listening(statement.session.assessment)
    _write(statement, fields, STATEMENT_FIELDS, check=_check_statement)
    journal.record(
        actor=actor, verb="assessments.change_statement", target=statement, data={"fields": sorted(fields)}
    )
    return statement


# --- rules ---------------------------------------------------------------------------------------


def _check_period(assessment: Assessment) -> None:
    if assessment.ends_on < assessment.starts_on:
        raise Refused(_("The end lies before the start."), field="ends_on")
    if assessment.pk is None:
        return
    outside = assessment.sessions.exclude(held_on__range=(assessment.starts_on, assessment.ends_on))
    for session in outside.exclude(state="cancelled")[:1]:
        raise Refused(
            _("Session %(code)s on %(day)s would lie outside this period.")
            % {"code": session.code, "day": _day(session.held_on)},
            field="starts_on" if session.held_on < assessment.starts_on else "ends_on",
        )


def _check_session(session: Session) -> None:
    assessment = session.assessment
    if not assessment.starts_on <= session.held_on <= assessment.ends_on:
        raise Refused(
            _("The assessment lasts from %(first)s to %(last)s. Choose a day within it.")
            % {"first": _day(assessment.starts_on), "last": _day(assessment.ends_on)},
            field="held_on",
        )
    if session.state in {"held", "coded"} and session.held_on > timezone.localdate():
        raise Refused(_("This session was held: its day can't lie in the future."), field="held_on")
    if assessment.sessions.filter(code=session.code).exclude(pk=session.pk).exists():
        raise Refused(_("Another session of this assessment has this code."), field="code")
    refuse_contacts(session.notes, "notes")
    standing = session.consents.filter(withdrawn_at=None).last() if session.pk else None
    if standing and session.age_group in UNDER_18 and not standing.guardian_consent:
        raise Refused(
            _("The consent on record has no guardians' consent, which people under 18 need."),
            field="age_group",
        )


def _check_consent(consent: Consent) -> None:
    if consent.session.age_group in UNDER_18 and not consent.guardian_consent:
        raise Refused(
            _("These people are under 18: their guardians must consent, and they themselves agree."),
            field="guardian_consent",
        )
    if consent.taken_on > timezone.localdate():
        raise Refused(
            _("A consent is recorded once it was given: this day lies in the future."), field="taken_on"
        )


def _check_statement(statement: Statement) -> None:
    if not statement.excerpt.strip():
        raise Refused(_("Write what was said."), field="excerpt")
    refuse_contacts(statement.excerpt, "excerpt")


def _refuse_unless_listening(assessment: Assessment) -> None:
    if assessment.state not in {"planned", "collecting"}:
        raise Refused(_("Listening is finished in this assessment. Reopen it first, or start another."))


# --- helpers -------------------------------------------------------------------------------------


def _lock(obj: Assessment | Session) -> None:
    """Hold the row until the action ends, and read it as it is now; a session's assessment with it."""
    assessment = obj.assessment if isinstance(obj, Session) else None
    if assessment is not None:
        _lock(assessment)
    rows: Any = type(obj)._base_manager.select_for_update()
    obj.refresh_from_db(from_queryset=rows)
    if isinstance(obj, Session) and assessment is not None:
        obj.assessment = assessment


def _write(obj: models.Model, fields: dict[str, Any], allowed: Collection[str], *, check: Any) -> None:
    """Set the fields, check them, save. The check sees the object with all but its many-to-many fields."""
    if unknown := fields.keys() - set(allowed):
        raise TypeError(f"{type(obj).__name__} takes no {', '.join(sorted(unknown))}")
    many = {field.name for field in obj._meta.many_to_many} & fields.keys()
    for name in fields.keys() - many:
        setattr(obj, name, fields[name])
    obj.clean_fields()
    check(obj)
    obj.validate_constraints()
    obj.save()
    for name in many:
        getattr(obj, name).set(fields[name])


def _set_scope(session: Session, scope: str) -> None:
    session.consent_scope = scope
    session.save(update_fields=["consent_scope"])


def _next_code(assessment: Assessment) -> str:
    taken = set(assessment.sessions.values_list("code", flat=True))
    return next(code for number in range(1, len(taken) + 2) if (code := f"S{number:02}") not in taken)


def _next_number(session: Session) -> int:
    return (session.statements.aggregate(last=Max("number"))["last"] or 0) + 1


def _given(reason: str) -> str:
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    return reason.strip()


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
