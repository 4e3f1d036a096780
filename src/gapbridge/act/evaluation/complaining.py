"""How long an applicant may complain, and where else it may turn afterwards."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from gapbridge.act.calls.models import Call
from gapbridge.people.models import Organisation

from .models import Letter

# Letters that say no, or not yet. The answer to a complaint is the office's last word.
OPEN_TO_COMPLAINT = (Letter.Kind.NOT_PASSED, Letter.Kind.DECLINED, Letter.Kind.RESERVE)


def day_in(call: Call, moment: datetime) -> date:
    """The day that it was where the call is."""
    return moment.astimezone(ZoneInfo(call.time_zone)).date()


def last_day(call: Call, sent_at: datetime) -> date:
    """Complaints are received to the end of this day, where the call is."""
    return day_in(call, sent_at) + timedelta(days=call.procedure.complaint_days)


def is_in_time(letter: Letter, received_at: datetime) -> bool:
    call = letter.application.call
    return day_in(call, received_at) <= last_day(call, letter.sent_at)


def funders_of(call: Call) -> list[Any]:
    """To whom one can turn when the office's time is over."""
    funding = Organisation.objects.filter(
        partnerships__programme_id=call.programme_id, partnerships__role="funding"
    )
    return list(funding.order_by("pk").distinct())
