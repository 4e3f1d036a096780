"""Interventions that carry grants out: who sees them, who keeps their registers."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from gapbridge.act.applications.models import LogframeRow
from gapbridge.act.grants.models import Activity, Grant, staffed_by
from gapbridge.act.interventions.models import Intervention
from gapbridge.base.sockets import Panel
from gapbridge.programmes.models import Programme

RUNNING = ("signed", "suspended")


def kept(user: Any) -> Q | None:
    """A grantee's staff keep the registers of their own activities while the grant runs."""
    mine = staffed_by(user)
    if not mine:
        return None
    return Q(
        grant_activity__grant__application__organisation_id__in=mine,
        grant_activity__grant__state__in=RUNNING,
    )


def seen(user: Any) -> Q:
    """They see them for good."""
    mine = staffed_by(user)
    if not mine:
        return Q(pk__in=[])
    return Q(grant_activity__grant__application__organisation_id__in=mine)


def of_no_other_programme(_programme: Programme) -> Q:
    return Q(pk__in=[])


def held_back(intervention: Intervention) -> str:
    """An intervention names who carries it out: it is not published while that name is withheld."""
    if Grant.objects.filter(activities__intervention=intervention, name_withheld=True).exists():
        return _("It would name a grantee whose name is withheld from the public.")
    return ""


def activities_of(grant: Grant, user: Any) -> QuerySet[Activity]:
    visible = Activity.objects.filter(
        grant=grant, intervention__in=Intervention.objects.visible_to(user).order_by().values("pk")
    )
    return visible.select_related("row", "intervention__organisation")


def rows_of(grant: Grant) -> QuerySet[LogframeRow]:
    """The activities of the logframe, in its order."""
    rows = LogframeRow.objects.filter(
        part__application=grant.application_id, part__kind="full", kind=LogframeRow.Kind.ACTIVITY
    )
    return rows.order_by("position", "pk")


def linkable(grant: Grant) -> QuerySet[Intervention]:
    """Interventions of the grantee in the programme that belong to no grant."""
    return Intervention.objects.filter(
        programme=grant.programme_id,
        organisation=grant.application.organisation_id,
        grant_activity=None,
    ).exclude(kind=Intervention.Kind.CALL)


def panel_on_an_intervention(intervention: Intervention, user: Any) -> Panel | None:
    """Of which grant it is an activity; on a call, the grants that were awarded."""
    if intervention.kind == Intervention.Kind.CALL:
        return _panel_on_a_call(intervention, user)
    grants = Grant.objects.visible_to(user).filter(activities__intervention=intervention)
    grant = grants.select_related("application__organisation", "application__call").first()
    if grant is None:
        return None
    inside = Grant.objects.inside(user).filter(pk=grant.pk).exists()
    row = Activity.objects.select_related("row").get(intervention=intervention).row
    return Panel("grants/panel_activity.html", {"grant": grant, "row": row, "inside": inside})


def _panel_on_a_call(intervention: Intervention, user: Any) -> Panel | None:
    from .lists import with_names

    grants = with_names(Grant.objects.visible_to(user), user).filter(
        application__call__intervention=intervention
    )
    found = list(grants.select_related("application__organisation", "application__lot")[:50])
    return Panel("grants/panel_call.html", {"grants": found}) if found else None
