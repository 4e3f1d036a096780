"""The cover's facts as texts: by them a save knows what its writer changed, and what somebody else did meanwhile.

A fact that only one changed is taken; of one that two changed differently both are shown, and the person chooses.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Model

from .models import Application

FACTS = ("title", "lot", "language", "people", "months", "amount")
LISTS = ("target_groups", "places")

Texts = Mapping[str, str]


def texts_of(application: Application) -> dict[str, str]:
    """Name of a fact → what stands there, in one spelling."""
    facts = {name: as_text(getattr(application, name)) for name in FACTS}
    return facts | {name: as_text(getattr(application, name).all()) for name in LISTS}


def as_text(value: Any) -> str:
    """A row's id; of several rows their ids in order; an amount with its cents; nothing is ""."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, Iterable):
        return ",".join(str(pk) for pk in sorted(each.pk for each in value))
    return str(value)


def changed_by_both(name: str, mine: Texts, saw: Texts, stands: Texts) -> bool:
    """Whether what the writer put in place of what they `saw` would take away what somebody else put there since."""
    return mine[name] != saw.get(name, stands[name]) and stands[name] not in {
        saw.get(name, stands[name]),
        mine[name],
    }


def left_alone(name: str, mine: Texts, saw: Texts) -> bool:
    return name in saw and mine[name] == saw[name]


def said(application: Application, name: str) -> str:
    """A fact as a person reads it."""
    if name in LISTS:
        return ", ".join(str(each) for each in getattr(application, name).all())
    if name == "language":
        return application.get_language_display()
    value = getattr(application, name)
    return "" if value is None else str(value)
