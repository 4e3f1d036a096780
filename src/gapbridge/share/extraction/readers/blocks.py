"""What documents that flow are made of, and how they are cut into pages."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

WORDS = 350  # on a page of a document that names no pages
LEAST = 120  # words after which a heading begins a page
LONGEST = 3000  # characters of a paragraph before it is cut
ROWS, COLUMNS = 200, 20  # of a table


@dataclass
class Block:
    """`kind`: heading (of `level` 1 to 6), paragraph, item, table (its `rows` of cells) or break."""

    kind: str
    text: str = ""
    level: int = 0
    rows: list[list[str]] | None = None

    def words(self) -> str:
        """As it is searched: cells of a row beside each other."""
        if self.rows is None:
            return self.text
        return "\n".join(" | ".join(" ".join(cell.split()) for cell in row).rstrip(" |") for row in self.rows)


Pages = list[list[Block]]
BREAK = Block("break")


def table(rows: Iterable[Iterable[str]]) -> Block:
    """The first 200 rows and 20 columns."""
    kept = []
    for number, row in enumerate(rows):
        if number == ROWS:
            break
        kept.append([cell.strip() for _number, cell in zip(range(COLUMNS), row, strict=False)])
    return Block("table", rows=kept)


def paragraphs(text: str, kind: str = "paragraph", level: int = 0) -> Iterator[Block]:
    """Nothing for an empty one; a very long one is cut at a space."""
    text = text.strip()
    while len(text) > LONGEST:
        at = text.rfind(" ", LONGEST // 2, LONGEST)
        at = LONGEST if at < 0 else at
        yield Block(kind, text[:at].strip(), level)
        text = text[at:].strip()
    if text:
        yield Block(kind, text, level)


def paged(blocks: Iterable[Block], *, most: int) -> Pages:
    """At the breaks that the document names; where it names none, by headings and length. At most `most` + 1 pages."""
    blocks = list(blocks)
    return (
        _at_breaks(blocks, most) if any(each.kind == "break" for each in blocks) else _by_length(blocks, most)
    )


def _at_breaks(blocks: list[Block], most: int) -> Pages:
    pages: Pages = [[]]
    for block in blocks:
        if block.kind != "break":
            pages[-1].append(block)
        elif len(pages) <= most:
            pages.append([])
    while len(pages) > 1 and not pages[-1]:
        pages.pop()
    return [
        part for page in pages for part in ([page] if _length(page) < 4 * WORDS else _by_length(page, most))
    ][: most + 1]


def _by_length(blocks: list[Block], most: int) -> Pages:
    pages: Pages = [[]]
    length = 0
    for block in blocks:
        own = len(block.words().split())
        begins = block.kind == "heading" and length >= LEAST
        if pages[-1] and (begins or (length + own > WORDS and length >= LEAST)):
            if len(pages) > most:
                break
            pages.append([])
            length = 0
        pages[-1].append(block)
        length += own
    return pages


def _length(page: list[Block]) -> int:
    return sum(len(block.words().split()) for block in page)


def title_of(page: list[Block]) -> str:
    return next((block.text for block in page if block.kind == "heading"), "")


def text_of(page: list[Block]) -> str:
    return "\n\n".join(filter(None, (block.words() for block in page)))
