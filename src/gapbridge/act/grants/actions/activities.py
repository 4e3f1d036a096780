"""Activities of a grant become interventions: their registers are counted with everyone's."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gapbridge.act.applications.models import LogframeRow
from gapbridge.act.grants.models import Activity, Grant
from gapbridge.act.interventions.actions import create_intervention
from gapbridge.act.interventions.models import Intervention
from gapbridge.act.services.actions import create_service
from gapbridge.act.trainings.actions import create_training
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import User

from .common import lock

CARRYING = ("signed", "suspended")
KINDS = ("training", "service", "round_table")


@transaction.atomic
def begin_activity(
    *, actor: User, grant: Grant, kind: str, row: LogframeRow | None = None, **facts: Any
) -> Activity:
    """Make an intervention of an activity: a training, a service (with `service_kind`) or a round table.

    The grantee carries it out and keeps its register. What `facts` (interventions/README.md) leave out is taken from
    the grant: title, dates, places, people, and the measures of the lot, so that it stands on their thread.
    """
    permit(actor, "grants.change_grant", grant)
    lock(grant, *CARRYING)
    _check_row(grant, row)
    if kind not in KINDS:
        raise Refused(_("Choose what it is."), field="kind")
    intervention = _made(actor, grant, kind, facts_of(grant, row) | facts)
    activity = Activity.objects.create(grant=grant, row=row, intervention=intervention)
    journal.record(
        actor=actor, verb="grants.begin_activity", target=grant, data={"intervention": intervention.pk}
    )
    return activity


def _made(actor: User, grant: Grant, kind: str, facts: dict[str, Any]) -> Intervention:
    programme = grant.application.call.intervention.programme
    if kind == "training":
        return create_training(actor=actor, programme=programme, **facts).intervention
    if kind == "service":
        return create_service(actor=actor, programme=programme, **facts).intervention
    return create_intervention(actor=actor, programme=programme, kind=kind, **facts)


def facts_of(grant: Grant, row: LogframeRow | None) -> dict[str, Any]:
    """What an intervention takes from its grant unless something else is said."""
    application = grant.application
    text = " ".join((row.text if row else application.title).split())
    first = grant.starts_on or grant.awarded_on
    return {
        "code": f"G{grant.pk}-{grant.activities.count() + 1}",
        "title": text[:200],
        "language": application.language,
        "organisation": application.organisation,
        "starts_on": first,
        "ends_on": grant.ends_on or first,
        "measures": list(application.lot.measures.all()),
        "topics": [application.lot.theme],
        "places": list(application.places.all()),
        "populations": list(application.target_groups.all()),
    }


def _check_row(grant: Grant, row: LogframeRow | None) -> None:
    if row is not None and (row.part.application_id != grant.application_id or row.kind != "activity"):
        raise Refused(_("This activity is not in the logframe."), field="row")


@transaction.atomic
def link_intervention(
    *, actor: User, grant: Grant, intervention: Intervention, row: LogframeRow | None = None
) -> Activity:
    """Say that an intervention that is there carries out an activity of the grant. Refuses one of another programme
    or of another organisation, and one that belongs to a grant already."""
    permit(actor, "grants.change_grant", grant)
    lock(grant, *CARRYING)
    _check_row(grant, row)
    if intervention.programme_id != grant.programme_id:
        raise Refused(_("This intervention belongs to another programme."), field="intervention")
    if intervention.organisation_id != grant.application.organisation_id:
        raise Refused(_("Another organisation carries this intervention out."), field="intervention")
    if Activity.objects.filter(intervention=intervention).exists():
        raise Refused(_("This intervention belongs to a grant already."), field="intervention")
    activity = Activity.objects.create(grant=grant, row=row, intervention=intervention)
    intervention.measures.add(*grant.application.lot.measures.all())
    journal.record(
        actor=actor, verb="grants.link_intervention", target=grant, data={"intervention": intervention.pk}
    )
    return activity


@transaction.atomic
def unlink_intervention(*, actor: User, activity: Activity) -> None:
    """It is no activity of the grant after all; the intervention stays."""
    grant, intervention = activity.grant, activity.intervention_id
    permit(actor, "grants.change_grant", grant)
    lock(grant, *CARRYING)
    activity.delete()
    journal.record(
        actor=actor, verb="grants.unlink_intervention", target=grant, data={"intervention": intervention}
    )
