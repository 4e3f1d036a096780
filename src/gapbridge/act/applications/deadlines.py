"""Until when a part may be written, by the moment at which the server received what is to be kept."""

from datetime import datetime

from django.utils.translation import gettext as _

from gapbridge.base.errors import Refused, WrongState

from .models import Part


class TooLate(Refused):
    """It arrived after the deadline."""


def closes_at(part: Part) -> datetime:
    """The deadline of the part: that of full applications, where they are invited apart."""
    call = part.application.call
    invited = part.kind == "full" and call.is_two_step
    return (call.full_closes_at if invited else None) or call.closes_at


def refuse_unless_open(part: Part, received_at: datetime) -> None:
    """Refuses what arrives after the deadline (TooLate), or while the part is not being written (WrongState)."""
    if received_at > closes_at(part):
        raise TooLate(_("The deadline has passed. Nothing more can be saved in this application."))
    if part.received_at is not None:
        raise WrongState(
            _("This has been submitted. To change it, take it back first, then submit it again before the deadline.")
        )
    if not _is_written(part):
        raise WrongState(_("This application is not being written any more, so nothing can be saved in it."))


def is_open(part: Part, at: datetime) -> bool:
    return part.received_at is None and at <= closes_at(part) and _is_written(part)


def _is_written(part: Part) -> bool:
    call, state = part.application.call, part.application.state
    if part.kind == "full" and call.is_two_step:
        return state == "full_draft" and call.state in {"open", "evaluation"}
    return state == "draft" and call.state == "open"
