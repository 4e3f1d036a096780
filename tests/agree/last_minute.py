"""Run beside a server, in its own database, because a test's process has another one.

python -m tests.agree.last_minute make 200 20   a round that closes today, with as many speakers in time and late: JSON
python -m tests.agree.last_minute count         what was taken, as JSON
python -m tests.agree.last_minute close         close the round; what the agreement says, or why not, as JSON
"""

import json
import sys
from importlib import import_module
from typing import Any

import django

STANDS = ("agree", "agree", "reservations", "aside", "agree")


def make(in_time: int, late: int) -> dict[str, Any]:
    from django.utils import timezone

    from gapbridge.agree.consultations import actions
    from gapbridge.agree.consultations.queries import last_moment, seat_of
    from tests.agree import story
    from tests.cast import gather

    cast = gather()
    speakers = [_speaker(number) for number in range(in_time + late)]
    today = timezone.localdate()
    officer = cast.protection_officer
    consultation = actions.create_consultation(
        actor=officer, programme=cast.programme, title="The last minute", opens_on=today, closes_on=today
    )
    actions.add_items(actor=officer, consultation=consultation, gaps=[story.gap(cast)])
    invited = [organisation for organisation, _user in speakers]
    actions.invite(actor=officer, consultation=consultation, organisations=invited)
    consultation = actions.open_consultation(actor=officer, consultation=consultation)
    return {
        "address": f"/consultations/{consultation.pk}/answer/",
        "over": last_moment(consultation).timestamp(),
        "speakers": [
            {"seat": seat_of(consultation, organisation).pk, "session": session_of(user)}
            for organisation, user in speakers
        ],
    }


def _speaker(number: int) -> tuple[Any, Any]:
    from gapbridge.people import actions as people

    user = people.create_user(actor=None, email=f"speaker{number}@example.org", name=f"Speaker {number}")
    organisation = people.create_organisation(
        actor=None, name=f"Organisation {number:03}", kind="authority", country="AZ"
    )
    people.add_membership(actor=None, user=user, organisation=organisation, role="official")
    return organisation, user


def session_of(user: Any) -> str:
    """A session as signing in makes it."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


def count() -> dict[str, Any]:
    from gapbridge.agree.consultations.models import Position
    from gapbridge.base import journal
    from gapbridge.base.models import JournalEntry

    taken = list(Position.objects.order_by("stakeholder").values_list("stakeholder", "stand", "is_current"))
    return {
        "taken": taken,
        "latest": max((each.taken_at.timestamp() for each in Position.objects.all()), default=0),
        "written": max((each.confirmed_at.timestamp() for each in Position.objects.all()), default=0),
        "journalled": JournalEntry.objects.filter(verb="consultations.take_position").count(),
        "fault": str(journal.verify() or ""),
    }


def close() -> dict[str, Any]:
    from gapbridge.agree.consultations import actions
    from gapbridge.agree.consultations.models import Consultation
    from gapbridge.base.errors import Refused
    from gapbridge.people.models import User

    officer = User.objects.get(email="protection_officer@example.org")
    try:
        agreement = actions.close_with_agreement(
            actor=officer, consultation=Consultation.objects.get(), reason="Agreed."
        )
    except Refused as refusal:
        return {"refused": " ".join(refusal.messages)}
    positions = agreement.consultation.stakeholders.values_list("positions__stand", flat=True)
    return {"agreed": len(agreement.record_hash) == 64, "stands": sorted(str(each) for each in positions)}


if __name__ == "__main__":
    django.setup()
    said = {"make": make, "count": count, "close": close}[sys.argv[1]](*map(int, sys.argv[2:]))
    json.dump(said, sys.stdout)
