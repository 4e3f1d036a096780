"""Into the outbox: one letter to each reader about one event, however often it is asked for."""

from collections.abc import Callable, Iterable

from django.utils import translation

from gapbridge.agree.consultations.models import Consultation
from gapbridge.base.models import OutgoingMail
from gapbridge.base.outbox import queue_mail

from .readers import Reader

PREFIX = "consultation"

Letter = tuple[str, str]  # subject, body


def key_of(consultation: Consultation, reader: str, event: str) -> str:
    """ "consultation:5:u7:open": the round, whom it went to ("u7" an account, "l3" a link), and why."""
    return f"{PREFIX}:{consultation.pk}:{reader}:{event}"


def named_in(key: str | None) -> tuple[int, str, int] | None:
    """The round, "u" or "l", and the id of the account or link that a letter of ours went to.

    A link's own invitation ("link:3", link_letters.py) names the link alone: the round is 0.
    """
    first = (key or "").split(":")
    if len(first) == 2 and first[0] == "link" and first[1].isdecimal():
        return 0, "l", int(first[1])
    parts = (key or "").split(":", 3)
    if len(parts) != 4 or parts[0] != PREFIX or parts[2][:1] not in {"u", "l"}:
        return None
    try:
        return int(parts[1]), parts[2][0], int(parts[2][1:])
    except ValueError:
        return None


def post(
    consultation: Consultation, event: str, readers: Iterable[Reader], write: Callable[[Reader], Letter]
) -> int:
    """Queue what was not queued yet, each in its reader's language; how many letters that made."""
    by_key = {key_of(consultation, each.key, event): each for each in readers}
    there = set(OutgoingMail.objects.filter(key__in=by_key).values_list("key", flat=True))
    new = [(key, reader) for key, reader in by_key.items() if key not in there]
    for key, reader in new:
        with translation.override(reader.language):
            subject, body = write(reader)
        queue_mail(to=reader.email, subject=subject, body=body, language=reader.language, key=key)
    return len(new)


def without_pending(consultation: Consultation, event: str, readers: list[Reader]) -> list[Reader]:
    """Leave out whom an unsent letter of this kind ("texts-") waits for already: it will say the same."""
    pending = OutgoingMail.objects.filter(
        key__startswith=f"{PREFIX}:{consultation.pk}:",
        key__contains=f":{event}",
        sent_at=None,
        failed_at=None,
        attempts=0,
    ).values_list("key", flat=True)
    held = {key.split(":", 3)[2] for key in pending if key}
    return [each for each in readers if each.key not in held]
