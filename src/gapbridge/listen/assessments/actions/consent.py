"""Consent: recorded, narrowed or widened by a new record, and taken back."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.listen.assessments.anonymity import refuse_identity
from gapbridge.listen.assessments.childhood import missing_under_18
from gapbridge.listen.assessments.models import UNDER_18, Consent, Scope, Session
from gapbridge.people.models import User

from .erasing import erase_words
from .writing import given, lock_session, write

FIELDS = {"text_version", "language", "manner", "scope", "guardian_consent", "child_assent", "taken_on"}


@transaction.atomic
def record_consent(*, actor: User, session: Session, **fields: Any) -> Consent:
    """Add what the group agreed to; it takes the place of any consent before.

    Refuses a date to come, people under 18 without their guardians' consent and their own assent, and a session
    whose people took their words back: they are listened to again in a new one.
    """
    permit(actor, "assessments.record_consent", session)
    lock_session(session)
    if session.withdrawn_at:
        raise Refused(_("These people took their words back. To listen to them again, plan a new session."))
    if session.state == "cancelled":
        raise Refused(_("This session was cancelled. Plan a new one."))
    fields.setdefault("taken_on", timezone.localdate())
    consent = Consent(session=session, taken_by=actor)
    write(consent, fields, FIELDS, check=_check_consent)
    session.consent_scope = consent.scope
    session.save(update_fields=["consent_scope"])
    journal.record(
        actor=actor,
        verb="assessments.record_consent",
        target=session,
        data={"consent": consent.pk, "scope": consent.scope},
    )
    return consent


@transaction.atomic
def withdraw_consent(*, actor: User | None, consent: Consent, reason: str) -> Consent:
    """Take the words back, always possible: they are erased, here and wherever they went and are not frozen.

    That people were heard stays: the session, its group, the codes and the rank of each voice.
    """
    session = consent.session
    permit(actor, "assessments.record_consent", session)
    lock_session(session)
    consent.refresh_from_db()
    if consent.withdrawn_at:
        raise Refused(_("This consent was withdrawn already."))
    if session.consents.filter(pk__gt=consent.pk).exists():
        raise Refused(_("A later consent took the place of this one. Withdraw that one."))
    consent.withdrawn_at = session.withdrawn_at = timezone.now()
    consent.withdrawn_because = given(reason)
    refuse_identity(consent.withdrawn_because, "reason", programme_id=session.programme_id)
    consent.save(update_fields=["withdrawn_at", "withdrawn_because"])
    session.consent_scope = Scope.NONE
    session.save(update_fields=["consent_scope", "withdrawn_at"])
    erased = erase_words(session)
    journal.record(
        actor=actor,
        verb="assessments.withdraw_consent",
        target=session,
        data={"consent": consent.pk, **erased},
    )
    return consent


def _check_consent(consent: Consent) -> None:
    if consent.session.age_group in UNDER_18:
        lacks = missing_under_18(guardian_consent=consent.guardian_consent, child_assent=consent.child_assent)
        for field, missing in lacks.items():
            raise Refused(missing, field=field)
    if consent.taken_on > timezone.localdate():
        raise Refused(
            _("A consent is recorded once it was given: this day lies in the future."), field="taken_on"
        )
