"""The codebook as REFI-QDA knows it (QDC 1.0): a tree of codes, written and read.

Source: REFI-QDA standard 1.5, https://www.qdasoftware.org. What is read is data of a stranger: entities are refused,
depth and number of codes are limited.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET

from defusedxml import ElementTree as SafeTree
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _

from gapbridge.base.errors import Refused
from gapbridge.listen.assessments.models import Theme
from gapbridge.programmes.models import Clause, Programme

from . import guids

CODEBOOK = "urn:QDA-XML:codebook:1.0"
PROJECT = "urn:QDA-XML:project:1.0"
MOST_CODES = 5000
DEEPEST = 12
LONGEST_NAME = 120
ORIGIN = "Gapbridge"
# Hues of the areas as other programs draw them; the screen has its own.
COLOURS = {
    "A": "#5B6B7F", "B": "#2F6DB5", "C": "#7A4FB0", "D": "#B23A48", "E": "#1F7A4D", "F": "#A86400", "G": "#0F7C8A",
}  # fmt: skip
OTHER_COLOUR = "#6B6B6B"


@dataclass
class CodeNode:
    """One code of a codebook file: what it is called, under which others it lies, and its GUID (may be "")."""

    name: str
    guid: str = ""
    description: str = ""
    colour: str = OTHER_COLOUR
    codable: bool = True
    below: list["CodeNode"] = field(default_factory=list)


# --- out -----------------------------------------------------------------------------------------


def tree_of(programme: Programme) -> list[CodeNode]:
    """The programme's frameworks with their clauses, then its themes. Three queries."""
    return [*_frameworks(programme), *_themes(programme)]


def _frameworks(programme: Programme) -> Iterator[CodeNode]:
    own = list(programme.frameworks.values_list("pk", flat=True))
    clauses = Clause.objects.select_related("framework").order_by("framework__kind", "framework", "position")
    tops: dict[int, CodeNode] = {}
    nodes: dict[int, CodeNode] = {}
    for clause in clauses.filter(framework__in=own) if own else clauses:
        framework = clause.framework
        top = tops.get(framework.pk)
        if top is None:
            top = tops[framework.pk] = CodeNode(
                str(framework), guids.of_framework(framework), framework.source, codable=False
            )
        above = nodes.get(clause.parent_id or 0)
        colour = above.colour if above else COLOURS.get(clause.code, OTHER_COLOUR)
        node = nodes[clause.pk] = CodeNode(str(clause), guids.of_clause(clause), clause.summary, colour)
        (above or top).below.append(node)
    yield from tops.values()


def _themes(programme: Programme) -> list[CodeNode]:
    rows = list(Theme.objects.filter(programme=programme).select_related("programme"))
    nodes = {row.pk: CodeNode(row.name, guids.of_theme(row), row.description) for row in rows}
    for row in rows:
        if row.parent_id in nodes:
            nodes[row.parent_id].below.append(nodes[row.pk])
    return [nodes[row.pk] for row in rows if row.parent_id not in nodes]


def write_codebook(programme: Programme) -> bytes:
    """A .qdc file."""
    root = ET.Element("CodeBook", {"xmlns": CODEBOOK, "origin": ORIGIN})
    add_codes(root, tree_of(programme))
    return as_file(root)


def add_codes(parent: ET.Element, nodes: list[CodeNode]) -> None:
    codes = ET.SubElement(parent, "Codes")
    for node in nodes:
        _add_code(codes, node)


def _add_code(parent: ET.Element, node: CodeNode) -> None:
    codable = "true" if node.codable else "false"
    code = ET.SubElement(
        parent, "Code", {"guid": node.guid, "name": node.name, "isCodable": codable, "color": node.colour}
    )
    if node.description:
        ET.SubElement(code, "Description").text = node.description
    for below in node.below:
        _add_code(code, below)


def as_file(root: ET.Element) -> bytes:
    buffer = BytesIO()
    ET.ElementTree(root).write(buffer, encoding="utf-8", xml_declaration=True)
    return buffer.getvalue()


# --- in ------------------------------------------------------------------------------------------


def read_codebook(content: bytes) -> list[CodeNode]:
    """The tree in a .qdc file. Refuses what is no codebook, beside the form field "file"."""
    root = _parsed(content)
    codes = root.find(f"{{{CODEBOOK}}}Codes")
    if root.tag != f"{{{CODEBOOK}}}CodeBook" or codes is None:
        raise Refused(
            _("This is no codebook of the REFI-QDA standard. Export one as “.qdc” and send that."),
            field="file",
        )
    counted = [0]
    return [_read(code, counted, 1) for code in codes.findall(f"{{{CODEBOOK}}}Code")]


def _parsed(content: bytes) -> Any:
    try:
        return SafeTree.fromstring(content, forbid_dtd=True)
    except SafeTree.ParseError as error:
        line, column = error.position
        raise Refused(
            _("This file can't be read: it breaks off or is damaged in line %(line)s, column %(column)s.")
            % {"line": line, "column": column + 1},
            field="file",
        ) from None
    except (DefusedXmlException, ValueError):
        raise Refused(
            _("This file can't be read: it holds more than codes. Export the codebook anew."), field="file"
        ) from None


def _read(code: Any, counted: list[int], depth: int) -> CodeNode:
    counted[0] += 1
    name = " ".join((code.get("name") or "").split())
    if counted[0] > MOST_CODES or depth > DEEPEST:
        raise Refused(
            _("This codebook is too large: at most %(most)s codes, %(deep)s levels deep.")
            % {"most": MOST_CODES, "deep": DEEPEST},
            field="file",
        )
    if not name or len(name) > LONGEST_NAME:
        raise Refused(
            _("Code %(number)s has no name, or one longer than %(most)s characters: “%(name)s”.")
            % {"number": counted[0], "most": LONGEST_NAME, "name": name[:60]},
            field="file",
        )
    description = code.findtext(f"{{{CODEBOOK}}}Description") or ""
    below = [_read(each, counted, depth + 1) for each in code.findall(f"{{{CODEBOOK}}}Code")]
    return CodeNode(name, (code.get("guid") or "").upper(), description.strip(), below=below)
