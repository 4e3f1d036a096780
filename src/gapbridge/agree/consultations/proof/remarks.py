"""Why a position does not count, and how it was given, in words: for the page and for the document."""

from django.utils.translation import gettext as _

from .shape import Part


def remarks_on(seat: Part, position: Part | None) -> list[str]:
    """What is to be known about a stakeholder's last word (None: it took no position)."""
    return [*_of_seat(seat), *(_of_position(position, ended=bool(seat["ended_at"])) if position else [])]


def _of_seat(seat: Part) -> list[str]:
    found = []
    if seat["ended_at"]:
        found.append(_("Ended during the round: %(because)s") % {"because": seat["ended_because"]})
    if seat["successors"]:
        found.append(_("Followed by %(who)s") % {"who": "; ".join(map(str, seat["successors"]))})
    return found


def _of_position(position: Part, *, ended: bool) -> list[str]:
    found = []
    if not position["confirmed_at"]:
        found.append(_("Written down in a meeting, not confirmed: it does not count"))
    elif not position["counts"] and not ended:
        found.append(_("On an earlier text: it does not count"))
    if given := {"link": _("Through a personal link"), "meeting": _("In a meeting")}.get(position["given"]):
        found.append(given)
    return found
