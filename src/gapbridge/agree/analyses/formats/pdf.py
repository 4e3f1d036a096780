"""A gap analysis as a tagged PDF (PDF/UA-1), set by Typst from data."""

from pathlib import Path
from typing import Any

from gapbridge.base.documents.nodes import nodes_of
from gapbridge.base.documents.typeset import typeset

from .reading import Document

TEMPLATE = Path(__file__).with_name("analysis.typ")


def pdf(document: Document) -> bytes:
    return typeset(TEMPLATE, _data(document), at=document.at)


def _data(document: Document) -> dict[str, Any]:
    content = document.content
    return {
        "language": document.language,
        "title": document.title,
        "programme": content["programme"],
        "partners": content["partners"],
        "draft": document.is_draft,
        "facts": document.facts,
        "figures": content["figures"],
        "words": document.words,
        "notice": document.words["some_withdrawn"] if document.withdrawn else "",
        "parts": [_part(each) for each in content["parts"]],
    }


def _part(part: dict[str, Any]) -> dict[str, Any]:
    if part["kind"] != "text":
        return part
    return {**part, "nodes": nodes_of(part["text"]["text"])}
