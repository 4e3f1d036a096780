"""What waits in an evaluation: for the office, the committee and applicants."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.act.procedures.models import GRANT_KEEPERS
from gapbridge.base.sockets import Waiting
from gapbridge.people.roles import Role
from gapbridge.programmes.standing import standing

from . import complaining
from .models import CallStep, Clarification, Complaint, Letter, Proposal

LONGEST = 60  # days that any procedure's complaints may take: older letters needn't be looked at


def waiting(user: Any) -> Iterator[Waiting]:
    held = standing(user)
    if held.programmes_with(*GRANT_KEEPERS):
        yield from _steps(user)
        yield from _complaints(user)
    if user.is_authenticated:
        yield from _votes(user)
    if Role.CSO_STAFF in held.roles:
        yield from _clarifications(user)
        yield from _letters(user)


def _steps(user: Any) -> Iterator[Waiting]:
    """Steps that run, each with its place; and decisions to be closed."""
    steps = CallStep.objects.visible_to(user).filter(
        state__in=("under_way", "released"), call__state="evaluation"
    )
    for each in steps.select_related("step", "call__intervention"):
        text = _("Close the step “%(step)s” of “%(call)s”") % {"step": each, "call": each.call}
        yield Waiting(text, each.get_absolute_url(), stage="act")


def _complaints(user: Any) -> Iterator[Waiting]:
    found = Complaint.objects.visible_to(user).filter(state="open")
    number = found.count()
    if number:
        text = ngettext("%(number)s complaint to answer", "%(number)s complaints to answer", number)
        yield Waiting(text % {"number": number}, f"{reverse('evaluation:complaints')}", number, stage="act")
    for each in Complaint.objects.visible_to(user).filter(state="upheld", settled_at=None):
        text = _("A file is evaluated again after a complaint: make its new result")
        yield Waiting(text, each.get_absolute_url(), stage="act")


def _votes(user: Any) -> Iterator[Waiting]:
    open_to_vote = Proposal.objects.filter(
        state="voting", call__committee__user=user, call__committee__part__in=("chair", "member")
    )
    mine = open_to_vote.exclude(votes__member__user=user)
    for each in mine.select_related("call__intervention").annotate(lines_number=Count("lines")):
        text = _("Vote on the grants of “%(call)s”") % {"call": each.call}
        yield Waiting(text, each.get_absolute_url(), stage="act")


def _own(user: Any) -> list[int]:
    return standing(user).organisations_as(Role.CSO_STAFF)


def _clarifications(user: Any) -> Iterator[Waiting]:
    asked = Clarification.objects.filter(
        application__organisation__in=_own(user), answered_at=None, due_on__gte=timezone.localdate()
    )
    for each in asked.select_related("application"):
        text = _("Answer what the office asks about “%(title)s”") % {"title": each.application.title}
        yield Waiting(text, each.get_absolute_url(), due=each.due_on, stage="act")


def _letters(user: Any) -> Iterator[Waiting]:
    """Letters about which one can still complain."""
    now = timezone.now()
    recent = Letter.objects.filter(
        application__organisation__in=_own(user),
        kind__in=complaining.OPEN_TO_COMPLAINT,
        complaints=None,
        sent_at__gte=now - timedelta(days=LONGEST),
    )
    for each in recent.select_related("application__call__procedure"):
        if complaining.is_in_time(each, now):
            until = complaining.last_day(each.application.call, each.sent_at)
            text = _("Read the letter about “%(title)s”; you can complain in time if something went wrong")
            yield Waiting(
                text % {"title": each.application.title}, each.get_absolute_url(), due=until, stage="act"
            )
