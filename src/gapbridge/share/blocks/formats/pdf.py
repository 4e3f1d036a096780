"""A filled paper as a tagged PDF (PDF/UA-1)."""

import re
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from gapbridge.base.documents.typeset import typeset
from gapbridge.base.errors import Refused
from gapbridge.share.blocks.paper import Paper

TEMPLATE = Path(__file__).with_name("paper.typ")
# Letters of the three languages, signs and most of Europe's. Every other sign is tried out, which takes a moment.
FAMILIAR = re.compile(r"[\u0000-\u052f\u1e00-\u1eff\u2000-\u214f]")
MOST_UNFAMILIAR = 100
LONG_WORD = re.compile(r"(\S{40})(?=\S)")
MAY_BREAK = "\u200b"


def pdf(paper: Paper) -> bytes:
    """Refuses a text in an alphabet that the fonts have nearly nothing of: Word has other fonts."""
    unfamiliar = {sign for text in _texts(paper.nodes) for sign in FAMILIAR.sub("", text)}
    if len(unfamiliar) > MOST_UNFAMILIAR:
        raise Refused(_("A PDF can't show many of these letters. Take the Word file instead."))
    data = {
        "title": paper.title,
        "language": paper.language,
        "foot": paper.foot,
        "nodes": _breakable(paper.nodes),
    }
    return typeset(TEMPLATE, data, at=paper.at)


def _texts(data: Any) -> list[str]:
    if isinstance(data, dict):
        return [data["v"]] if data.get("t") == "text" else [t for each in data.values() for t in _texts(each)]
    return [text for each in data for text in _texts(each)] if isinstance(data, list) else []


def _breakable(data: Any) -> Any:
    """Words that are longer than a line may break: else they run off the page."""
    if isinstance(data, list):
        return [_breakable(each) for each in data]
    if isinstance(data, dict):
        broken = {key: _breakable(each) for key, each in data.items()}
        return (
            broken | {"v": LONG_WORD.sub(rf"\1{MAY_BREAK}", data["v"])} if data.get("t") == "text" else broken
        )
    return data
