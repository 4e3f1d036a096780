"""Check the file of an agreement:  python verify.py FILE [--fingerprint HEX] [--hash HEX]

Needs Python 3.11 or newer and the package `cryptography`: no site, no database, no network. This one file is the
whole verifier and the whole description of the format. All of it is UTF-8, and every line ends with a line feed:

    Gapbridge agreement, format 1. …          what this is and how it is checked
    1 <seal> {"part":"round",…}               the record: a part a line, as JSON with sorted keys and no spaces
    …
    n <seal> {"part":"outcome",…}
    parts n
    hash <SHA-256 of the record: "[", the parts with "," between them, "]">
    key <the Ed25519 public key it was signed with, base64>
    fingerprint <SHA-256 of the key, in 16 groups of four digits>
    signature <Ed25519 over "gapbridge agreement 1 " and the hash, base64>
    bytes <length of the whole file, ten digits>
    Second copy of …
    <the same lines up to "bytes", as base64 in lines of 76 characters>

A part's seal is the SHA-256 of the seal before it, a space, its number, a space and its JSON; the first line's own
SHA-256 comes before all. Either copy gives back the whole file byte by byte: while one of them is intact, what was
changed in the other is known to the byte. Nothing is compressed, so that no version of a compressor matters.
"""

import argparse
import base64
import binascii
import hashlib
import io
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

HEADER = (
    b"Gapbridge agreement, format 1. Each numbered line below is one part of what was agreed. Check this file,"
    b" without any network, with: gapbridge verify-agreement FILE (or: python verify.py FILE). Don't save it from"
    b" an editor: a changed byte shows."
)
MARK = b"Second copy of all the lines above, by which a change is found to the byte:"
SIGNED = b"gapbridge agreement 1 "
FOOT = ("parts", "hash", "key", "fingerprint", "signature", "bytes")  # the lines after the parts
MOST = 64 * 1024 * 1024  # bytes that are read at all
MOST_LINES = 1_000_000
WIDTH = 76
SHOWN = 60  # bytes of what stands and what stood


# --- the format ----------------------------------------------------------------------------------


def canonical(data: Any) -> str:
    """The one way to write JSON down: sorted keys, no spaces, letters as they are."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def hash_of(parts: Sequence[bytes]) -> str:
    """The SHA-256 of a record, whose parts come as canonical JSON; of the list of them, that is."""
    return hashlib.sha256(b"[" + b",".join(parts) + b"]").hexdigest()


def fingerprint_of(key: str) -> str:
    """By which people compare keys: 16 groups of four digits; "" of what is no key. `key` is base64."""
    try:
        digest = hashlib.sha256(base64.b64decode(key, validate=True)).hexdigest()
    except ValueError:
        return ""
    return " ".join(digest[at : at + 4] for at in range(0, 64, 4))


def is_signed(record_hash: str, key: str, signature: str) -> bool:
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True))
        public.verify(base64.b64decode(signature, validate=True), SIGNED + record_hash.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def seals_of(parts: Sequence[bytes]) -> list[bytes]:
    seal, seals = hashlib.sha256(HEADER).hexdigest().encode(), []
    for number, part in enumerate(parts, 1):
        seal = _seal(seal, number, part)
        seals.append(seal)
    return seals


def _seal(before: bytes, number: int, part: bytes) -> bytes:
    return hashlib.sha256(b"%b %d %b" % (before, number, part)).hexdigest().encode()


def head(parts: Sequence[bytes], *, record_hash: str, key: str, signature: str) -> bytes:
    """The readable lines. What is handed in is written as it is, whether or not it is true."""
    lines = [
        b"%d %b %b" % each for each in zip(range(1, len(parts) + 1), seals_of(parts), parts, strict=True)
    ]
    values = [str(len(parts)), record_hash, key, fingerprint_of(key), signature, "0" * 10]
    foot = [f"{name} {value}".encode() for name, value in zip(FOOT, values, strict=True)]
    lines = [HEADER, *lines, *foot]
    size = len(whole(b"\n".join(lines) + b"\n"))
    lines[-1] = b"bytes %010d" % size
    return b"\n".join(lines) + b"\n"


def whole(readable: bytes) -> bytes:
    """The file: the readable lines and their second copy."""
    copy = base64.b64encode(readable)
    lines = [copy[at : at + WIDTH] for at in range(0, len(copy), WIDTH)]
    return b"\n".join([readable + MARK, *lines, b""])


# --- reading -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Head:
    """Readable lines that belong together and are signed by the key in them."""

    raw: bytes
    parts: tuple[bytes, ...]
    record_hash: str
    key: str

    @property
    def fingerprint(self) -> str:
        return fingerprint_of(self.key)


def intact(raw: bytes) -> Head | None:
    """The readable lines, if each byte of them is what the parts, the key and the signature make of it."""
    lines = raw.split(b"\n")[1:-1]
    parts = tuple(line.split(b" ", 2)[-1] for line in lines[: -len(FOOT)])
    foot = [line.decode(errors="replace").partition(" ")[2] for line in lines[-len(FOOT) :]]
    if len(foot) < len(FOOT):
        return None
    found, key, signature = hash_of(parts), foot[2], foot[4]
    if raw != head(parts, record_hash=found, key=key, signature=signature):
        return None
    return Head(raw, parts, found, key) if is_signed(found, key, signature) else None


def _readable(data: bytes) -> bytes:
    """Up to the line that ends the readable ones; all of it where there is no such line."""
    at = data.find(b"\nbytes ")
    end = data.find(b"\n", at + 1) if at >= 0 else -1
    return data[: end + 1] if end >= 0 else data


def _copied(data: bytes) -> bytes:
    """What the second copy holds: the last lines that have no space in them. Broken lines of it are left out."""
    lines = data.split(b"\n")
    first = next((at + 1 for at in range(len(lines) - 1, -1, -1) if b" " in lines[at]), 0)
    lines = [line.strip() for line in lines[first:]]
    try:
        return base64.b64decode(b"".join(lines), validate=True)
    except binascii.Error:
        return b"".join(map(_decoded, lines))


def _decoded(line: bytes) -> bytes:
    try:
        return base64.b64decode(line, validate=True)
    except binascii.Error:
        return b"?" * (len(line) * 3 // 4)


def _merged(first: bytes, second: bytes) -> Head | None:
    """One whole of two damaged copies: of each line the one that belongs to the line before it."""
    seal, parts = hashlib.sha256(HEADER).hexdigest().encode(), []
    pairs = list(zip(first.split(b"\n")[1:], second.split(b"\n")[1:], strict=False))
    for number, pair in enumerate(pairs, 1):
        fitting = [line for line in pair if _fits(line, seal, number)]
        if not fitting:
            break
        _number, seal, part = fitting[0].split(b" ", 2)
        parts.append(part)
    return _signed_by_either(parts, pairs[len(parts) :]) if parts else None


def _fits(line: bytes, before: bytes, number: int) -> bool:
    words = line.split(b" ", 2)
    return len(words) == 3 and words[:2] == [b"%d" % number, _seal(before, number, words[2])]


def _signed_by_either(parts: list[bytes], foot: list[tuple[bytes, bytes]]) -> Head | None:
    found = hash_of(parts)
    values = [
        [line.decode(errors="replace").partition(" ")[2] for line in pair] for pair in foot[: len(FOOT)]
    ]
    if len(values) < len(FOOT):
        return None
    for key in values[2]:
        for signature in values[4]:
            if is_signed(found, key, signature):
                raw = head(parts, record_hash=found, key=key, signature=signature)
                return Head(raw, tuple(parts), found, key)
    return None


# --- the verdict ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Verdict:
    """What was found. `kind` is a key of SAYS; `offset` counts bytes from 0, `line` lines from 1.

    `part` says where in plain words; `stands` is what the file says there, `stood` what it said when it was signed,
    as far as that is known.
    """

    kind: str
    offset: int | None = None
    line: int | None = None
    part: str = ""
    stands: str = ""
    stood: str = ""
    other: int | None = None  # another line that has to do with it
    fingerprint: str = ""
    record_hash: str = ""
    told: tuple[tuple[str, str], ...] = ()  # what an accepted file is

    @property
    def holds(self) -> bool:
        return self.kind == "intact"


SAYS = {
    "intact": "This is what was signed: not a byte has changed.",
    "empty": "The file is empty.",
    "too_large": "The file is larger than 64 MB: it is no agreement.",
    "not_ours": "This is not the file of an agreement.",
    "cut": "The file was cut off.",
    "added": "Something was added at the end of the file.",
    "line_ends": "The ends of lines were changed, as some editors and mail programs do.",
    "order": "The order of lines was changed.",
    "duplicated": "Lines stand there twice.",
    "removed": "Lines are missing.",
    "inserted": "Lines were put in.",
    "changed": "The file was changed.",
    "chain": "A line does not belong behind the line before it, and the second copy is damaged as well.",
    "signature": "Text and seals were made to fit each other, but the key in the file did not sign them.",
    "shape": "The key in the file signed it, but it is not the record of an agreement.",
    "two": "The readable lines and the second copy are two different agreements, signed one by one.",
    "key": "The file is whole, but it was signed with another key than the one you gave.",
    "hash": "The file is whole, but it is another agreement than the one whose hash you gave.",
}


def check(data: bytes, *, fingerprint: str = "", record_hash: str = "") -> Verdict:
    """Whether a file is what was signed, by the key and with the hash that are given, if they are."""
    if not data:
        return Verdict("empty")
    if len(data) > MOST:
        return Verdict("too_large")
    if data.count(b"\n") > MOST_LINES:
        return Verdict("not_ours")
    lines, copied = _readable(data), _copied(data)
    read, copy = intact(lines), intact(copied)
    if read and whole(read.raw) == data:
        return _accepted(read, fingerprint, record_hash)
    if read and copy and read.raw != copy.raw:
        return replace(_difference(data, copy), kind="two", fingerprint=read.fingerprint)
    original = read or copy or _merged(lines, copied)
    return _difference(data, original) if original else _broken(data)


def _accepted(found: Head, fingerprint: str, record_hash: str) -> Verdict:
    known: dict[str, Any] = {"fingerprint": found.fingerprint, "record_hash": found.record_hash}
    if fingerprint and bare(fingerprint) != bare(found.fingerprint):
        return Verdict("key", **known)
    if record_hash and bare(record_hash) != found.record_hash:
        return Verdict("hash", **known)
    told = _told(found)
    return Verdict("intact", told=told, **known) if told else Verdict("shape", **known)


def bare(digits: str) -> str:
    return re.sub(r"[\s:.-]", "", digits).lower()


def _told(found: Head) -> tuple[tuple[str, str], ...]:
    """What the agreement is, for a reader; nothing of a record that isn't one."""
    try:
        parts = [json.loads(each) for each in found.parts]
        kinds = [each["part"] for each in parts]
        first, last = parts[0], parts[-1]
        count = {kind: str(kinds.count(kind)) for kind in ("stakeholder", "position", "comment")}
        return (
            ("Agreement", str(first["title"])),
            ("Closed at", str(last["closed_at"])),
            ("Texts", str(kinds.count("gap") + kinds.count("measure"))),
            ("Stakeholders", count["stakeholder"]),
            ("Positions", count["position"]),
            ("Comments", count["comment"]),
        )
    except (ValueError, TypeError, KeyError, IndexError, RecursionError):
        return ()


# --- what was changed ----------------------------------------------------------------------------


def _difference(data: bytes, original: Head) -> Verdict:
    """The first byte that differs from the file as it was, and what happened to its line."""
    expected = whole(original.raw)
    offset = first_difference(data, expected)
    kind, other = _kind(data, expected, offset)
    return Verdict(
        kind,
        offset,
        expected.count(b"\n", 0, offset) + 1,
        _where(original, offset),
        _around(data, offset),
        _around(expected, offset),
        other,
        original.fingerprint,
        original.record_hash,
    )


def first_difference(data: bytes, expected: bytes) -> int:
    shorter, step = min(len(data), len(expected)), 65536
    for start in range(0, shorter, step):
        one, two = data[start : start + step], expected[start : start + step]
        if one != two:
            pairs = enumerate(zip(one, two, strict=False))
            return start + next((at for at, (a, b) in pairs if a != b), min(len(one), len(two)))
    return shorter


def _kind(data: bytes, expected: bytes, offset: int) -> tuple[str, int | None]:
    if offset == len(data):
        return "cut", None
    if offset == len(expected):
        return "added", None
    if data.replace(b"\r\n", b"\n") == expected:
        return "line_ends", None
    got, wanted = data.split(b"\n"), expected.split(b"\n")
    at = expected.count(b"\n", 0, offset)
    more = len(got) - len(wanted)
    if more > 0 and got[at + more :] == wanted[at:]:
        again = got[at] in wanted
        return ("duplicated", wanted.index(got[at]) + 1) if again else ("inserted", None)
    if more < 0 and got[at:] == wanted[at - more :]:
        return "removed", None
    if not more and sorted(got) == sorted(wanted):
        return "order", wanted.index(got[at]) + 1
    return "changed", None


def _where(original: Head, offset: int) -> str:
    """The place of a byte of the file as it was, in words: "position of State Committee: reason"."""
    before = original.raw[:offset]
    line = before.count(b"\n")
    if offset >= len(original.raw):
        return "second copy" if offset >= len(original.raw) + len(MARK) + 1 else "line above the second copy"
    if line == 0:
        return "first line"
    if line > len(original.parts):
        return f"line of the {FOOT[line - len(original.parts) - 1]}"
    part, column = original.parts[line - 1], offset - (before.rfind(b"\n") + 1)
    start = len(b"%d " % line) + 65
    name = part_name(part)
    if column < start:
        return f"{name}: {'number' if column < start - 65 else 'seal'} of the line"
    place = len(part[: column - start].decode(errors="ignore"))
    return f"{name}: {path_at(part.decode(errors='replace'), place)}".removesuffix(": ")


NAMES = {
    "round": "the round",
    "gap": "gap {code}",
    "measure": "measure {code}",
    "stakeholder": "stakeholder {name}",
    "position": "position of {by}",
    "comment": "comment of {by} on {on}",
    "meeting": "meeting of {held_on}",
    "outcome": "the outcome",
}


def part_name(part: bytes) -> str:
    try:
        found = json.loads(part)
        return NAMES[found["part"]].format_map({key: str(value) for key, value in found.items()})
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return "a part"


TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def path_at(text: str, place: int) -> str:
    """The names that lead to a place of canonical JSON: "answer.text"."""
    steps: list[Any] = []
    for token in TOKEN.finditer(text):
        mark = token.group()
        if mark in "{[":
            steps.append("" if mark == "{" else 1)
        elif mark in "}]" and token.end() <= place:
            del steps[-1:]
        elif mark == "," and steps:
            steps[-1] = steps[-1] + 1 if isinstance(steps[-1], int) else ""
        elif text[token.end() : token.end() + 1] == ":" and steps:
            steps[-1] = mark.strip('"')
        if token.end() > place:
            break
    return ".".join(str(step) for step in steps if step != "")


def _around(data: bytes, offset: int) -> str:
    """A line's text from shortly before a byte on, with nothing in it that a terminal would obey."""
    start = max(data.rfind(b"\n", 0, offset) + 1, offset - SHOWN // 3)
    while start and start < len(data) and data[start] & 0xC0 == 0x80:
        start -= 1
    shown = data[start : offset + SHOWN].split(b"\n")
    text = (shown[0] if offset < start + len(shown[0]) + 1 else b"").decode(errors="replace")
    return clean(text.rstrip("�"))


def clean(text: str) -> str:
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _broken(data: bytes) -> Verdict:
    """Both copies are damaged: how far the readable lines still hold."""
    lines = data.split(b"\n")
    if lines[0] != HEADER:
        at = first_difference(data, HEADER + b"\n")
        if at < 20 and at < len(data):
            return Verdict("not_ours", at)
        kind = "cut" if at == len(data) else "changed"
        return Verdict(kind, at, 1, "first line", _around(data, at), _around(HEADER, at))
    seal, at = hashlib.sha256(HEADER).hexdigest().encode(), len(HEADER) + 1
    for number, line in enumerate(lines[1:], 1):
        if not _fits(line, seal, number):
            break
        seal, at = line.split(b" ", 2)[1], at + len(line) + 1
    else:
        return Verdict("cut", len(data), len(lines))
    if number == len(lines) - 1:  # the last line, without its end
        return Verdict("cut", len(data), number + 1, stands=_around(data, len(data)))
    raw = _readable(data)
    if line.startswith(b"parts ") and number > 1:
        return _broken_foot(raw, lines[1:number], at)
    words = line.split(b" ", 2)
    part = part_name(words[2]) if len(words) == 3 else ""
    return Verdict("chain", at, number + 1, part, _around(data, at))


def _broken_foot(raw: bytes, lines: list[bytes], at: int) -> Verdict:
    """The parts belong together; what stands below them does not belong to them."""
    parts = [line.split(b" ", 2)[2] for line in lines]
    foot = [line.decode(errors="replace").partition(" ")[2] for line in raw[at:].split(b"\n")]
    if len(foot) <= len(FOOT):
        return Verdict("cut", len(raw), len(lines) + 1 + len(foot))
    expected = head(parts, record_hash=hash_of(parts), key=foot[2], signature=foot[4])
    offset = first_difference(raw, expected)
    if offset == len(raw) == len(expected):
        line = len(parts) + 2 + FOOT.index("signature")
        return Verdict("signature", line=line, fingerprint=fingerprint_of(foot[2]))
    line = expected.count(b"\n", 0, offset)
    name = FOOT[min(max(line - len(parts) - 1, 0), len(FOOT) - 1)]
    return Verdict(
        "changed", offset, line + 1, f"line of the {name}", _around(raw, offset), _around(expected, offset)
    )


# --- the command ---------------------------------------------------------------------------------


def say(found: Verdict) -> str:
    """The verdict in plain words."""
    lines = [("It holds. " if found.holds else "IT DOES NOT HOLD. ") + SAYS[found.kind]]
    if found.kind == "chain":
        lines.append(f"It is line {found.line}, which begins at byte {found.offset} (counted from 0)")
    elif found.offset is not None:
        place = f", line {found.line}" if found.line else ""
        lines.append(f"First difference: byte {found.offset} (counted from 0){place}")
    elif found.line:
        lines.append(f"See line {found.line}")
    if found.other:
        lines.append(f"What stands there was line {found.other}")
    shown = (("In", found.part), ("There stands", found.stands), ("There stood", found.stood))
    lines += [f"{name}: {clean(value)}" for name, value in shown if value]
    lines += [f"{name}: {clean(value)}" for name, value in found.told]
    if found.record_hash:
        lines.append(f"Hash of the record: {found.record_hash}")
    if found.fingerprint:
        lines.append(f"Fingerprint of the key: {found.fingerprint}")
    if found.holds:
        lines.append(
            "The key in the file signed it. Whose key that is, the file can't say: compare the fingerprint with the one"
            " in your signed PDF, or on the site."
        )
    return "\n".join(lines)


def add_arguments(parser: Any) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--fingerprint", default="", type=_digits, help="of the key that must have signed it: 64 hex digits"
    )
    parser.add_argument(
        "--hash", default="", type=_digits, dest="record_hash", help="of the record that it must hold"
    )


def _digits(typed: str) -> str:
    digits = bare(typed)
    if not re.fullmatch(r"([0-9a-f]{64})?", digits):
        raise argparse.ArgumentTypeError("64 hexadecimal digits are needed; spaces between them don't matter")
    return digits


def run(file: Path, fingerprint: str = "", record_hash: str = "") -> tuple[str, int]:
    """What is to be said of a file, and the exit code: 0 when it holds, 1 when it doesn't or can't be read."""
    try:
        with file.open("rb") as opened:
            data = opened.read(MOST + 1)
    except (OSError, ValueError) as error:
        return f"The file can't be read: {error}", 1
    found = check(data, fingerprint=fingerprint, record_hash=record_hash)
    return say(found), 0 if found.holds else 1


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="verify-agreement", description="Check the file of an agreement, without any network."
    )
    add_arguments(parser)
    asked = parser.parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    said, code = run(asked.file, asked.fingerprint, asked.record_hash)
    print(said)  # noqa: T201
    return code


if __name__ == "__main__":
    sys.exit(main())
