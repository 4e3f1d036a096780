from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gapbridge.act.interventions.models import Intervention
from gapbridge.act.meetings import actions
from gapbridge.act.meetings.forms import FinishForm
from gapbridge.act.meetings.models import FollowUp
from gapbridge.act.meetings.queries import OF_MEETING
from gapbridge.agree.plans.models import Measure
from gapbridge.base.access import page
from gapbridge.base.forms import form_page


@page(FollowUp, related=("owner", "asked_by", "topic", "measure__plan", "intervention", *OF_MEETING))
def follow_up(request: HttpRequest, follow_up: FollowUp) -> HttpResponse:
    """Read it; whoever may, says here that it is done. The other moves are buttons."""
    user = request.user
    may_finish = user.has_perm("meetings.finish_follow_up", follow_up)
    if request.method == "POST" and not may_finish:
        raise PermissionDenied
    seen = Intervention.objects.visible_to(user)
    measures = Measure.objects.visible_to(user).filter(pk=follow_up.measure_id)
    return form_page(
        request,
        FinishForm,
        title=follow_up.get_kind_display(),
        parent=seen.filter(pk=follow_up.meeting.intervention_id).first(),
        done=follow_up,
        submit=_("Mark as done"),
        stage="act",
        template="meetings/follow_up.html",
        context={
            "follow_up": follow_up,
            "may_finish": may_finish and follow_up.state == "open",
            "may_change": user.has_perm("meetings.change_meeting", follow_up),
            "measure": measures.first(),
            "intervention": seen.filter(pk=follow_up.intervention_id).first(),
        },
        act=lambda data: actions.finish_follow_up(actor=user, follow_up=follow_up, **data),
    )
