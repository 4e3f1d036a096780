"""What a record looks like, so that one that somebody has tampered with is told, never stumbled over."""

from collections.abc import Mapping
from typing import Any

Part = dict[str, Any]
MAYBE_INT = (int, type(None))
MAYBE_DICT = (dict, type(None))
Form = Mapping[str, type | tuple[type, ...]]

TEXT: Form = {
    "id": int, "item": int, "code": str, "text": dict, "sha256": str, "versions": list, "translations": list,
}  # fmt: skip
FORMS: dict[str, Form] = {
    "round": {
        "format": int, "id": int, "programme": str, "site": str, "title": str, "intro": str, "language": str,
        "opens_on": str, "closes_on": str, "rule": str, "quorum": int, "quorum_by_kind": list, "edition": int,
    },
    "gap": TEXT,
    "measure": TEXT,
    "stakeholder": {
        "id": int, "organisation": MAYBE_INT, "group": MAYBE_INT, "name": str, "kind": str, "mandate": str,
        "invited_at": str, "ended_at": str, "ended_because": str, "succeeds": list, "successors": list,
    },
    "position": {
        "id": int, "stakeholder": int, "by": str, "stand": str, "reason": str, "condition": str, "language": str,
        "reached": str, "edition": int, "texts": dict, "given": str, "meeting": MAYBE_INT, "taken_at": str,
        "taken_by": MAYBE_INT, "confirmed_at": str, "confirmed_by_link": bool, "current": bool, "counts": bool,
        "void_because": str, "answer": str, "answered_at": str,
    },
    "comment": {
        "id": int, "stakeholder": int, "by": str, "on": str, "version": int, "field": str, "quote": str, "text": str,
        "language": str, "given": str, "meeting": MAYBE_INT, "disowned": bool, "made_at": str, "made_by": MAYBE_INT,
        "answer": MAYBE_DICT,
    },
    "meeting": {"id": int, "kind": str, "held_on": str, "place": str, "language": str, "attended": list},
    "outcome": {
        "invited": int, "taken": int, "needed": int, "quorum": int, "rule": str, "stands": dict,
        "on_earlier_text": int, "unconfirmed": int, "by_kind": list, "dissent": list, "statement": str,
        "review_on": str, "closed_at": str, "closed_by": int, "supersedes": str,
    },
}  # fmt: skip
# What the members of lists and dictionaries inside a part are.
INSIDE: dict[tuple[str, str], Form] = {
    ("round", "quorum_by_kind"): {"kind": str, "percent": int},
    ("text", "text"): {"code": str, "title": str, "text": str, "language": str},
    ("text", "versions"): {"number": int, "edition": int, "sha256": str, "made_at": str, "because": str},
    ("text", "translations"): {"language": str, "field": str, "text": str, "outdated": bool},
    ("comment", "answer"): {"id": int, "outcome": str, "text": str, "language": str, "answered_at": str},
    ("meeting", "attended"): {"by": str, "women": MAYBE_INT, "men": MAYBE_INT, "girls": MAYBE_INT, "boys": MAYBE_INT},
    ("outcome", "by_kind"): {"kind": str, "invited": int, "taken": int, "percent": MAYBE_INT, "needed": MAYBE_INT},
    ("outcome", "dissent"): {"id": int, "by": str, "stand": str, "reason": str, "condition": str, "answer": str},
}  # fmt: skip


def is_record(found: Any) -> bool:
    """Whether this has the shape of a record: from the round to the outcome, each value of its kind."""
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        return False
    kinds = [each.get("part") for each in found]
    ends = kinds[:1] == ["round"] and kinds[-1:] == ["outcome"]
    return ends and kinds.count("round") == kinds.count("outcome") == 1 and all(map(_is_part, found))


def _is_part(part: Part) -> bool:
    kind = part["part"]
    if not isinstance(kind, str) or kind not in FORMS or not _has(part, FORMS[kind]):
        return False
    family = "text" if kind in {"gap", "measure"} else kind
    return all(
        _has(member, form)
        for (of, name), form in INSIDE.items()
        if of == family
        for member in _members(part[name])
    )


def _members(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _has(found: Any, form: Form) -> bool:
    return isinstance(found, dict) and all(isinstance(found.get(name), kind) for name, kind in form.items())


def parts_of(record: list[Part], *kinds: str) -> list[Part]:
    return [each for each in record if each["part"] in kinds]
