"""Scores while they are typed: nothing typed in two windows or on two devices is lost. No database.

A draft is field → [value, version]. A window sends what it changed and the version that it knew; a comment that
another window changed meanwhile is kept with both texts, one below the other; of two chosen points the later stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Draft = dict[str, list[Any]]


@dataclass(frozen=True)
class Merged:
    draft: Draft
    version: int
    both: dict[str, str] = field(default_factory=dict)  # comments that now hold two texts


def merge(draft: Draft, version: int, typed: Mapping[str, str], based_on: int | None) -> Merged:
    """`based_on` None: whoever typed knew what stood there."""
    after: Draft = dict(draft)
    both: dict[str, str] = {}
    for name, value in typed.items():
        stands, since = draft.get(name, ["", 0])
        if value == stands:
            continue
        if based_on is not None and since > based_on and name.startswith("comment"):
            value = both_texts(stands, value)
            both |= {name: value} if value != stands else {}
        if value != stands:
            after[name] = [value, version + 1]
    return Merged(after, version + 1 if after != draft else version, both)


def both_texts(stands: str, typed: str) -> str:
    """One below the other, or the longer when it holds the other already."""
    if typed.strip() in stands:
        return stands
    if stands.strip() in typed:
        return typed
    return f"{stands.rstrip()}\n\n{typed.lstrip()}"


def as_fields(scores: Mapping[int, tuple[int | None, str | None]], comment: str | None) -> dict[str, str]:
    """Field → value. What is None was not touched."""
    found = {}
    for pk, (value, words) in scores.items():
        if value is not None:
            found[f"value_{pk}"] = str(value)
        if words is not None:
            found[f"comment_{pk}"] = words
    return found if comment is None else found | {"comment": comment}


def values_of(draft: Draft) -> dict[str, str]:
    return {name: value for name, (value, _since) in draft.items()}
