"""Reads for the list, the page and what waits."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.agree.plans.models import Measure
from gapbridge.base.listing import Action
from gapbridge.base.sockets import Panel, Waiting
from gapbridge.programmes.models import Programme
from gapbridge.programmes.queries import my_programmes
from gapbridge.programmes.standing import standing

from .kinds import KINDS
from .models import Intervention, InterventionQuerySet

PANEL_ROWS = 8


def interventions_for(user: Any) -> InterventionQuerySet:
    """What the reader may see, with all that a list shows."""
    visible = Intervention.objects.visible_to(user)
    return visible.select_related("programme", "organisation").prefetch_related("places")


def measures_of(intervention: Intervention, user: Any) -> QuerySet[Measure]:
    return Measure.objects.visible_to(user).filter(interventions=intervention).select_related("plan")


def new_buttons(user: Any, programmes: list[Programme] | None = None) -> list[Action]:
    """A button for each kind that has an app and that the reader may plan, in each of the programmes."""
    programmes = my_programmes(user) if programmes is None else programmes
    found = [
        (kind, programme)
        for programme in programmes
        if programme.state != "closed"
        for kind in Intervention.Kind
        if kind in KINDS and user.has_perm(f"interventions.add_{kind}", programme)
    ]
    several = len({programme.pk for _kind, programme in found}) > 1
    return [
        Action(
            _("%(kind)s in %(programme)s") % {"kind": kind.label, "programme": programme}
            if several
            else kind.label,
            reverse(KINDS[kind].new, args=[programme.pk]),
        )
        for kind, programme in found
    ]


def waiting_to_be_finished(user: Any) -> Iterator[Waiting]:
    """For officers: interventions whose last day is over."""
    late = Intervention.objects.filter(programme_id__in=standing(user).officer_in).late() if user.pk else None
    days = list(late.values_list("ends_on", flat=True)) if late is not None else []
    if days:
        label = ngettext(
            "%(count)d intervention has passed its last day and is not completed",
            "%(count)d interventions have passed their last day and are not completed",
            len(days),
        ) % {"count": len(days)}
        yield Waiting(label, reverse("interventions:list") + "?late=true", len(days), min(days), "act")


def panel_on_a_measure(measure: Measure, user: Any) -> Panel:
    found = interventions_for(user).filter(measures=measure)
    return Panel(
        "interventions/panel_measure.html",
        {
            "interventions": found[:PANEL_ROWS],
            "new_interventions": new_buttons(user, [measure.plan.programme]),
        },
    )


def panel_on_a_programme(programme: Programme, user: Any) -> Panel | None:
    found = interventions_for(user).of_programme(programme)
    total = found.count()
    buttons = new_buttons(user, [programme])
    if not total and not buttons:
        return None
    return Panel(
        "interventions/panel_programme.html",
        {
            "interventions": found[:PANEL_ROWS],
            "interventions_total": total,
            "new_interventions": buttons,
            "interventions_href": f"{reverse('interventions:list')}?programme={programme.pk}",
        },
    )
