"""Plain text: paragraphs between empty lines, pages at form feeds or by length."""

from collections.abc import Iterator

from .base import Sheet, Work
from .blocks import BREAK, Block, paragraphs
from .flowing import flow

MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


def decoded(content: bytes) -> str:
    """By its mark, else UTF-8, else the code page of Windows in which Russian letters are many, or the Western one."""
    for mark, name in MARKS.items():
        if content.startswith(mark):
            return content.decode(name, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        russian = content.decode("cp1251", "replace")
        letters = sum("а" <= sign.lower() <= "я" for sign in russian)
        return russian if letters * 5 > len(russian) else content.decode("cp1254", "replace")


def read(work: Work) -> tuple[int, Iterator[Sheet]]:
    return flow(_blocks(decoded(work.path.read_bytes())), work)


def _blocks(text: str) -> Iterator[Block]:
    for number, page in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\f")):
        if number:
            yield BREAK
        for part in page.split("\n\n"):
            yield from paragraphs(part.strip("\n"))
