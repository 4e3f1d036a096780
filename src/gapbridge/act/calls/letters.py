"""Letters to whoever a call concerns: in each reader's language, once per event and person."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.act.procedures.models import GRANT_KEEPERS
from gapbridge.base.outbox import queue_mail
from gapbridge.base.wordings import digest
from gapbridge.people.models import Membership, User

from .models import Call, Corrigendum, InfoSession, Outage, Question
from .rules import BEGAN
from .zones import spelt, zone_of

Letter = tuple[str, str]  # subject, body


def concerned(call: Call) -> list[User]:
    """Who has begun an application, has asked, or came to be told: everybody who is known to be interested."""
    people = {each.pk: each for began in BEGAN for each in began(call)}
    asked = User.objects.filter(pk__in=call.questions.values("asked_by"))
    listened = User.objects.filter(pk__in=call.sessions.values("registrations__user"))
    people |= {each.pk: each for each in (*asked, *listened)}
    return _reachable(people.values())


def _reachable(people: Iterable[User]) -> list[User]:
    return sorted((each for each in people if each.is_active and each.email), key=lambda each: each.pk)


def post(call: Call, event: str, people: Iterable[User], write: Callable[[User], Letter]) -> int:
    """Queue one letter to each, in their language; how many."""
    readers = list(people)
    for person in readers:
        with translation.override(person.language):
            subject, body = write(person)
        queue_mail(
            to=person.email,
            subject=" ".join(subject.split()),
            body=body,
            language=person.language,
            key=f"call:{call.pk}:{event}:u{person.pk}",
        )
    return len(readers)


def address(obj: Any) -> str:
    return settings.SITE_URL + obj.get_absolute_url()


def _named(call: Call) -> dict[str, str]:
    return {"call": str(call), "address": address(call), "deadline": spelt(call.closes_at, call.time_zone)}


def tell_cancelled(call: Call) -> int:
    def write(_person: User) -> Letter:
        facts = _named(call) | {"reason": call.cancelled_because}
        return (
            _("The call “%(call)s” was cancelled") % facts,
            _(
                "The call “%(call)s” was cancelled. No application to it is evaluated.\n\n"
                "The reason: %(reason)s\n\n%(address)s"
            )
            % facts,
        )

    return post(call, "cancelled", concerned(call), write)


def tell_corrigendum(corrigendum: Corrigendum) -> int:
    call = corrigendum.call
    call.refresh_from_db()

    def write(_person: User) -> Letter:
        facts = _named(call) | {"number": str(corrigendum.number), "text": corrigendum.text}
        return (
            _("Corrigendum %(number)s to the call “%(call)s”") % facts,
            _(
                "Something has changed in the call “%(call)s”:\n\n%(text)s\n\n"
                "The deadline is now %(deadline)s.\n\n"
                "What stood before and what stands now, word by word: %(address)s"
            )
            % facts,
        )

    return post(call, f"corrigendum-{corrigendum.number}", concerned(call), write)


def tell_answered(question: Question, *, again: bool) -> int:
    call = question.call
    moment: datetime = question.answered_at  # type: ignore[assignment]

    def write(person: User) -> Letter:
        facts = _named(call) | {
            "question": question.published_text,
            "answer": question.answer,
            "address": address(question),
        }
        subject = (
            _("Your question on the call “%(call)s” is answered")
            if person.pk == question.asked_by_id
            else _("A question on the call “%(call)s” is answered")
        )
        if again:
            subject = _("An answer on the call “%(call)s” was corrected")
        return (
            subject % facts,
            _(
                "A question on the call “%(call)s”, and its answer. Everybody reads the same.\n\n"
                "%(question)s\n\n%(answer)s\n\n%(address)s"
            )
            % facts,
        )

    return post(call, f"answer-{question.number}-{moment:%Y%m%d%H%M%S%f}", concerned(call), write)


# --- outages -------------------------------------------------------------------------------------------


def office_of(call: Call) -> list[User]:
    """The officers who run the call: in the organisations that carry its programme out."""
    members = Membership.objects.current().filter(
        role__in=GRANT_KEEPERS,
        organisation__partnerships__programme_id=call.programme_id,
        organisation__partnerships__role__in=["lead", "implementing"],
    )
    return _reachable(User.objects.filter(pk__in=members.values("user_id")))


def said_of(outage: Outage) -> str:
    """What happened, to the second, in the call's time zone."""
    call = outage.call
    count = ngettext(
        "%(count)s application was begun and not submitted.",
        "%(count)s applications were begun and not submitted.",
        outage.unsent,
    ) % {"count": outage.unsent}
    times = _("The site did not answer from %(began)s to %(ended)s. The deadline: %(deadline)s.") % {
        "began": _to_the_second(outage.began_at, call),
        "ended": _to_the_second(outage.ended_at, call),
        "deadline": spelt(outage.deadline, call.time_zone),
    }
    return f"{times} {count}"


def _to_the_second(moment: datetime, call: Call) -> str:
    local = moment.astimezone(zone_of(call.time_zone))
    return f"{date_format(local, 'SHORT_DATE_FORMAT')} {local:%H:%M:%S}"


def tell_outage(outage: Outage) -> int:
    call = outage.call

    def write(_person: User) -> Letter:
        facts = _named(call) | {"happened": said_of(outage)}
        return (
            _("The site did not answer around the deadline of “%(call)s”") % facts,
            _(
                "“%(call)s”\n\n%(happened)s\n\n"
                "If that is unfair, extend the deadline by a corrigendum; that is possible after it, too. "
                "If not, set it aside and say why: %(address)s"
            )
            % facts,
        )

    return post(call, f"outage-{outage.pk}", office_of(call), write)


# --- information sessions ------------------------------------------------------------------------------


def _registered(session: InfoSession) -> list[User]:
    return _reachable(User.objects.filter(pk__in=session.registrations.values("user")))


def _about(session: InfoSession) -> dict[str, str]:
    return _named(session.call) | {
        "session": session.title,
        "when": spelt(session.starts_at, session.call.time_zone),
        "where": session.where,
        "address": address(session),
    }


def tell_session_moved(session: InfoSession) -> int:
    def write(_person: User) -> Letter:
        facts = _about(session)
        return (
            _("Another time or place: %(session)s") % facts,
            _(
                "The information session “%(session)s” on the call “%(call)s” takes place at another time or place.\n\n"
                "When: %(when)s\nWhere: %(where)s\n\n%(address)s"
            )
            % facts,
        )

    event = f"session-{session.pk}-moved-{session.starts_at:%Y%m%d%H%M}-{digest(session.where)[:8]}"
    return post(session.call, event, _registered(session), write)


def tell_session_cancelled(session: InfoSession) -> int:
    def write(_person: User) -> Letter:
        facts = _about(session)
        return (
            _("Cancelled: %(session)s") % facts,
            _(
                "The information session “%(session)s” on the call “%(call)s”, planned for %(when)s, "
                "does not take place.\n\n%(address)s"
            )
            % facts,
        )

    return post(session.call, f"session-{session.pk}-cancelled", _registered(session), write)


def remind_of_session(session: InfoSession) -> int:
    def write(_person: User) -> Letter:
        facts = _about(session)
        return (
            _("Tomorrow: %(session)s") % facts,
            _(
                "You are registered for the information session “%(session)s” on the call “%(call)s”.\n\n"
                "When: %(when)s\nWhere: %(where)s\n\nIf you can't come, give your place back here: %(address)s"
            )
            % facts,
        )

    event = f"session-{session.pk}-reminder-{session.starts_at:%Y%m%d%H%M}"
    return post(session.call, event, _registered(session), write)
