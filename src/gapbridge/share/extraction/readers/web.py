"""HTML, by lxml: its words in order. Nothing it refers to is fetched, no script of it runs."""

from collections.abc import Iterator

from lxml import etree, html

from .base import Sheet, Unreadable, Work
from .blocks import Block, paragraphs, table
from .flowing import flow

SILENT = {"script", "style", "template", "noscript", "head", "iframe", "object", "svg", "select", "textarea"}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
PARTS = {
    "p", "div", "section", "article", "main", "header", "footer", "aside", "nav", "blockquote", "pre", "ul", "ol", "dl",
    "dt", "dd", "figure", "figcaption", "address", "form", "fieldset", "details", "summary", "hr", "br", "body",
}  # fmt: skip


def read(work: Work) -> tuple[int, Iterator[Sheet]]:
    content = work.path.read_bytes()
    try:
        parser = html.HTMLParser(no_network=True, huge_tree=False, encoding=_encoding(content))
        root = html.document_fromstring(content, parser=parser)
    except (etree.LxmlError, ValueError):
        raise Unreadable("no_text") from None
    return flow(_blocks(root), work)


def _encoding(content: bytes) -> str | None:
    """UTF-8 where it is that; else what the page says of itself."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


class _Words:
    """Words that come one after another until a part of the page ends."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.kind, self.level = "paragraph", 0

    def end(self, kind: str = "paragraph", level: int = 0) -> Iterator[Block]:
        text = " ".join("".join(self.words).split())
        yield from paragraphs(text, self.kind, self.level)
        self.words, self.kind, self.level = [], kind, level


def _blocks(root: html.HtmlElement) -> Iterator[Block]:
    """Without recursion: a page can nest as deep as it likes."""
    words = _Words()
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if not tag or tag in SILENT:
                walk.skip_subtree()
                continue
            if tag == "table":
                yield from words.end()
                yield table(_rows(element))
                walk.skip_subtree()
                continue
            if tag in HEADINGS or tag == "li":
                yield from words.end("item" if tag == "li" else "heading", HEADINGS.get(tag, 0))
            elif tag in PARTS:
                yield from words.end()
            words.words.append(element.text or "")
        else:
            if tag in HEADINGS or tag == "li" or tag in PARTS or tag == "table":
                yield from words.end()
            words.words.append(element.tail or "")
    yield from words.end()


def _rows(element: html.HtmlElement) -> Iterator[Iterator[str]]:
    for row in element.iter("tr"):
        yield (" ".join(cell.text_content().split()) for cell in row.iterchildren("th", "td"))
