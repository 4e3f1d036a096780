"""Rows in what a form sends: "line-12-rate", "line-12-version", "line-12-was" → Typed("12", {"rate": …}, …)."""

import json
import re

from django.http import QueryDict

from .cells import Typed

NAME = re.compile(r"(?P<prefix>[a-z]+)-(?P<key>[0-9A-Za-z]{1,38})-(?P<cell>[a-z_]+[0-9]{0,2})")
ABOUT = {"version", "was"}
MOST_KEYS = 400


def rows_in(sent: QueryDict, prefix: str, cells: tuple[str, ...]) -> list[Typed]:
    """The rows of a prefix in the order they were sent. Unknown cells are left aside.

    A box that is not ticked sends nothing: a row says which boxes it has in "…-boxes".
    """
    found: dict[str, dict[str, str]] = {}
    for name, value in sent.items():
        match = NAME.fullmatch(name)
        if match and match["prefix"] == prefix and len(found) < MOST_KEYS:
            found.setdefault(match["key"], {})[match["cell"]] = str(value)
    return [typed for key, given in found.items() if (typed := _typed(key, given, cells))]


def _typed(key: str, given: dict[str, str], cells: tuple[str, ...]) -> Typed | None:
    boxes = given.pop("boxes", "").split()
    texts = {name: given.get(name, "") for name in cells if name in given or name in boxes}
    if not texts:
        return None
    version = given.get("version", "")
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None
    return Typed(key, texts, number, _was(given.get("was", "")))


def _was(text: str) -> dict[str, str] | None:
    try:
        was = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(was, dict):
        return None
    return {name: value for name, value in was.items() if isinstance(value, str)}
