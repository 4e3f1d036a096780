"""Personal links: made and withdrawn by the office, opened, moved and doubted by whoever holds them.

A browser that holds a link acts without an account: its actor is None, and the journal's entry names the link.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.agree.consultations import link_letters
from gapbridge.agree.consultations.links import (
    CODE_LASTS,
    CODE_TRIES,
    code_hash,
    hash_of,
    new_browser,
    new_code,
    new_link_token,
)
from gapbridge.agree.consultations.models import Consultation, Link, Position, Stakeholder
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import User

from .parts import locked
from .say import stand_again

CLOSED = {"agreed", "not_agreed"}


@transaction.atomic
def make_link(
    *,
    actor: User | None,
    stakeholder: Stakeholder,
    holder_role: str,
    email: str = "",
    language: str = "az",
    mailed: bool = False,
) -> tuple[Link, str]:
    """A link by which one person speaks from a seat; with its token, which is kept nowhere.

    `mailed` sends it to `email` in its language. Refused for a group that was listened to, which answers as a group,
    for a seat that ended, and once the round is closed.
    """
    consultation = _changeable(actor, stakeholder)
    if stakeholder.group_id:
        raise Refused(
            _("A group that was listened to answers together, in a session: it gets no personal link.")
        )
    if stakeholder.ended_at:
        raise Refused(_("This seat ended during the round: those who follow it are asked themselves."))
    if mailed and not email:
        raise Refused(_("Where shall it be sent? Give an e-mail address, or print the link."), field="email")
    token = new_link_token()
    link = Link(
        stakeholder=stakeholder,
        holder_role=holder_role.strip(),
        email=email.strip(),
        language=language,
        token_hash=hash_of(token),
        made_by=actor,
    )
    link.full_clean()
    link.save()
    if mailed:
        link_letters.send_link(link, token)
    data = {"link": link.pk, "seat": stakeholder.pk, "mailed": mailed}
    journal.record(actor=actor, verb="consultations.make_link", target=consultation, data=data)
    return link, token


@transaction.atomic
def withdraw_link(*, actor: User | None, link: Link, reason: str, counts: bool) -> Link:
    """Nobody speaks through it any more. `counts`: whether what was said through it is the stakeholder's.

    If it isn't, its positions are void, what was confirmed through it is unconfirmed again, and the position that
    stood before, taken in another way, stands again. Its comments stay and bear a mark.
    """
    consultation = _changeable(actor, link.stakeholder)
    seat = Stakeholder.objects.select_for_update(of=("self",)).get(pk=link.stakeholder_id)
    link = Link.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    if link.withdrawn_at and (counts or link.disowned):
        raise Refused(_("This link was withdrawn already."))
    link.withdrawn_at = link.withdrawn_at or timezone.now()
    link.withdrawn_because = reason.strip()
    link.disowned = not counts
    link.browser_hash = link.code_hash = ""
    link.save()
    voided = 0 if counts else _void(link, seat)
    data = {"link": link.pk, "seat": seat.pk, "counts": counts, "voided": voided}
    journal.record(actor=actor, verb="consultations.withdraw_link", target=consultation, data=data)
    return link


def _void(link: Link, seat: Stakeholder) -> int:
    """How many positions are void from now on."""
    voided = link.positions.filter(void_because="").update(
        void_because=link.withdrawn_because, is_current=False
    )
    Position.objects.filter(confirmed_link=link).update(confirmed_at=None, confirmed_link=None)
    stand_again(seat)
    return voided


@transaction.atomic
def settle_doubt(*, actor: User | None, link: Link) -> Link:
    """The office has asked its holder: the link is in the right hands."""
    consultation = _changeable(actor, link.stakeholder)
    link = Link.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if link.doubted_at is None:
        raise Refused(_("Nobody doubts this link."))
    link.doubted_at = None
    link.save(update_fields=["doubted_at"])
    data = {"link": link.pk, "seat": link.stakeholder_id}
    journal.record(actor=actor, verb="consultations.settle_doubt", target=consultation, data=data)
    return link


def _changeable(actor: User | None, seat: Stakeholder) -> Consultation:
    permit(actor, "consultations.change_consultation", seat.consultation)
    consultation = locked(seat.consultation)
    if consultation.state in CLOSED:
        raise Refused(_("This round is closed: its links lead nowhere any more."))
    return consultation


# --- by whoever holds it -------------------------------------------------------------------------


@transaction.atomic
def open_link(*, link: Link) -> str:
    """Bind the link to this browser, the first that opens it; what the browser is to keep."""
    link = _held(link)
    if link.browser_hash:
        raise Refused(_("This link was opened in another browser a moment ago."))
    value, link.browser_hash = new_browser()
    link.opened_at = timezone.now()
    link.save(update_fields=["browser_hash", "opened_at"])
    _note(link, "consultations.open_link")
    return value


@transaction.atomic
def send_code(*, link: Link) -> None:
    """Mail a code to the address that the link was made for: who reads that mail may use it in another browser."""
    link = _held(link)
    if not link.email:
        raise Refused(_("There is no e-mail address with this link. Ask the office for a new link."))
    code = new_code()
    link.code_hash, link.code_tries = code_hash(link, code), 0
    link.code_until = timezone.now() + CODE_LASTS
    link.save(update_fields=["code_hash", "code_tries", "code_until"])
    link_letters.send_code(link, code)
    _note(link, "consultations.send_link_code")


@transaction.atomic
def enter_code(*, link: Link, code: str, received_at: datetime | None = None) -> str | None:
    """Move the link to this browser: what it is to keep, or None for a wrong code, which counts as a try.

    Refused without a code that still holds: after 15 minutes, or five wrong tries.
    """
    link = _held(link)
    now = received_at or timezone.now()
    if (
        not link.code_hash
        or link.code_until is None
        or now > link.code_until
        or link.code_tries >= CODE_TRIES
    ):
        raise Refused(_("This code no longer holds. Let a new one be sent to you."), field="code")
    if code_hash(link, "".join(code.split())) != link.code_hash:
        link.code_tries += 1
        link.save(update_fields=["code_tries"])
        return None
    value, link.browser_hash = new_browser()
    link.code_hash, link.opened_at = "", link.opened_at or now
    link.save(update_fields=["browser_hash", "code_hash", "opened_at"])
    _note(link, "consultations.move_link")
    return value


@transaction.atomic
def doubt_link(*, link: Link) -> Link:
    """Somebody says that a link is not in the right hands: the office is told, once until it has looked into it."""
    link = _held(link)
    if link.doubted_at is None:
        link.doubted_at = timezone.now()
        link.save(update_fields=["doubted_at"])
        link_letters.tell_office(link)
        _note(link, "consultations.doubt_link")
    return link


def _held(link: Link) -> Link:
    """The link, locked; refused once it is withdrawn."""
    found = (
        Link.objects.select_for_update(of=("self",))
        .select_related("stakeholder__organisation", "stakeholder__consultation__programme")
        .get(pk=link.pk)
    )
    if found.withdrawn_at:
        raise Refused(_("This link was withdrawn."))
    return found


def _note(link: Link, verb: str) -> None:
    data = {"link": link.pk, "seat": link.stakeholder_id}
    journal.record(actor=None, verb=verb, target=link.stakeholder.consultation, data=data)
