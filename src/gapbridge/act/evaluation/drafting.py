"""Scores while they are typed: nothing typed in two windows or on two devices is lost. No database.

A draft is field → {window: [text, version]}. A window replaces what it knew when it was opened, and what it wrote
itself since; what another window wrote meanwhile stays beside it. Whoever opens the form next finds both texts, one
below the other, and what they make of them replaces both. Of two chosen points the later stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Draft = dict[str, dict[str, list[Any]]]


@dataclass(frozen=True)
class Kept:
    draft: Draft
    version: int


def keep(draft: Draft, version: int, typed: Mapping[str, str], *, based_on: int | None, window: str) -> Kept:
    """`based_on`: the version that the window was opened with; None for who knows all that stands there."""
    after = dict(draft)
    for name, text in typed.items():
        stands = after.get(name, {})
        if text == shown(name, stands):
            continue
        known = version if based_on is None else based_on
        others = {who: each for who, each in stands.items() if who != window and each[1] > known}
        after[name] = others | {window: [text, version + 1]}
    return Kept(after, version + 1 if after != draft else version)


def given(typed: Mapping[str, str], version: int) -> Kept:
    """The draft of what has just been given: nothing else stands beside it."""
    return Kept({name: {"given": [text, version + 1]} for name, text in typed.items()}, version + 1)


def shown(name: str, stands: Mapping[str, list[Any]]) -> str:
    texts = [text for text, _version in sorted(stands.values(), key=lambda each: each[1])]
    if not name.startswith("comment"):
        return texts[-1] if texts else ""
    return "\n\n".join(_without_parts(texts))


def _without_parts(texts: list[str]) -> list[str]:
    """Texts that another one holds already are left out; of equal ones the first stays."""
    found: list[str] = []
    for text in sorted((each.strip() for each in texts), key=len, reverse=True):
        if text and not any(text in other for other in found):
            found.append(text)
    order = [each.strip() for each in texts]
    return sorted(found, key=order.index)


def values_of(draft: Draft) -> dict[str, str]:
    """Field → what the form shows."""
    return {name: shown(name, stands) for name, stands in draft.items()}


def as_fields(scores: Mapping[int, tuple[int | None, str | None]], comment: str | None) -> dict[str, str]:
    """Field → value. What is None was not touched."""
    found = {}
    for pk, (value, words) in scores.items():
        if value is not None:
            found[f"value_{pk}"] = str(value)
        if words is not None:
            found[f"comment_{pk}"] = words
    return found if comment is None else found | {"comment": comment}
