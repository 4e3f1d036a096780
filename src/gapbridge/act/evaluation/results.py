"""The rules by which a step's figures become results: floors, order, cut, budget. Nothing here reads the database.

Reasons are plain data ("because"), so that each reader has them in their own language; `said` puts them into words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

Because = dict[str, Any]
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Entry:
    """What a step knows of an application. `sections`: points by section id; `first` those of the first section."""

    application: int
    lot: int
    number: str
    points: Decimal | None
    amount: Decimal
    received_at: datetime
    sections: dict[int, Decimal] = field(default_factory=dict)
    first: Decimal = Decimal(0)
    counted: tuple[int, ...] = ()


@dataclass(frozen=True)
class Place:
    """A place in a lot's ranking. `inside`: within the budget (or, of concept notes, invited)."""

    rank: int
    entry: Entry
    cumulated: Decimal
    inside: bool
    tied: bool  # the same points as the place before or after


@dataclass(frozen=True)
class Floor:
    """Points that a section must reach. `titles` by language."""

    section: int
    titles: dict[str, str]
    least: Decimal


def mean(values: Sequence[Decimal]) -> Decimal | None:
    if not values:
        return None
    return (sum(values, Decimal(0)) / len(values)).quantize(CENT, ROUND_HALF_UP)


# --- passing ---------------------------------------------------------------------------------------------------


def shortfalls(entry: Entry, least: Decimal | None, floors: Iterable[Floor]) -> list[Because]:
    """Why the points don't suffice; nothing when they do. Points that equal a floor reach it."""
    found: list[Because] = []
    if least is not None and (entry.points is None or entry.points < least):
        found.append({"kind": "points", "points": _plain(entry.points), "least": _plain(least)})
    for floor in floors:
        points = entry.sections.get(floor.section, Decimal(0))
        if points < floor.least:
            figures = {"points": _plain(points), "least": _plain(floor.least)}
            found.append({"kind": "section", "titles": floor.titles, **figures})
    return found


# --- order, cut and budget ---------------------------------------------------------------------------------------


def ordered(entries: Iterable[Entry], tie_rule: str) -> list[Entry]:
    """The best first. Equal points are told apart by the procedure's rule, then by receipt, then by number."""
    ties = {
        "first_section": lambda each: (-each.first, each.received_at),
        "amount": lambda each: (each.amount, each.received_at),
        "receipt": lambda each: (each.received_at,),
    }
    tie = ties[tie_rule]
    return sorted(entries, key=lambda each: (-(each.points or Decimal(0)), *tie(each), each.number))


def invited(best_first: Sequence[Entry], limit: Decimal) -> list[Place]:
    """The best are invited until what they ask for together reaches the limit: the one that crosses the line is in.

    So reads the usual rule: the sum asked for by those invited is *at least* the multiple of the budget.
    """
    return _places(best_first, lambda before, _amount: before < limit)


def within_budget(best_first: Sequence[Entry], budget: Decimal) -> list[Place]:
    """The best are inside while the money lasts. The first that doesn't fit ends it: a cheaper one further down
    is not taken before it, which would be a departure for the committee to reason."""
    return _places(best_first, lambda before, amount: before + amount <= budget)


def _places(best_first: Sequence[Entry], fits: Any) -> list[Place]:
    places: list[Place] = []
    total, inside = Decimal(0), True
    for at, entry in enumerate(best_first):
        inside = inside and fits(total, entry.amount)
        total += entry.amount
        around = [best_first[each] for each in (at - 1, at + 1) if 0 <= each < len(best_first)]
        tied = any(each.points == entry.points for each in around)
        places.append(Place(at + 1, entry, total, inside, tied))
    return places


# --- in words --------------------------------------------------------------------------------------------------


def said(because: Iterable[Because]) -> str:
    """The reasons as sentences, in the language that is spoken now."""
    return " ".join(SENTENCES[each["kind"]](each) for each in because)


def _points_said(because: Because) -> str:
    return _("It was given %(points)s points; %(least)s are needed to go on.") % _figures(because)


def _section_said(because: Because) -> str:
    return _("In “%(section)s” it was given %(points)s points; at least %(least)s are needed there.") % {
        "section": in_words(because["titles"]),
        **_figures(because),
    }


def _check_said(because: Because) -> str:
    text = _("A condition is not fulfilled: “%(condition)s”.") % {
        "condition": in_words(because["texts"]).rstrip(".")
    }
    return f"{text} {because['note']}".strip()


def _cut_said(because: Because) -> str:
    return _(
        "It was given %(points)s points. The best concept notes were invited until they asked together for"
        " %(multiple)s times the money of this lot; the last one that was invited has %(line)s points."
    ) % {
        "points": points_said(because["points"]),
        "multiple": points_said(because["multiple"]),
        "line": points_said(because["line"]),
    }


def _missing_said(because: Because) -> str:
    return _("No full application was received by the deadline, %(day)s.") % {
        "day": date_format(date.fromisoformat(because["until"]))
    }


SENTENCES = {
    "points": _points_said,
    "section": _section_said,
    "check": _check_said,
    "cut": _cut_said,
    "missing": _missing_said,
}


def _figures(because: Because) -> dict[str, str]:
    return {name: points_said(because[name]) for name in ("points", "least")}


def in_words(texts: dict[str, str]) -> str:
    """Of a text in several languages the reader's, or one that there is."""
    return texts.get(get_language() or "en") or next((each for each in texts.values() if each), "")


def in_languages(obj: Any, name: str) -> dict[str, str]:
    """A translated field in all its languages."""
    found = {code: getattr(obj, f"{name}_{code}", None) for code in ("en", "az", "ru")}
    return {code: text for code, text in found.items() if text} or {"en": getattr(obj, name)}


def points_said(points: Decimal | str | None) -> str:
    """ "52.5", "60", in the reader's way of writing; unknown is a dash."""
    if points is None:
        return "–"
    return number_format(Decimal(_plain(Decimal(points)) or 0))


def money_said(amount: Decimal | str | None) -> str:
    """ "9,500" and "9,500.50"; what is not known is a dash."""
    return (
        "–" if amount is None else number_format(Decimal(_plain(Decimal(amount)) or 0), force_grouping=True)
    )


def _plain(points: Decimal | None) -> str | None:
    """Without zeros at the end, as a text that JSON keeps exactly."""
    if points is None:
        return None
    text = format(points, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
