"""Planning an exercise of listening, carrying it out, and opening what was heard."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.listen.assessments.lifecycle import ASSESSMENT
from gapbridge.listen.assessments.models import Assessment
from gapbridge.people.models import User
from gapbridge.programmes.models import Programme

from .recordings import shorten_recordings
from .writing import day_of, given, lock, write

FIELDS = {
    "title",
    "purpose",
    "language",
    "starts_on",
    "ends_on",
    "places",
    "populations",
    "spoken",
    "recordings_until",
}


@transaction.atomic
def create_assessment(*, actor: User | None, programme: Programme, **fields: Any) -> Assessment:
    """Plan an exercise of listening. Refuses a closed programme and an end before the start."""
    permit(actor, "assessments.add_assessment", programme)
    if programme.state == "closed":
        raise Refused(_("This programme is closed: nothing is added to it any more."))
    assessment = Assessment(programme=programme)
    write(assessment, fields, FIELDS, check=_check_period)
    journal.record(actor=actor, verb="assessments.create", target=assessment)
    return assessment


@transaction.atomic
def change_assessment(*, actor: User | None, assessment: Assessment, **fields: Any) -> Assessment:
    """Refuses a published one, and a period that would leave out one of its sessions."""
    permit(actor, "assessments.change_assessment", assessment)
    lock(assessment)
    if assessment.state == "published":
        raise Refused(_("What is published is not changed any more."))
    write(assessment, fields, FIELDS, check=_check_period)
    shorten_recordings(assessment)
    journal.record(actor=actor, verb="assessments.change", target=assessment, data={"fields": sorted(fields)})
    return assessment


@transaction.atomic
def start_assessment(*, actor: User | None, assessment: Assessment) -> Assessment:
    ASSESSMENT.move(assessment, "start", actor=actor)
    journal.record(actor=actor, verb="assessments.start", target=assessment)
    return assessment


@transaction.atomic
def finish_assessment(*, actor: User | None, assessment: Assessment) -> Assessment:
    """Refuses while a session that was held is not coded."""
    ASSESSMENT.move(assessment, "analyse", actor=actor)
    uncoded = assessment.sessions.filter(state="held", withdrawn_at=None).values_list("code", flat=True)
    if uncoded:
        raise Refused(
            _("These sessions were held and are not coded yet: %(codes)s.") % {"codes": ", ".join(uncoded)}
        )
    journal.record(actor=actor, verb="assessments.finish", target=assessment)
    return assessment


@transaction.atomic
def publish_assessment(*, actor: User | None, assessment: Assessment) -> Assessment:
    """Open to everyone the voices whose consent covers it."""
    ASSESSMENT.move(assessment, "publish", actor=actor)
    journal.record(actor=actor, verb="assessments.publish", target=assessment)
    return assessment


@transaction.atomic
def reopen_assessment(*, actor: User | None, assessment: Assessment, reason: str) -> Assessment:
    ASSESSMENT.move(assessment, "reopen", actor=actor)
    assessment.reopened_because = given(reason)
    assessment.save(update_fields=["reopened_because"])
    journal.record(actor=actor, verb="assessments.reopen", target=assessment)
    return assessment


def _check_period(assessment: Assessment) -> None:
    if assessment.ends_on < assessment.starts_on:
        raise Refused(_("The end lies before the start."), field="ends_on")
    if assessment.recordings_until and assessment.recordings_until < assessment.starts_on:
        raise Refused(_("Recordings can't be deleted before the first day."), field="recordings_until")
    if assessment.pk is None:
        return
    outside = assessment.sessions.exclude(held_on__range=(assessment.starts_on, assessment.ends_on))
    for session in outside.exclude(state="cancelled")[:1]:
        raise Refused(
            _("Session %(code)s on %(day)s would lie outside this period.")
            % {"code": session.code, "day": day_of(session.held_on)},
            field="starts_on" if session.held_on < assessment.starts_on else "ends_on",
        )
