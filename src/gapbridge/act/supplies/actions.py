"""Writes: what is ordered, where it goes, who confirms that it came."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.formats import number_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from gapbridge.act.interventions.actions import edit_intervention, write_intervention
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import Organisation, User
from gapbridge.programmes.models import Place, Programme

from .lifecycle import HANDOVER
from .models import Facility, Handover, HandoverLine, Item, Procurement
from .queries import stock


@transaction.atomic
def create_procurement(
    *, actor: User | None, programme: Programme, note: str = "", **facts: Any
) -> Procurement:
    """Plan a procurement; `facts` are its intervention's."""
    intervention = write_intervention(actor=actor, programme=programme, kind="procurement", **facts)
    procurement = Procurement.objects.create(intervention=intervention, note=note)
    journal.record(actor=actor, verb="supplies.create_procurement", target=procurement)
    return procurement


@transaction.atomic
def change_procurement(
    *, actor: User | None, procurement: Procurement, note: str | None = None, **facts: Any
) -> Procurement:
    """Change what is named, leave the rest."""
    permit(actor, "supplies.change_procurement", procurement)
    edit_intervention(actor=actor, intervention=procurement.intervention, **facts)
    if note is not None:
        procurement.note = note
        procurement.save(update_fields=["note"])
    journal.record(actor=actor, verb="supplies.change_procurement", target=procurement)
    return procurement


@transaction.atomic
def add_item(
    *,
    actor: User | None,
    procurement: Procurement,
    name: str,
    category: str,
    quantity: int,
    unit: str = "pcs",
    unit_cost: Decimal | None = None,
) -> Item:
    """Order a quantity of something. An unknown cost stays None."""
    permit(actor, "supplies.change_procurement", procurement)
    item = Item(
        procurement=procurement,
        name=name,
        category=category,
        quantity=quantity,
        unit=unit,
        unit_cost=unit_cost,
    )
    item.full_clean()
    item.save()
    journal.record(
        actor=actor,
        verb="supplies.add_item",
        target=procurement,
        data={"item": item.pk, "quantity": quantity},
    )
    return item


@transaction.atomic
def change_item(*, actor: User | None, item: Item, **facts: Any) -> Item:
    """Correct what was ordered. Refuses a quantity below what handovers hold already."""
    permit(actor, "supplies.change_procurement", item.procurement)
    _lock(item.procurement_id)
    for name, value in facts.items():
        setattr(item, name, value)
    item.full_clean()
    given = sum(HandoverLine.objects.filter(item=item).values_list("quantity", flat=True))
    if item.quantity < given:
        raise Refused(
            _("%(given)s are handed over or planned already: the order can't be smaller.")
            % {"given": number_format(given, force_grouping=True)},
            field="quantity",
        )
    item.save(update_fields=list(facts))
    journal.record(actor=actor, verb="supplies.change_item", target=item.procurement, data={"item": item.pk})
    return item


@transaction.atomic
def create_facility(*, actor: User | None, name: str, place: Place, run_by: Organisation) -> Facility:
    """Name a place that receives supplies."""
    permit(actor, "supplies.add_facility")
    facility = Facility(name=name, place=place, run_by=run_by)
    facility.full_clean()
    facility.save()
    journal.record(actor=actor, verb="supplies.create_facility", target=facility)
    return facility


@transaction.atomic
def create_handover(
    *,
    actor: User | None,
    procurement: Procurement,
    facility: Facility,
    handed_over_on: date,
    lines: Sequence[tuple[Item, int]],
    received_by: str = "",
) -> Handover:
    """Plan what goes where. Refuses more of an item than is left of the order, naming the field
    `item_<id>` and the remainder; what other handovers plan is not left."""
    permit(actor, "supplies.change_handover", procurement)
    _lock(procurement.pk)
    quantities = _quantities(procurement, lines)
    handover = Handover(
        procurement=procurement, facility=facility, handed_over_on=handed_over_on, received_by=received_by
    )
    handover.full_clean()
    handover.save()
    HandoverLine.objects.bulk_create(
        HandoverLine(handover=handover, item_id=pk, quantity=quantity) for pk, quantity in quantities.items()
    )
    journal.record(
        actor=actor, verb="supplies.create_handover", target=handover, data={"lines": len(quantities)}
    )
    return handover


def _lock(procurement_id: int) -> None:
    """One at a time: the last chairs can't go to two places."""
    Procurement.objects.select_for_update().get(pk=procurement_id)


def _quantities(procurement: Procurement, lines: Iterable[tuple[Item, int]]) -> dict[int, int]:
    wanted: dict[int, int] = {}
    for item, quantity in lines:
        wanted[item.pk] = wanted.get(item.pk, 0) + quantity
    if not wanted:
        raise Refused(_("Name at least one item with its quantity."))
    left: dict[int, Any] = {row.pk: row for row in stock(procurement)}
    wrong: dict[str, Any] = {}
    for pk, quantity in wanted.items():
        if pk not in left:
            raise Refused(_("This item was not ordered in this procurement."))
        if quantity < 1:
            wrong[f"item_{pk}"] = _("Give a quantity of at least 1, or leave the item out.")
        elif quantity > left[pk].remaining:
            wrong[f"item_{pk}"] = _("Only %(left)s %(unit)s of “%(item)s” are left.") % {
                "left": number_format(left[pk].remaining, force_grouping=True),
                "unit": left[pk].unit,
                "item": left[pk].name,
            }
    if wrong:
        raise Refused(wrong)
    return wanted


@transaction.atomic
def drop_handover(*, actor: User | None, handover: Handover) -> Procurement:
    """Give up a plan; its items are left again. Refuses once it is handed over."""
    permit(actor, "supplies.change_handover", handover)
    stored = Handover.objects.select_for_update().get(pk=handover.pk)
    if stored.state != "planned":
        raise Refused(_("It has been handed over: the record stays."))
    procurement = handover.procurement
    stored.delete()
    journal.record(
        actor=actor, verb="supplies.drop_handover", target=procurement, data={"handover": handover.pk}
    )
    return procurement


@transaction.atomic
def hand_over(*, actor: User | None, handover: Handover) -> Handover:
    """It has been brought. Refuses before its day."""
    HANDOVER.move(handover, "hand_over", actor=actor)
    if handover.handed_over_on > localdate():
        raise Refused(_("Its day has not come yet."))
    journal.record(actor=actor, verb="supplies.hand_over", target=handover)
    return handover


@transaction.atomic
def confirm_handover(*, actor: User | None, handover: Handover) -> Handover:
    """The organisation that receives says that everything came."""
    HANDOVER.move(handover, "confirm", actor=actor)
    journal.record(actor=actor, verb="supplies.confirm_handover", target=handover)
    return handover
