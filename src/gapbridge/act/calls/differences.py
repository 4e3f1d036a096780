"""A corrigendum's changes as readers see them: what stood before, what stands now."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.base.differences import Piece, compare
from gapbridge.base.folding import capital
from gapbridge.base.markup import figure

from .models import Call, Corrigendum, Lot
from .zones import spelt

TEXTS = {"guidelines", "priorities"}
MONEY = {"budget", "smallest", "largest"}


@dataclass(frozen=True)
class Shown:
    """One change. `pieces` for texts, else `before` and `after` as lines."""

    label: str
    before: Sequence[str] = ()
    after: Sequence[str] = ()
    pieces: Sequence[Piece] = field(default_factory=tuple)


def shown(corrigendum: Corrigendum) -> list[Shown]:
    return [show(each, corrigendum.call) for each in corrigendum.changes]


def show(change: dict[str, Any], call: Call) -> Shown:
    name, label = _label(change["field"])
    before, after = change["before"], change["after"]
    if name in TEXTS:
        return Shown(label, pieces=by_paragraphs(before or "", after or ""))
    return Shown(label, _lines(name, before, call), _lines(name, after, call))


def by_paragraphs(before: str, after: str) -> list[Piece]:
    """The paragraphs that changed, word by word; what stands as it was between them is an ellipsis."""
    old, new = (re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()) for text in (before, after))
    pieces: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "…\n"))
        else:
            pieces += [*compare("\n\n".join(old[a:b]), "\n\n".join(new[c:d])), Piece("same", "\n")]
    return pieces


def _label(field_name: str) -> tuple[str, str]:
    """The field's own name, and what readers call it: "lot_2_budget" is "Lot 2: Budget"."""
    if field_name == "timetable":
        return field_name, _("Timetable")
    if field_name.startswith("lot_"):
        _lot, number, name = field_name.split("_", 2)
        return name, _("Lot %(number)s: %(what)s") % {"number": number, "what": _named(Lot, name)}
    return field_name, _named(Call, field_name)


def _named(model: type[Any], name: str) -> str:
    return capital(str(model._meta.get_field(name).verbose_name))


def _lines(name: str, value: Any, call: Call) -> list[str]:
    if value in (None, "", []):
        return [_("not set")]
    if name == "timetable":
        return [f"{date_format(date.fromisoformat(on))}: {label}" for label, on in value]
    if name in MONEY:
        return [f"{_money(value)} {call.currency}"]
    if name.endswith(("_at", "_until")):
        return [spelt(datetime.fromisoformat(value), call.time_zone)]
    if name == "answers_by":
        return [date_format(date.fromisoformat(value))]
    return [str(value)]


def _money(value: Any) -> Any:
    try:
        return figure(Decimal(str(value)))
    except InvalidOperation:
        return value
