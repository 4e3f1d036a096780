"""How large a picture is, read from its header: nothing is decoded.

PNG: the IHDR chunk. JPEG: the first SOF segment (ITU T.81, B.2.2). WebP: VP8, VP8L or VP8X (RFC 9649).
"""

import struct
from typing import BinaryIO

from django.utils.translation import gettext as _

from .errors import Refused

MOST_PIXELS = 50_000_000
FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}  # SOF0 … SOF15
HEADER = 32  # bytes, enough for PNG and WebP


def check_picture(file: BinaryIO, content_type: str) -> None:
    """Refuse a picture of more than 50 million pixels, or one whose header can't be read."""
    try:
        width, height = SIZES[content_type](file)
    except (struct.error, ValueError):
        raise Refused(_("This picture is damaged. Open it, save it again and send that.")) from None
    if width * height > MOST_PIXELS:
        raise Refused(
            _("This picture is too large. Make it smaller (at most 50 million pixels) and send that.")
        )


def _png(file: BinaryIO) -> tuple[int, int]:
    head = file.read(HEADER)
    if head[12:16] != b"IHDR":
        raise ValueError("no IHDR")
    return struct.unpack_from(">II", head, 16)


def _jpeg(file: BinaryIO) -> tuple[int, int]:
    if file.read(2) != b"\xff\xd8":
        raise ValueError("no start of image")
    while True:
        marker = _marker(file)
        (length,) = struct.unpack(">H", file.read(2))
        if marker in FRAMES:
            height, width = struct.unpack_from(">xHH", file.read(5))
            return width, height
        file.seek(max(length - 2, 0), 1)


def _marker(file: BinaryIO) -> int:
    """The next segment's marker; any number of 0xFF may stand before it."""
    if file.read(1) != b"\xff":
        raise ValueError("no marker")
    while (byte := file.read(1)) == b"\xff":
        pass
    if not byte:
        raise ValueError("the file ends too early")
    return ord(byte)


def _webp(file: BinaryIO) -> tuple[int, int]:
    head = file.read(HEADER)
    form = head[12:16]
    if form == b"VP8X":
        return _three(head, 24) + 1, _three(head, 27) + 1
    if form == b"VP8L":
        (bits,) = struct.unpack_from("<I", head, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if form == b"VP8 ":
        width, height = struct.unpack_from("<HH", head, 26)
        return width & 0x3FFF, height & 0x3FFF
    raise ValueError("no picture in it")


def _three(head: bytes, at: int) -> int:
    if len(head) < at + 3:
        raise ValueError("the file ends too early")
    return int.from_bytes(head[at : at + 3], "little")


SIZES = {"image/png": _png, "image/jpeg": _jpeg, "image/webp": _webp}
