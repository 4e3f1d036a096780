"""Information sessions: announced, registered for, held, kept."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.act.calls import letters
from gapbridge.act.calls.models import Call, InfoSession, Registration
from gapbridge.act.calls.rules import organisations_of
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused, WrongState
from gapbridge.people.models import Organisation, User
from gapbridge.programmes.standing import standing

FACTS = ("title", "starts_at", "minutes", "where", "language", "places")


@transaction.atomic
def plan_session(*, actor: User | None, call: Call, **facts: Any) -> InfoSession:
    """Announce a session: title, starts_at, minutes, where, language, places. Refuses one that is over."""
    permit(actor, "calls.change_call", call)
    if call.state not in {"draft", "open"}:
        raise WrongState(_("The call is closed: nothing is explained any more."))
    session = InfoSession(call=call, **facts)
    _check(session)
    session.save()
    journal.record(actor=actor, verb="calls.plan_session", target=session, data={"call": call.pk})
    return session


@transaction.atomic
def change_session(*, actor: User | None, session: InfoSession, **facts: Any) -> InfoSession:
    """Change what is named; whoever is registered is told when time or place move. Refuses fewer places than taken."""
    permit(actor, "calls.change_call", session.call)
    stored = _locked(session)
    _refuse_cancelled(stored)
    before = (stored.starts_at, stored.where)
    for name, value in facts.items():
        setattr(stored, name, value)
    _check(stored)
    if stored.places is not None and taken(stored) > stored.places:
        raise Refused(
            ngettext(
                "%(count)s person is registered already.",
                "%(count)s people are registered already.",
                taken(stored),
            )
            % {"count": taken(stored)},
            field="places",
        )
    stored.save()
    moved = before != (stored.starts_at, stored.where)
    told = letters.tell_session_moved(stored) if moved else 0
    journal.record(
        actor=actor,
        verb="calls.change_session",
        target=stored,
        data={"changed": sorted(facts), "told": told},
    )
    return stored


@transaction.atomic
def cancel_session(*, actor: User | None, session: InfoSession) -> InfoSession:
    """It does not take place; whoever is registered is told."""
    permit(actor, "calls.change_call", session.call)
    stored = _locked(session)
    _refuse_cancelled(stored)
    if stored.starts_at <= timezone.now():
        raise Refused(_("It has begun already."))
    stored.cancelled_at = timezone.now()
    stored.save(update_fields=["cancelled_at"])
    told = letters.tell_session_cancelled(stored)
    journal.record(actor=actor, verb="calls.cancel_session", target=stored, data={"told": told})
    return stored


@transaction.atomic
def register_for_session(
    *,
    actor: User,
    session: InfoSession,
    organisation: Organisation | None = None,
    people: int = 1,
    received_at: datetime | None = None,
) -> Registration:
    """Take places, or change how many. Refuses once it has begun, and more than there are."""
    permit(actor, "calls.apply", session.call)
    stored = _locked(session)
    _refuse_cancelled(stored)
    moment = received_at or timezone.now()
    if stored.call.state != "open" or stored.starts_at <= moment:
        raise Refused(_("It has begun already."))
    if organisation is not None and not standing(actor).acts_for(organisation.pk):
        raise Refused(_("Choose an organisation for which you act."), field="organisation")
    own = Registration.objects.filter(session=stored, user=actor).first()
    others = taken(stored) - (own.people if own else 0)
    if stored.places is not None and others + people > stored.places:
        _refuse_full(stored.places - others)
    registration = own or Registration(session=stored, user=actor, registered_at=moment)
    registration.people, registration.organisation = people, organisation or _only_one(actor)
    registration.clean_fields(exclude=["session", "user", "organisation"])
    registration.save()
    journal.record(actor=actor, verb="calls.register_for_session", target=stored, data={"people": people})
    return registration


def _refuse_full(left: int) -> None:
    if left <= 0:
        raise Refused(_("All places are taken."))
    raise Refused(
        ngettext("%(count)s place is left.", "%(count)s places are left.", left) % {"count": left},
        field="people",
    )


@transaction.atomic
def unregister(*, actor: User, session: InfoSession) -> InfoSession:
    """Give one's places back, until it begins."""
    stored = _locked(session)
    if stored.starts_at <= timezone.now():
        raise Refused(_("It has begun already."))
    found, _models = Registration.objects.filter(session=stored, user=actor).delete()
    if not found:
        raise Refused(_("You are not registered."))
    journal.record(actor=actor, verb="calls.unregister", target=stored)
    return stored


@transaction.atomic
def close_session(
    *,
    actor: User | None,
    session: InfoSession,
    attended: Collection[int] = (),
    recording: str = "",
    notes: str = "",
) -> InfoSession:
    """Write down who came (ids of registrations), where the recording is, and what was said; it can be done again."""
    permit(actor, "calls.change_call", session.call)
    stored = _locked(session)
    _refuse_cancelled(stored)
    if stored.starts_at > timezone.now():
        raise Refused(_("It has not begun yet."))
    stored.recording, stored.notes = recording, notes.strip()
    stored.clean_fields(exclude=["call"])
    stored.save(update_fields=["recording", "notes"])
    came = set(attended)
    if not came <= set(stored.registrations.values_list("pk", flat=True)):
        raise Refused(_("Somebody of these is not registered for this session."), field="attended")
    stored.registrations.filter(pk__in=came).update(attended=True)
    stored.registrations.exclude(pk__in=came).update(attended=False)
    journal.record(actor=actor, verb="calls.close_session", target=stored, data={"attended": len(came)})
    return stored


def taken(session: InfoSession) -> int:
    return session.registrations.aggregate(sum=Sum("people"))["sum"] or 0


def _only_one(actor: User) -> Organisation | None:
    own = organisations_of(actor)
    return Organisation.objects.get(pk=own[0]) if len(own) == 1 else None


def _locked(session: InfoSession) -> InfoSession:
    rows = InfoSession.objects.select_for_update(of=("self",)).select_related("call__intervention__programme")
    return rows.get(pk=session.pk)


def _refuse_cancelled(session: InfoSession) -> None:
    if session.cancelled_at is not None:
        raise WrongState(_("This session was cancelled."))


def _check(session: InfoSession) -> None:
    session.clean_fields(exclude=["call"])
    if session.starts_at <= timezone.now():
        raise Refused(_("This is over already. Give a later time."), field="starts_at")
    if session.starts_at >= session.call.closes_at:
        raise Refused(_("It must take place before the call's deadline."), field="starts_at")
