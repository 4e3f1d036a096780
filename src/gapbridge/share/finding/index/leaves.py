"""How the terms of an edition's pages are written down: a line a page, compressed.

It is asked only for editions that were found, ten or so at once, which page holds the words: their terms fit into a
kilobyte or two. A full text index of all pages answers that slower than it is read (docs/decisions/0013).
"""

import zlib
from collections.abc import Collection, Mapping, Sequence


def encode(pages: Mapping[int, Collection[str]]) -> bytes:
    lines = (f"{number} {' '.join(sorted(terms))} " for number, terms in sorted(pages.items()))
    return zlib.compress("\n".join(lines).encode("ascii"), 6)


def counted(leaves: bytes, words: Sequence[Collection[str]]) -> dict[int, int]:
    """Page → how many of the words stand on it, of each word one of its terms; pages without any are left out."""
    wanted = [[f" {term} " for term in terms] for terms in words]
    found = {}
    for line in zlib.decompress(leaves).decode("ascii").split("\n"):
        number = sum(1 for terms in wanted if any(term in line for term in terms))
        if number:
            found[int(line[: line.index(" ")])] = number
    return found
