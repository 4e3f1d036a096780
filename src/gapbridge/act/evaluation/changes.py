"""What changed between concept note and full application although the procedure keeps it fixed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.act.applications.models import Application, Part

from .results import money_said


@dataclass(frozen=True)
class Change:
    """`within`: allowed, because it lies within the margin; shown all the same."""

    label: str
    before: str
    after: str
    within: bool = False


def changes_of(application: Application) -> list[Change]:
    """Nothing for an open call, or while one of the two is not sent."""
    parts = {each.kind: each for each in application.parts.all()}
    if "concept" not in parts or "full" not in parts:
        return []
    return changes_against(parts["concept"], parts["full"])


def changes_against(concept: Part, full: Part) -> list[Change]:
    """What was sent, held against what was sent before: the receipts' contents, not what the rows say today."""
    before, after = _sent(concept), _sent(full)
    if not before or not after:
        return []
    procedure = concept.application.call.procedure
    return [
        *_amount(before, after, procedure.amount_margin_percent),
        *(found for key in procedure.unchangeable for found in _fixed(key, before, after)),
    ]


def _sent(part: Part) -> dict[str, Any]:
    receipt = part.receipts.filter(taken_back_at=None).order_by("-pk").first()
    return json.loads(receipt.content) if receipt else {}


def _amount(before: dict[str, Any], after: dict[str, Any], margin: int) -> Iterator[Change]:
    asked, asks = (each.get("application", {}).get("amount") for each in (before, after))
    if asked is None or asks is None or Decimal(asked) == Decimal(asks):
        return
    within = abs(Decimal(asks) - Decimal(asked)) * 100 <= margin * Decimal(asked)
    label = _("Amount asked for (may differ by %(percent)s percent)") % {"percent": margin}
    yield Change(label, money_said(asked), money_said(asks), within)


def _fixed(key: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    label, read = READERS.get(key, (key, None))
    was, now = (read(each) if read else _answer(each, key) for each in (before, after))
    if was is not None and was != now:
        yield Change(str(label), str(was), "–" if now is None else str(now))


def _answer(content: dict[str, Any], key: str) -> str | None:
    value = content.get("answers", {}).get(key)
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _partners(content: dict[str, Any]) -> str | None:
    partners = content.get("partners")
    if partners is None:
        return None
    names = [str(each.get("name") or each.get("organisation")) for each in partners if isinstance(each, dict)]
    return ", ".join(sorted(names)) or "–"


def _of(part: str, name: str) -> Any:
    return lambda content: content.get(part, {}).get(name)


READERS: dict[str, tuple[Any, Any]] = {
    "lot": (gettext_lazy("Lot"), _of("lot", "title")),
    "organisation": (gettext_lazy("Applicant"), _of("organisation", "name")),
    "title": (gettext_lazy("Title"), _of("application", "title")),
    "partners": (gettext_lazy("Partners"), _partners),
}
