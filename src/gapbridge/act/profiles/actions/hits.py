"""A name that resembles one on a list: the machine only finds it, a person decides."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.act.profiles.lifecycle import HIT
from gapbridge.act.profiles.models import Hit
from gapbridge.base import journal
from gapbridge.base.errors import Refused
from gapbridge.people.models import User


def decide_hit(*, actor: User | None, hit: Hit, confirmed: bool, reason: str) -> Hit:
    return (confirm_hit if confirmed else clear_hit)(actor=actor, hit=hit, reason=reason)


@transaction.atomic
def clear_hit(*, actor: User | None, hit: Hit, reason: str) -> Hit:
    """It is somebody else. Remembered for the same two names in every later screening."""
    return _decide(actor, hit, "clear_hit", reason)


@transaction.atomic
def confirm_hit(*, actor: User | None, hit: Hit, reason: str) -> Hit:
    """It is the same: the organisation can pass no check, and a check that stands counts no more."""
    return _decide(actor, hit, "confirm_hit", reason)


def _decide(actor: User | None, hit: Hit, name: str, reason: str) -> Hit:
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    HIT.move(hit, name, actor=actor)
    hit.reason, hit.decided_by, hit.decided_at = reason.strip(), actor, timezone.now()
    hit.full_clean(exclude=["label"])
    hit.save(update_fields=["reason", "decided_by", "decided_at"])
    journal.record(
        actor=actor,
        verb=f"profiles.{name}",
        target=hit,
        data={"organisation": hit.screening.organisation_id, "list": hit.screening.list_id},
    )
    return hit
