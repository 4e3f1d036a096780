"""What gaps show on pages of the listening stage."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from gapbridge.base.listing import Action
from gapbridge.base.sockets import Panel
from gapbridge.listen.feedback.models import Feedback
from gapbridge.programmes.queries import create_actions

from .models import Gap


def from_these_voices(request: HttpRequest) -> list[Action]:
    """On the list of voices: to the choice of voices for a gap, narrowed as the list is."""
    if not request.user.is_authenticated:
        return []
    found = create_actions(
        request.user, "gaps.add_gap", "gaps:choose_voices", _("Propose a gap from these voices")
    )
    asked = request.GET.copy()
    for name in ("page", "sort", "export"):
        asked.pop(name, None)
    narrowed = f"?{asked.urlencode()}" if asked else ""
    return [Action(each.label, each.url + narrowed) for each in found]


def gaps_of_message(feedback: Feedback, user: Any) -> Panel | None:
    """On a message's page: the gaps it is evidence of."""
    gaps = Gap.objects.visible_to(user).filter(evidence__feedback=feedback)
    return Panel("gaps/parts/gaps_of_message.html", {"gaps": gaps}) if gaps else None
