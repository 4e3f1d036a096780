"""A filled-in form as XML: which form it answers, what it is called, and its answers by path.

Prefixes and namespaces vary from client to client (`<meta>`, `<orx:meta>`), so names are compared without them.
The root is always called /data here, whatever the form calls it.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from .errors import TooLarge, Unreadable

MOST_ELEMENTS = 100_000
DEEPEST = 50
LONGEST_ID = 120
LONGEST_VERSION = 64
ROOT = "/data"


@dataclass(frozen=True)
class Instance:
    """One filled-in form. `sha256` is of the content as it was sent."""

    content: str
    sha256: str
    form_id: str
    version: str
    instance_id: str
    deprecated_id: str


def read_instance(content: bytes | str) -> Instance:
    """Raises TooLarge, and Unreadable for what is no XML or has no instanceID. Entities are never resolved."""
    text = decoded(content)
    root = _parsed(text)
    meta = _child(root, "meta")
    instance_id = _said(meta, "instanceID")
    if not instance_id:
        raise Unreadable(_("This answer has no instance id. Update the app and send it again."))
    if len(instance_id) > LONGEST_ID:
        raise Unreadable(_("The instance id of this answer is too long."))
    return Instance(
        content=text,
        sha256=digest(text),
        form_id=root.get("id") or _namespace(root),
        version=(root.get("version") or "")[:LONGEST_VERSION],
        instance_id=instance_id,
        deprecated_id=_said(meta, "deprecatedID")[:LONGEST_ID],
    )


def decoded(content: bytes | str) -> str:
    """The text, without a byte order mark and the space around it: two sendings of one file are alike."""
    if len(content) > settings.COLLECT_XML_MAX_BYTES:
        most = filesizeformat(settings.COLLECT_XML_MAX_BYTES)
        raise TooLarge(_("This answer is too large: at most %(most)s without its files.") % {"most": most})
    if isinstance(content, bytes):
        try:
            content = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Unreadable(_cut_off()) from None
    return content.strip().removeprefix("\ufeff")


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _cut_off() -> str:
    return _("This answer can't be read: it seems to be cut off. Nothing was kept. Send it again.")


def _parsed(text: str) -> Element:
    if text.count("<") > MOST_ELEMENTS:
        raise TooLarge(_("This answer has too many parts."))
    try:
        root = fromstring(text.encode(), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        raise Unreadable(_cut_off()) from None
    _check_depth(root)
    return root


def _check_depth(root: Element) -> None:
    waiting = [(root, 1)]
    while waiting:
        element, depth = waiting.pop()
        if depth > DEEPEST:
            raise Unreadable(_("This answer has too many parts within each other."))
        waiting.extend((each, depth + 1) for each in element)


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _namespace(element: Element) -> str:
    """Where a form has no id, its namespace is one (OpenRosa 1.0, "formID")."""
    return element.tag[1:].rpartition("}")[0] if element.tag.startswith("{") else ""


def _child(element: Element | None, name: str) -> Element | None:
    return next((each for each in element if _name(each) == name), None) if element is not None else None


def _said(meta: Element | None, name: str) -> str:
    found = _child(meta, name)
    return (found.text or "").strip() if found is not None else ""


# --- answers -------------------------------------------------------------------------------------


def answers_in(content: str, repeats: Collection[str] = ()) -> dict[str, Any]:
    """Every answer by its path, "" where nothing was entered; of an import, its columns as they are.

    A part that repeats is numbered: "/data/said[1]/said_words". `repeats` are the paths that repeat, without
    numbers; a part that stands there more than once is numbered even when they are not known.
    """
    if content.startswith("{"):
        return json.loads(content)
    return dict(_leaves(_parsed(content), ROOT, ROOT, frozenset(repeats)))


def _leaves(
    element: Element, path: str, plain_path: str, repeats: frozenset[str]
) -> Iterator[tuple[str, str]]:
    """`plain_path` is the path without numbers. No deeper than `_parsed` has let through."""
    if not len(element):
        yield path, (element.text or "").strip()
        return
    times = Counter(_name(each) for each in element)
    seen: Counter[str] = Counter()
    for each in element:
        name = _name(each)
        seen[name] += 1
        below = f"{plain_path}/{name}"
        numbered = f"[{seen[name]}]" if below in repeats or times[name] > 1 else ""
        yield from _leaves(each, f"{path}/{name}{numbered}", below, repeats)
