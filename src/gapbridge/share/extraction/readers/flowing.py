"""From pages of blocks to sheets with text and picture: what all documents but PDF and pictures have in common."""

from collections.abc import Iterable, Iterator

from . import blocks, drawing
from .base import Sheet, Unreadable, Work
from .blocks import Block, Pages


def flow(found: Iterable[Block], work: Work) -> tuple[int, Iterator[Sheet]]:
    """Blocks of a document without pages of its own, or with breaks between them."""
    return sheets(blocks.paged(found, most=work.limits.pages), work)


def sheets(pages: Pages, work: Work) -> tuple[int, Iterator[Sheet]]:
    if len(pages) > work.limits.pages:
        raise Unreadable("too_many_pages")
    if not any(blocks.text_of(page) for page in pages):
        raise Unreadable("no_text")
    return len(pages), _sheets(pages, work)


def _sheets(pages: Pages, work: Work) -> Iterator[Sheet]:
    """Ten pictures at a time: all at once would take the most memory when it is scarcest."""
    most = work.limits.pictures
    for start in range(0, len(pages), 10):
        some = pages[start : start + 10]
        pictures = drawing.draw(some[: max(0, most - start)])
        for number, page in enumerate(some):
            picture = pictures[number] if number < len(pictures) else None
            yield Sheet(blocks.text_of(page), blocks.title_of(page), picture)
