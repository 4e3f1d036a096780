"""Pictures of pages: what Pillow makes small, and what Typst sets from plain blocks.

Of an Office file or a web page nothing of its own is drawn: no macros, scripts, fonts or pictures from elsewhere.
"""

import io
import json
from pathlib import Path

import typst
from PIL import Image

from .blocks import Block, Pages

WIDTH = 900  # pixels
TALLEST = 2700
LOWEST = 675  # of what is set here: a page of one line is a page and no strip
TEMPLATE = Path(__file__).with_name("page.typ")
ROOT = Path(__file__).parents[3]  # the package, as base/documents has it
PAGE_WIDTH = 6.25  # inches, see page.typ
MOST_ROWS, MOST_CHARACTERS = 60, 8000  # of what is drawn of one page
SOFT_HYPHEN = "\u00ad"


def webp(picture: Image.Image) -> bytes:
    """About 900 pixels wide; a long one is cut at the foot."""
    scale = min(1.0, WIDTH / picture.width)
    if picture.height * scale > TALLEST:
        picture = picture.crop((0, 0, picture.width, round(TALLEST / scale)))
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    small = _on_white(picture).resize(size, Image.Resampling.LANCZOS, reducing_gap=2)
    out = io.BytesIO()
    small.save(out, "WEBP", quality=62, method=3)
    return out.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in {"RGB", "L"}:
        return picture
    if "A" in picture.mode or "transparency" in picture.info:
        whole = picture.convert("RGBA")
        ground = Image.new("RGB", picture.size, "white")
        ground.paste(whole, mask=whole.getchannel("A"))
        return ground
    return picture.convert("RGB")


def draw(pages: Pages, *, language: str = "en") -> list[bytes | None]:
    """A picture for each page; none where Typst can't set them."""
    if not pages:
        return []
    data = {"language": language, "pages": [_plain(page) for page in pages]}
    try:
        drawn = typst.compile(
            str(TEMPLATE),
            root=str(ROOT),
            format="png",
            ppi=WIDTH / PAGE_WIDTH,
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )
    except RuntimeError:
        return [None] * len(pages)
    found = [drawn] if isinstance(drawn, bytes) else list(drawn)
    return [_sheet(each) for each in found] if len(found) == len(pages) else [None] * len(pages)


def _sheet(png: bytes) -> bytes:
    drawn = Image.open(io.BytesIO(png)).convert("RGB")
    if drawn.height >= LOWEST:
        return webp(drawn)
    sheet = Image.new("RGB", (drawn.width, LOWEST), "white")
    sheet.paste(drawn)
    return webp(sheet)


def _plain(page: list[Block]) -> list[dict]:
    blocks, left = [], MOST_CHARACTERS
    for block in page:
        if left <= 0:
            break
        rows = [[_cell(cell) for cell in row] for row in (block.rows or [])[:MOST_ROWS]]
        columns = max((len(row) for row in rows), default=0)
        rows = [row + [""] * (columns - len(row)) for row in rows]
        blocks.append({"kind": block.kind, "text": block.text[:left], "level": block.level, "rows": rows})
        left -= len(block.text) + sum(len(cell) for row in rows for cell in row)
    return blocks


def _cell(text: str) -> str:
    return " ".join(text.split())[:200]
