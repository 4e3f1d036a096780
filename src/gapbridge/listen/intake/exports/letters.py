"""Which letters a CSV is written in: UTF-8, UTF-16, Windows-1251 or Windows-1254, or none that can be told."""

import re

from django.utils.translation import gettext as _

from gapbridge.base.errors import Refused

UTF_16 = {b"\xff\xfe", b"\xfe\xff"}
# A word with at least one letter beyond ASCII.
WORD = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
TURKISH = frozenset("çğıöşüâîûÇĞİÖŞÜÂÎÛ")
SIGNS = frozenset("‘’“”«»–—…·•°€№©®\xa0´`")
SURE = 0.8  # the share of words that must agree


def text_of(content: bytes) -> str:
    """Raises Refused when the letters can't be told."""
    if content[:2] in UTF_16:
        return _sound(content, "utf-16")
    try:
        return _without_nul(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _sound(content, _code_page(content))


def _sound(content: bytes, encoding: str) -> str:
    try:
        return _without_nul(content.decode(encoding))
    except UnicodeDecodeError:
        raise _unknown() from None


def _without_nul(text: str) -> str:
    if "\x00" in text:
        raise _unknown()
    return text


def _code_page(content: bytes) -> str:
    """Cyrillic words are beyond ASCII from end to end; Turkish ones mix."""
    words = [word for word in WORD.findall(content) if len(word) > 1]
    if not words:
        raise _unknown()
    if sum(map(_is_cyrillic, words)) >= len(words) * SURE:
        return "cp1251"
    if sum(map(_is_turkish, words)) >= len(words) * SURE:
        return "cp1254"
    raise _unknown()


def _is_cyrillic(word: bytes) -> bool:
    read = word.decode("cp1251", "replace")
    letters = [letter for letter in read if letter not in SIGNS]
    return bool(letters) and all("Ѐ" <= letter <= "ӿ" for letter in letters)


def _is_turkish(word: bytes) -> bool:
    read = word.decode("cp1254", "replace")
    return all(letter.isascii() or letter in TURKISH or letter in SIGNS for letter in read)


def _unknown() -> Refused:
    return Refused(
        _("The letters in this file can't be read. Save it as “CSV UTF-8” or XLSX and send that."),
        field="file",
    )
