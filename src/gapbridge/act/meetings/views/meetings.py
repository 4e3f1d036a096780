"""Planning a meeting, and changing what it is."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.act.interventions.models import Intervention
from gapbridge.act.meetings import actions
from gapbridge.act.meetings.forms import MeetingForm, NewMeetingForm
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.programmes.models import Programme

NEW_TITLES = {
    "round_table": gettext_lazy("New round table"),
    "bilateral": gettext_lazy("New bilateral meeting"),
    "study_tour": gettext_lazy("New study tour"),
}


def _new_meeting(request: HttpRequest, programme: Programme, kind: str) -> HttpResponse:
    return form_page(
        request,
        NewMeetingForm,
        programme=programme,
        user=request.user,
        reader=request.user,
        title=NEW_TITLES[kind],
        intro=_("Who comes, what is said, lessons and follow-ups are added on its page."),
        parent=programme,
        stage="act",
        act=lambda data: actions.create_meeting(actor=request.user, programme=programme, kind=kind, **data),
    )


@page(Programme, perm="interventions.add_round_table")
def new_round_table(request: HttpRequest, programme: Programme) -> HttpResponse:
    return _new_meeting(request, programme, "round_table")


@page(Programme, perm="interventions.add_bilateral")
def new_bilateral(request: HttpRequest, programme: Programme) -> HttpResponse:
    return _new_meeting(request, programme, "bilateral")


@page(Programme, perm="interventions.add_study_tour")
def new_study_tour(request: HttpRequest, programme: Programme) -> HttpResponse:
    return _new_meeting(request, programme, "study_tour")


@page(Intervention, perm="interventions.change_intervention", related=("programme", "meeting"))
def edit_meeting(request: HttpRequest, intervention: Intervention) -> HttpResponse:
    meeting: Any = getattr(intervention, "meeting", None)
    if meeting is None:
        raise Http404
    return form_page(
        request,
        MeetingForm,
        programme=intervention.programme,
        reader=request.user,
        instance=intervention,
        initial={
            **{name: getattr(meeting, name) for name in actions.OWN_FIELDS},
            "also_for": list(meeting.also_for.values_list("pk", flat=True)),
        },
        title=_("Edit the meeting"),
        parent=intervention,
        done=intervention.get_absolute_url(),
        stage="act",
        act=lambda data: actions.change_meeting(actor=request.user, meeting=meeting, **data),
    )
