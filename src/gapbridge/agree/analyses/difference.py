"""What has changed between two versions of a document in one language, part by part and word by word."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from gapbridge.base.differences import Change, Piece, compare

from .compose.words import words

Content = dict[str, Any]
Line = tuple[str, str]  # what it is ("Statement"), and its text


@dataclass(frozen=True)
class PartChange:
    """A part that is not what it was: `kind` is "added", "removed", "moved" or "changed"."""

    id: str
    heading: str
    kind: str
    changes: tuple[Change, ...] = ()
    says: str = ""

    @property
    def label(self) -> str:
        return {
            "added": _("added"),
            "removed": _("taken out"),
            "moved": _("moved"),
            "changed": _("changed"),
        }[self.kind]


def difference(before: Content, after: Content) -> list[PartChange]:
    """The parts that differ, in the order of the later version; what was taken out comes last."""
    old, new = _parts(before), _parts(after)
    areas_before, areas_after = _areas(before), _areas(after)
    found = []
    for key, part in new.items():
        if key not in old:
            found.append(_whole(part, "added"))
            continue
        changes = tuple(_changes(old[key], part))
        moved = areas_before.get(key) != areas_after.get(key)
        if moved:
            found.append(_moved(part, areas_before.get(key, ""), areas_after.get(key, ""), changes))
        elif changes:
            found.append(PartChange(key, heading_of(part), "changed", changes))
    return found + [_whole(part, "removed") for key, part in old.items() if key not in new]


def heading_of(part: dict[str, Any]) -> str:
    heading = part["heading"]
    return f"{part['code']} {heading['text']}" if isinstance(heading, dict) else heading


def _parts(content: Content) -> dict[str, dict[str, Any]]:
    return {part["id"]: part for part in content.get("parts", [])}


def _areas(content: Content) -> dict[str, str]:
    """The heading each gap stands under."""
    found, area = {}, ""
    for part in content.get("parts", []):
        if part["kind"] == "area":
            area = part["heading"]
        elif part["kind"] == "gap":
            found[part["id"]] = area
    return found


def _moved(part: dict[str, Any], before: str, after: str, changes: tuple[Change, ...]) -> PartChange:
    says = _("From “%(before)s” to “%(after)s”.") % {"before": before, "after": after}
    return PartChange(part["id"], heading_of(part), "moved", changes, says)


def _whole(part: dict[str, Any], kind: str) -> PartChange:
    lines = [(label, text) for label, text in _lines(part) if text]
    changes = tuple(Change(label, (Piece(kind, text),)) for label, text in lines)
    return PartChange(part["id"], heading_of(part), kind, changes)


def _changes(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    old, new = list(_lines(before)), list(_lines(after))
    names = [label for label, _text in new] + [label for label, _text in old]
    for label in dict.fromkeys(names):
        pairs = _matched([t for name, t in old if name == label], [t for name, t in new if name == label])
        for first, second in pairs:
            if first != second:
                yield Change(label, tuple(compare(first, second)))


def _matched(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """Texts of the same name (the causes, the voices), each beside the one it has become."""
    for kind, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind != "equal":
            size = max(b - a, d - c)
            yield from zip(_filled(old[a:b], size), _filled(new[c:d], size), strict=True)


def _filled(texts: list[str], size: int) -> list[str]:
    return texts + [""] * (size - len(texts))


def _lines(part: dict[str, Any]) -> Iterable[Line]:
    return LINES[part["kind"]](part)


def _text_lines(part: dict[str, Any]) -> Iterator[Line]:
    yield _("Text"), part["text"]["text"]
    yield from part["facts"]


def _table_lines(part: dict[str, Any]) -> Iterator[Line]:
    yield _("Note"), part["warning"]
    for row in part["rows"]:
        yield _("Row"), " · ".join(row)


def _area_lines(part: dict[str, Any]) -> Iterator[Line]:
    yield _("Heading"), part["heading"]
    yield _("Note"), part["note"]
    yield words()["also"], ", ".join(part["also"])


def _gap_lines(part: dict[str, Any]) -> Iterator[Line]:
    house = words()
    yield _("Title"), part["heading"]["text"]
    yield _("State"), part["state"]
    yield house["statement"], part["statement"]["text"]
    yield from part["facts"]
    for each in part["promises"]:
        yield house["promised"], f"{each['code']} {each['text']}"
    yield house["people"], part["ranks"]["people"]
    yield house["analysts"], part["ranks"]["analysts"]
    for each in part["causes"]:
        yield house["causes"], f"{each['kind']}: {each['text']['text']} ({each['duty_bearer']})"
    for each in part["voices"]:
        yield house["voices"], _voice(each, house)
    yield house["voices"], part["voices_note"]
    for each in part["documents"]:
        yield house["evidence"], " – ".join(filter(None, (each["source"], each["note"])))
    yield house["evidence"], part["feedback"]
    yield house["remedy"], part["remedy"]["text"]
    for each in part["ancestry"]:
        yield house["ancestry"], f"{each['code']} {each['title']['text']} ({each['kind']}): {each['reason']}"


def _voice(voice: dict[str, Any], house: dict[str, Any]) -> str:
    if voice.get("withdrawn"):
        return voice.get("mark", house["withdrawn"])
    return f"“{voice['text']['text']}” — {voice['who']}"


LINES = {"text": _text_lines, "table": _table_lines, "area": _area_lines, "gap": _gap_lines}
