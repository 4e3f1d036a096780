"""An activity of a grant that became an intervention: its register stands with everyone's, and nobody counts twice."""

from datetime import date, timedelta
from typing import Any

from gapbridge.act.grants import actions as grants
from gapbridge.act.grants.models import Grant
from gapbridge.act.interventions import actions as interventions
from gapbridge.act.services import actions as services
from gapbridge.act.services.models import Service
from gapbridge.demo.bridge.tale import Tale
from gapbridge.demo.clock import telling
from gapbridge.demo.stage import place

from .following import ENDS

BEGAN, DAYS, PEOPLE = date(2023, 2, 6), (0, 21, 49), 18
THEME, KIND = "mental_health_psychosocial", "psychosocial"


def tell(tale: Tale) -> None:
    """One of the signed grants: people who were served before now come to the grantee as well."""
    signed = Grant.objects.filter(
        state="signed", name_withheld=False, application__lot__theme__key=THEME
    ).select_related("application__organisation", "application__call__intervention__programme")
    _carry_out(tale, signed.order_by("pk")[0])


def _carry_out(tale: Tale, grant: Grant) -> None:
    officer = tale.who("programme_officer")
    row = (
        grant.application.parts.get(kind="full")
        .logframe.filter(kind="activity")
        .order_by("position", "pk")[1]
    )
    with telling(BEGAN - timedelta(days=7)):
        activity = grants.begin_activity(
            actor=officer, grant=grant, kind="service", row=row, service_kind=KIND, starts_on=BEGAN
        )
    intervention = activity.intervention
    with telling(BEGAN):
        interventions.start_intervention(actor=officer, intervention=intervention)
        interventions.publish_intervention(actor=officer, intervention=intervention)
    service = Service.objects.select_related("intervention__programme").get(intervention=intervention)
    with telling(BEGAN + timedelta(days=60)):
        services.import_register(actor=officer, service=service, rows=_rows(tale, service, grant))
    with telling(ENDS + timedelta(days=5)):
        interventions.complete_intervention(actor=officer, intervention=intervention)


def _rows(tale: Tale, service: Any, grant: Grant) -> list[dict[str, Any]]:
    """Each of the same people at each session, as they stand in the programme's registers."""
    registers, officer = tale.made["registers"], tale.who("programme_officer")
    here = place("AZ-BAR")
    sessions = [
        services.add_session(
            actor=officer, service=service, title=service.intervention.title[:150], place=here,
            held_on=BEGAN + timedelta(days=after),
        )
        for after in DAYS
    ]  # fmt: skip
    chosen = registers.at(KIND, "AZ-BAR")[:PEOPLE]
    provider = grant.application.organisation
    return [
        {**person, "place": here, "received_on": session.held_on, "provider": provider, "session": session}
        for session in sessions
        for person in chosen
    ]
