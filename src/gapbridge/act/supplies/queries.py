"""Reads: stock, handovers, facilities, what waits."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from gapbridge.base.sockets import Panel, Waiting
from gapbridge.people.roles import OFFICERS, Role
from gapbridge.programmes.standing import standing

from .models import Facility, Handover, HandoverLine, Item, Procurement

SEE_COSTS = OFFICERS | {Role.LOGISTICIAN, Role.DONOR}
PANEL_ROWS = 20


def stock(procurement: Procurement) -> QuerySet[Item]:
    """The items with what was `ordered`, `handed_over` (confirmed or not), `planned`, and what is `remaining`."""
    return procurement.items.annotate(
        ordered=F("quantity"),
        handed_over_total=_moved(~Q(handover__state="planned")),
        planned=_moved(Q(handover__state="planned")),
        cost=Subquery(
            Item.objects.filter(pk=OuterRef("pk"))
            .annotate(total=F("quantity") * F("unit_cost"))
            .values("total")[:1],
            output_field=DecimalField(max_digits=20, decimal_places=2),
        ),
    ).annotate(remaining=F("quantity") - F("handed_over_total") - F("planned"))


def _moved(condition: Q) -> Coalesce:
    lines = HandoverLine.objects.filter(condition, item=OuterRef("pk")).order_by()
    return Coalesce(Subquery(lines.values("item").annotate(total=Sum("quantity")).values("total")), 0)


def total_cost(items: list[Item]) -> Decimal | None:
    """What the items cost in all; unknown when the cost of one is unknown."""
    costs = [item.cost for item in items]  # type: ignore[attr-defined]
    return None if not costs or None in costs else sum(costs, Decimal(0))


def handovers_for(user: Any) -> QuerySet[Handover]:
    visible = Handover.objects.visible_to(user)
    related = visible.select_related(
        "facility__place", "facility__run_by", "procurement__intervention__programme"
    )
    return related.annotate(items=Count("lines")).order_by("-handed_over_on", "-pk")


def facilities_for(user: Any) -> QuerySet[Facility]:
    seen = (
        Handover.objects.visible_to(user).filter(facility=OuterRef("pk")).exclude(state="planned").order_by()
    )
    counted = seen.values("facility").annotate(number=Count("pk")).values("number")
    visible = Facility.objects.visible_to(user).select_related("place", "run_by")
    return visible.annotate(handovers_seen=Coalesce(Subquery(counted), 0))


def waiting_for_logisticians(user: Any) -> Iterator[Waiting]:
    programmes = standing(user).programmes_with(Role.LOGISTICIAN)
    if not programmes:
        return
    planned = Handover.objects.filter(procurement__intervention__programme_id__in=programmes, state="planned")
    for handover in planned.select_related("facility")[:PANEL_ROWS]:
        late = handover.handed_over_on < localdate()
        label = (
            _("Handover to %(facility)s: its day is over") if late else _("Planned handover to %(facility)s")
        )
        yield Waiting(
            label % {"facility": handover.facility},
            handover.get_absolute_url(),
            due=handover.handed_over_on,
            stage="act",
        )


def waiting_for_receivers(user: Any) -> Iterator[Waiting]:
    organisations = standing(user).organisations
    if not organisations:
        return
    came = Handover.objects.filter(facility__run_by_id__in=organisations, state="handed_over")
    for handover in came.select_related("facility")[:PANEL_ROWS]:
        label = _("Confirm what was handed over to %(facility)s") % {"facility": handover.facility}
        yield Waiting(label, handover.get_absolute_url(), due=handover.handed_over_on, stage="act")


def panel_on_an_intervention(intervention: Any, user: Any) -> Panel | None:
    if intervention.kind != "procurement":
        return None
    procurement = Procurement.objects.visible_to(user).filter(intervention=intervention).first()
    if procurement is None:
        return None
    procurement.intervention = intervention
    items = list(stock(procurement))
    held = standing(user)
    return Panel(
        "supplies/panel_procurement.html",
        {
            "procurement": procurement,
            "currency": intervention.programme.currency,
            "items": items,
            "total": total_cost(items),
            "handovers": handovers_for(user).filter(procurement=procurement)[:PANEL_ROWS],
            "see_costs": held.holds(*SEE_COSTS, programme=intervention.programme_id),
            "may_change": user.has_perm("supplies.change_procurement", procurement),
        },
    )
