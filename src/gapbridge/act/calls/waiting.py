"""What waits for the office and for applicants, and what a call shows on its intervention's page."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.act.procedures.models import GRANT_KEEPERS
from gapbridge.base.sockets import Panel, Waiting
from gapbridge.programmes.standing import standing

from .models import Call, InfoSession
from .pages import deadline_of
from .queries import calls_to_answer, calls_to_evaluate, outages_to_decide


def waiting_for_the_office(user: Any) -> Iterator[Waiting]:
    if not standing(user).programmes_with(*GRANT_KEEPERS):
        return
    for outage in outages_to_decide(user):
        label = _("The site did not answer around the deadline of “%(call)s”: extend it, or set that aside")
        yield Waiting(
            label % {"call": outage.call},
            outage.get_absolute_url(),
            due=timezone.localdate(outage.deadline),
            stage="act",
        )
    for call in calls_to_answer(user):
        label = ngettext(
            "%(count)s question without an answer: “%(call)s”",
            "%(count)s questions without an answer: “%(call)s”",
            call.waiting,
        )
        yield Waiting(
            label % {"count": call.waiting, "call": call},
            reverse("calls:questions", args=[call.pk]),
            call.waiting,
            due=call.answers_by,
            stage="act",
        )
    for call in calls_to_evaluate(user):
        label = _("The call “%(call)s” is closed: start the evaluation") % {"call": call}
        yield Waiting(label, call.get_absolute_url(), due=timezone.localdate(call.closes_at), stage="act")


def sessions_tomorrow(user: Any) -> Iterator[Waiting]:
    """For who is registered: today's and tomorrow's."""
    if not user.is_authenticated:
        return
    now = timezone.now()
    soon = InfoSession.objects.filter(
        registrations__user=user, cancelled_at=None, starts_at__gt=now, starts_at__lt=now + timedelta(days=2)
    )
    for session in soon:
        day = timezone.localdate(session.starts_at)
        if day <= timezone.localdate() + timedelta(days=1):
            label = _("Information session: %(session)s") % {"session": session.title}
            yield Waiting(label, session.get_absolute_url(), due=day, stage="act")


def panel_on_an_intervention(intervention: Any, user: Any) -> Panel | None:
    if intervention.kind != "call":
        return None
    call = Call.objects.visible_to(user).filter(intervention=intervention).first()
    if call is None:
        return None
    call.intervention = intervention
    lots = list(call.lots.select_related("theme"))
    return Panel(
        "calls/panel.html",
        {
            "call": call,
            "deadline": deadline_of(call),
            "themes": ", ".join(dict.fromkeys(str(each.theme) for each in lots)),
            "smallest": min((each.smallest for each in lots), default=None),
            "largest": max((each.largest for each in lots), default=None),
        },
    )
