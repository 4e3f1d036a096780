"""What of a text may be changed while its round is open, from typed values to the text's plain data and back."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from gapbridge.people.models import Organisation

from .models import Item
from .texts import GAP_FIELDS, MEASURE_FIELDS, sealed


def changeable(item: Item) -> tuple[str, ...]:
    return tuple(GAP_FIELDS) if item.gap_id else (*MEASURE_FIELDS, "due_on", "cost", "responsible")


def changed(item: Item, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The item's text with the changes: `due_on` a date or None, `cost` a Decimal or None, `responsible` an
    Organisation or None, all others words."""
    plain: dict[str, Any] = {}
    for name, value in changes.items():
        plain |= PLAIN[name](value) if name in PLAIN else {name: value.strip()}
    return sealed(
        {**item.text, **{name: value for name, value in plain.items() if _differs(item, name, value)}}
    )


def _differs(item: Item, name: str, value: Any) -> bool:
    """The id is written down only with a name that is new: a text that stays keeps its hash."""
    if name == "responsible_id":
        return value != responsible_of(item)
    return item.text.get(name) != value


def _due(value: date | None) -> dict[str, Any]:
    return {"due_on": value.isoformat() if value else ""}


def _cost(value: Decimal | None) -> dict[str, Any]:
    return {"cost": "" if value is None else f"{value:.2f}"}


def _responsible(value: Organisation | None) -> dict[str, Any]:
    name = value.name_en if value else ""  # type: ignore[attr-defined]
    return {"responsible": name, "responsible_id": value.pk if value else None}


PLAIN: dict[str, Callable[[Any], dict[str, Any]]] = {
    "due_on": _due,
    "cost": _cost,
    "responsible": _responsible,
}


def responsible_of(item: Item) -> int | None:
    """The id of the organisation that the text names: the measure's own, until a version names another."""
    if "responsible_id" in item.text:
        return item.text["responsible_id"]
    return item.measure.responsible_id if item.measure else None


def values_of(item: Item) -> dict[str, Any]:
    """The text's words and facts as the fields of the gap or measure that takes them over."""
    if item.gap_id:
        return {own: item.text[name] for name, own in GAP_FIELDS.items()}
    return (
        {own: item.text[name] for name, own in MEASURE_FIELDS.items()}
        | facts_of(item)
        | _new_responsible(item)
    )


def facts_of(item: Item) -> dict[str, Any]:
    due, cost = item.text.get("due_on"), item.text.get("cost")
    return {"due_on": date.fromisoformat(due) if due else None, "cost": Decimal(cost) if cost else None}


def _new_responsible(item: Item) -> dict[str, Any]:
    found = responsible_of(item)
    return {"responsible": Organisation.objects.get(pk=found) if found else None}
