"""How long an applicant may complain, and where else it may turn afterwards."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from gapbridge.act.applications.models import Application
from gapbridge.act.calls.models import Call
from gapbridge.act.procedures.models import Step
from gapbridge.people.models import Organisation

from .models import CallStep, Complaint, Letter

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


def is_judged_anew(application: Application) -> bool:
    """A complaint was upheld, and the new result is not made yet."""
    return application.complaints.filter(state="upheld", settled_at=None).exists()


def steps_anew(complaint: Complaint) -> list[CallStep]:
    """The step that the complaint is about, and those closed since that the file has missed.

    A concept note that passes anew is invited like the others: nothing after it was missed.
    """
    first = complaint.letter.call_step
    if first is None:
        return []
    steps = CallStep.objects.filter(
        call_id=first.call_id, step__position__gte=first.step.position
    ).select_related("step", "call__procedure")
    found: list[CallStep] = []
    for each in steps.order_by("step__position"):
        if each.pk != first.pk and each.state != "closed":
            break
        found.append(each)
        if each.step.kind == Step.Kind.CONCEPT:
            break
    return found
