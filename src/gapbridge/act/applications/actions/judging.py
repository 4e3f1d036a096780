"""What the evaluation makes of an application. Its own actions ask, decide and write letters; these move the row."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.act.applications.lifecycle import APPLICATION
from gapbridge.act.applications.models import Application, Part
from gapbridge.base import journal
from gapbridge.base.errors import Refused
from gapbridge.people.models import User

from .applications import open_part


@transaction.atomic
def invite_full_application(*, actor: User | None, application: Application) -> Application:
    """Open the full part of a two-step call's application. It starts empty but for the cover's facts."""
    if not application.call.is_two_step:
        raise Refused(_("This call has no second step."))
    return _judge(actor, application, "invite", opens=True)


@transaction.atomic
def award_application(*, actor: User | None, application: Application) -> Application:
    """It gets a grant."""
    return _judge(actor, application, "award")


@transaction.atomic
def reserve_application(*, actor: User | None, application: Application) -> Application:
    """It stands on the reserve list: awarded later if money is left."""
    return _judge(actor, application, "reserve")


@transaction.atomic
def decline_application(*, actor: User | None, application: Application, reason: str) -> Application:
    """Decline, with the reason that the applicant reads."""
    if not reason.strip():
        raise Refused(_("Say why: the applicant reads it."), field="reason")
    application.decision = reason.strip()
    return _judge(actor, application, "decline", "decision")


@transaction.atomic
def reopen_application(*, actor: User | None, application: Application) -> Application:
    """Take a declined one up again, after a complaint, where it stood: the part that was sent last is judged anew."""
    application.decision = ""
    application = _judge(actor, application, "reopen", "decision")
    if (
        application.call.is_two_step
        and application.parts.filter(kind=Part.Kind.FULL, received_at__isnull=False).exists()
    ):
        application.state = "full_submitted"
        application.save(update_fields=["state"])
    return application


def _judge(
    actor: User | None, application: Application, move: str, *fields: str, opens: bool = False
) -> Application:
    APPLICATION.move(application, move, actor=actor)
    if fields:
        application.save(update_fields=list(fields))
    if opens and not application.parts.filter(kind=Part.Kind.FULL).exists():
        open_part(application, Part.Kind.FULL, timezone.now())
    journal.record(actor=actor, verb=f"applications.{move}_application", target=application)
    return application
