"""Files at rest: encrypted in chunks, so that any part is read without the rest and nothing is changed unseen.

    header   "GBV1", then the file's own 256-bit key, wrapped with FIELD_KEYS (a Fernet token of fixed length)
    chunks   64 KiB of the content each, AES-256-GCM; the last one is shorter, or empty

A chunk's nonce is its number and whether it is the last, and the name of the file (`bound_to`) is authenticated
with it: a chunk that was altered, moved, left out, or taken from another file does not open (the STREAM
construction; Hoang, Reyhanitabar, Rogaway, Vizár, 2015). Each file has a key of its own, so that no nonce is used
twice and a new FIELD_KEY only asks for new headers.
"""

import base64
import io
import os
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .fields import Unreadable, decrypt, encrypt, has_newest_key

CHUNK = 64 * 1024  # bytes of content
TAG = 16
KEY = 32
MARK = b"GBV1"
WRAPPED = 140  # length of a Fernet token of 44 characters
HEADER = len(MARK) + WRAPPED


class Damaged(Exception):
    """A sealed file that is cut short, altered, not sealed at all, or whose key none of FIELD_KEYS opens."""


def seal(source: BinaryIO, bound_to: str) -> Iterator[bytes]:
    """The sealed file of what `source` holds, piece by piece."""
    key = os.urandom(KEY)
    yield MARK + encrypt(base64.b64encode(key).decode()).encode()
    cipher, number = AESGCM(key), 0
    chunk = _fill(source)
    while following := _fill(source):
        yield _shut(cipher, number, chunk, bound_to, last=False)
        chunk, number = following, number + 1
    yield _shut(cipher, number, chunk, bound_to, last=True)


def _fill(source: BinaryIO) -> bytes:
    """A whole chunk, or what is left: a source may give less than it is asked for."""
    parts, missing = [], CHUNK
    while missing and (part := source.read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _shut(cipher: AESGCM, number: int, chunk: bytes, bound_to: str, *, last: bool) -> bytes:
    return cipher.encrypt(_nonce(number, last=last), chunk, bound_to.encode())


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class Sealing(io.RawIOBase):
    """What `seal` gives, as a file that a storage can read once from the beginning."""

    def __init__(self, source: BinaryIO, bound_to: str):
        self._pieces = seal(source, bound_to)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = piece
        taken, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


class Sealed(io.RawIOBase):
    """A sealed file, read as its content: `read`, `seek` and `tell` count bytes of the content.

    Only the chunks that are asked for are decrypted, one at a time. Raises Damaged, on opening where the header
    or the length (`size`, when it is known) is wrong, else on the first read of what was altered.
    """

    def __init__(self, file: BinaryIO, bound_to: str, size: int | None = None):
        self._file, self._bound_to, self._at = file, bound_to, 0
        self._cipher = AESGCM(_key_in(file))
        self.size = _content_size(file)
        self._chunks = max(1, -(-self.size // CHUNK))
        if size is not None and size != self.size:
            raise Damaged(f"holds {self.size} bytes and should hold {size}")
        self._open_chunk: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        if start + offset < 0:
            raise ValueError("before the beginning")
        self._at = start + offset
        return self._at

    def readinto(self, buffer) -> int:
        if self._at >= self.size and self._at:
            return 0
        number, within = divmod(self._at, CHUNK)
        taken = self._chunk(number)[within : within + len(buffer)]
        buffer[: len(taken)] = taken
        self._at += len(taken)
        return len(taken)

    def close(self) -> None:
        self._file.close()
        super().close()

    def check(self, start: int = 0, end: int | None = None) -> None:
        """Open every chunk from byte `start` up to `end`; raises Damaged where one does not open."""
        end = self.size if end is None else end
        for number in range(start // CHUNK, max(1, -(-end // CHUNK))):
            self._chunk(number)

    def _chunk(self, number: int) -> bytes:
        if self._open_chunk[0] != number:
            self._file.seek(HEADER + number * (CHUNK + TAG))
            shut = self._file.read(CHUNK + TAG)
            last = number == self._chunks - 1
            try:
                opened = self._cipher.decrypt(_nonce(number, last=last), shut, self._bound_to.encode())
            except (InvalidTag, ValueError):  # ValueError: shorter than a tag
                raise Damaged(f"chunk {number} was altered, or the file is cut short") from None
            self._open_chunk = (number, opened)
        return self._open_chunk[1]


def _key_in(file: BinaryIO) -> bytes:
    file.seek(0)
    header = file.read(HEADER)
    if len(header) < HEADER or not header.startswith(MARK):
        raise Damaged("it does not begin as a sealed file does")
    token = header[len(MARK) :]
    try:
        if (
            base64.urlsafe_b64encode(base64.urlsafe_b64decode(token)) != token
        ):  # other letters for the same bits
            raise ValueError
        return base64.b64decode(decrypt(token.decode("ascii")))
    except (Unreadable, ValueError):
        raise Damaged("no key in FIELD_KEYS opens it, or its header was altered") from None


def _content_size(file: BinaryIO) -> int:
    sealed = file.seek(0, io.SEEK_END) - HEADER
    chunks = max(1, -(-sealed // (CHUNK + TAG)))
    if sealed < chunks * TAG:
        raise Damaged("it is cut short")
    return sealed - chunks * TAG


def is_stale(header: bytes) -> bool:
    """Whether a header (the first HEADER bytes) is wrapped with an older key than the newest."""
    return not has_newest_key(header[len(MARK) :].decode("ascii", "replace"))


def rewrapped(header: bytes) -> bytes:
    """The same header, its key wrapped with the newest of FIELD_KEYS. The chunks stay as they are."""
    return MARK + encrypt(base64.b64encode(_key_in(io.BytesIO(header))).decode()).encode()
