"""PNG, JPEG and WebP, by Pillow: made small, and the letters in it recognised."""

from collections.abc import Iterator

from PIL import Image, ImageOps

from . import drawing, letters
from .base import Sheet, Unreadable, Work

MOST_PIXELS = 50_000_000
FORMATS = ("PNG", "JPEG", "WEBP")


def read(work: Work) -> tuple[int, Iterator[Sheet]]:
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS  # Pillow warns beyond, and refuses twice that
    try:
        picture = Image.open(work.path, formats=FORMATS)
        if picture.width * picture.height > MOST_PIXELS:
            raise Unreadable("memory")
        picture.draft("RGB", (letters.LONGEST_SIDE, letters.LONGEST_SIDE))
        picture.load()
    except Image.DecompressionBombError:
        raise Unreadable("memory") from None
    except (OSError, SyntaxError, ValueError):
        raise Unreadable("damaged") from None
    return 1, _sheets(ImageOps.exif_transpose(picture), work)


def _sheets(picture: Image.Image, work: Work) -> Iterator[Sheet]:
    text = letters.recognise(drawing._on_white(picture), work)
    yield Sheet(text, "", drawing.webp(picture), bool(text))
