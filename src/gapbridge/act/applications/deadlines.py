"""Until when a part may be written and sent, by the moment at which the server received the request."""

from datetime import datetime

from django.utils.translation import gettext as _

from gapbridge.act.calls.models import Call
from gapbridge.base.errors import Refused, WrongState

from .models import Application, Part


class TooLate(Refused):
    """It arrived after the deadline."""


def deadline_of(call: Call, kind: str) -> datetime:
    """Of concept notes and an open call's applications, or of the full applications that are invited."""
    invited = kind == Part.Kind.FULL and call.is_two_step
    return (call.full_closes_at if invited else None) or call.closes_at


def kind_written(application: Application) -> str | None:
    """Which part is written, or with the office and may be taken back; None when neither."""
    if application.state in {"full_draft", "full_submitted"}:
        return Part.Kind.FULL
    if application.state in {"draft", "submitted"}:
        return Part.Kind.CONCEPT if application.call.is_two_step else Part.Kind.FULL
    return None


def require_open(call: Call, kind: str, received: datetime) -> None:
    """Refuses what arrives before the call opens, after its deadline (TooLate), or when it was cancelled."""
    invited = kind == Part.Kind.FULL and call.is_two_step
    if call.state not in ({"open", "evaluation"} if invited else {"open"}):
        raise WrongState(_("This call takes no applications now."))
    if received < call.opens_at:
        raise WrongState(_("This call is not open yet."))
    if received > deadline_of(call, kind):
        raise TooLate(_("The deadline has passed. The server received this too late."))


def require_writable(application: Application, received: datetime) -> None:
    """Refuses changes to what is with the office, decided or withdrawn, and what comes after the deadline."""
    if application.state in {"submitted", "full_submitted"}:
        raise WrongState(
            _(
                "This has been submitted. To change it, take it back first, then submit it again before the deadline."
            )
        )
    if application.state not in {"draft", "full_draft"}:
        raise WrongState(_("This application is not being written any more, so nothing can be saved in it."))
    require_open(application.call, kind_written(application) or Part.Kind.FULL, received)


def require_part_writable(part: Part, received: datetime) -> None:
    """As `require_writable`, for one part: a concept note is not written any more once a full application is."""
    require_writable(part.application, received)
    if part.received_at is not None or part.kind != kind_written(part.application):
        raise WrongState(
            _(
                "This part has been submitted. The evaluation has what was sent, and it can't be changed any more."
            )
        )


def is_writable(part: Part, at: datetime) -> bool:
    try:
        require_part_writable(part, at)
    except Refused:
        return False
    return True
