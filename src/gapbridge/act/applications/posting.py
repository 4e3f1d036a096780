"""What a section's form sends, with and without JavaScript, as answers by field key."""

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict

from gapbridge.act.procedures.definition import Field

from . import values


def answers_in(posted: QueryDict, fields: Iterable[Field]) -> dict[str, Any]:
    """Field key → value, for the fields that the form held (`v-<key>` says so: an unticked box sends nothing)."""
    held = (each for each in fields if f"v-{each.key}" in posted and each.kind in values.ANSWERED)
    return {each.key: _value(posted, each) for each in held}


def versions_in(posted: QueryDict, keys: Iterable[str]) -> dict[str, int]:
    return {key: number for key in keys if (number := _number(posted.get(f"v-{key}", ""))) is not None}


def window_in(posted: QueryDict) -> dict[str, Any]:
    """Which window of the browser sent it, where scripts run: arguments of save_answers."""
    return {"window": posted.get("window", ""), "turn": _number(posted.get("turn", "")) or 0}


def _value(posted: QueryDict, field: Field) -> Any:
    name = f"a-{field.key}"
    if field.kind == "choices":
        return posted.getlist(name)
    if field.kind == "declaration":
        return name in posted
    if field.kind == "table":
        return _rows(posted, field, name)
    return posted.get(name, "")


def _rows(posted: QueryDict, field: Field, name: str) -> list[dict[str, str]]:
    last = min(_number(posted.get(f"{name}-rows", "")) or 0, values.MOST_ROWS + 10)
    return [
        {column.key: posted.get(f"{name}-{number}-{column.key}", "") for column in field.columns}
        for number in range(1, last + 1)
    ]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else None
