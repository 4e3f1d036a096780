"""What an evaluation adds to the pages of applications and calls."""

from typing import Any

from gapbridge.act.applications.models import Application
from gapbridge.act.calls.models import Call
from gapbridge.base.sockets import Panel

from .models import Clarification, Complaint, Letter


def letters_of_application(application: Application, user: Any) -> Panel | None:
    """Letters, clarifications and complaints, for the applicant and the office."""
    context = {
        "letters": Letter.objects.visible_to(user).filter(application=application).order_by("-pk"),
        "clarifications": Clarification.objects.visible_to(user).filter(application=application),
        "complaints": Complaint.objects.visible_to(user).filter(application=application),
    }
    if not any(context.values()):
        return None
    return Panel("evaluation/letter_panel.html", context)


def evaluation_of_call(call: Call, user: Any) -> Panel | None:
    """The way to the evaluation, for those who run it or sit on its committee."""
    if call.state not in {"evaluation", "decided"}:
        return None
    may = user.has_perm("evaluation.run_evaluation", call) or user.has_perm("evaluation.sit", call)
    return Panel("evaluation/steps_panel.html", {"call": call}) if may else None
