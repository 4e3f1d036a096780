"""Addresses: a street with a house or a flat tells where somebody lives; a street alone may."""

import re
from collections.abc import Iterator

UPPER = "A-ZÇƏĞIİÖŞÜА-ЯЁ"
CAPITAL = rf"[{UPPER}][^\W\d_]+\.?"
NUMBER = r"\d{1,4}(?:[-/]?[A-Za-zА-Яа-я0-9]{1,3})?\b"
AZ_HOUSE = r"(?:ev|bina|korpus|m[əe]nzil|mənz\.|blok|otaq|m\.|b\.)"
RU_HOUSE = r"(?:д\.|дом\w{0,2}|корп\.|корпус\w{0,2}|кв\.|квартир\w{1,2}|строение|блок)"
EN_HOUSE = r"(?:house|building|apartment|apt\.?|flat|block|no\.?)"
PART = rf"(?:(?i:{AZ_HOUSE}|{RU_HOUSE}|{EN_HOUSE})\s?№?\s?{NUMBER}|{NUMBER}\s?(?i:-?c[iıuü]\s)?{AZ_HOUSE}?)"
NUMBERS = rf"(?:[,\s]{{1,3}}{PART}){{1,4}}"
AZ_STREET = (
    rf"(?:{CAPITAL}\s){{0,3}}{CAPITAL}\s"
    r"(?:küç(?:\.|əsi\w{0,6})|pr(?:\.|ospekti\w{0,6})|məhəlləsi\w{0,6}|döngəsi\w{0,6}|kuç\w{0,8})"
)
RU_STREET = (
    r"(?:\b(?:ул\.|улиц\w{1,2}|пр-т\w?|просп\w{0,7}|пер\.|переул\w{1,4}|мкр\.?|микрорайон\w{0,2})\s?"
    rf"(?:{CAPITAL}\s?){{1,3}}"
    rf"|[{UPPER}]\w+(?:ая|ой|ую|ский|ском|ского)\s(?:улиц\w{{1,2}}|ул\.|проспект\w{{0,2}}|переул\w{{1,4}})(?!\w))"
)
EN_STREET = (
    rf"(?:{CAPITAL}\s){{0,3}}(?!(?:The|Our|My|This|That|His|Her|Their|Your|Main|On|In|Every|No|Street)\s)"
    rf"{CAPITAL}\s(?:(?i:street|avenue|prospect|lane)\b|[Ss]t\.|[Aa]ve\.)"
)
STREET = rf"(?:{AZ_STREET}|{RU_STREET}|{EN_STREET})"
WITH_NUMBER = re.compile(
    rf"\b(?:{NUMBER}\s{EN_STREET}(?:{NUMBERS})?|{STREET}{NUMBERS})"
    rf"|\b(?i:ev|bina|дом|д\.|house|building)\s?№?\s?{NUMBER},?\s(?i:m[əe]nzil|кв\.|квартира|apartment|flat|apt\.?)\s?№?\s?{NUMBER}"
    rf"|\b(?i:m[əe]nzil|кв\.|квартир\w{{1,2}}|apartment|apt\.?|flat)\s?№?\s?\d{{1,4}}\b(?!\s?[-–]?\s?(?:кв|m²|sq))"
)
WITHOUT = re.compile(rf"\b{STREET}")


SENTENCE_START = re.compile(r"(?:^|[.!?…\n])[ \t]*$")
FIRST_OF_SEVERAL = re.compile(
    rf"{CAPITAL}\s(?={CAPITAL}\s(?:{CAPITAL}\s)?(?:küç|pr|məhəl|döng|kuç|(?i:street|avenue)))"
)
KEYWORD = re.compile(
    r"(?i:küç|kuç|prospek|\bpr\.|məhəl|döngə|\bул\b|улиц|пр-т|переул|пер\.|мкр|микрор|street|\bst\.|avenue|\bave\.|lane"
    r"|mənz|menz|кварт|\bкв\.|apartment|\bapt|\bflat\b)"
)


def addresses_in(text: str) -> Iterator[tuple[int, int, bool]]:
    """Start, end, and whether it names a house or flat."""
    if not KEYWORD.search(text):
        return
    for found in WITH_NUMBER.finditer(text):
        yield *_trimmed(found), True
    for found in WITHOUT.finditer(text):
        yield *_trimmed(found), False


def _trimmed(found: re.Match[str]) -> tuple[int, int]:
    """Without the sentence's own first word ("Evimiz Nümunə küçəsində") and a last comma."""
    start, text = found.start(), found.string
    if SENTENCE_START.search(text[max(0, start - 10) : start]) and (
        first := FIRST_OF_SEVERAL.match(found[0])
    ):
        start += first.end()
    return start, found.start() + len(found[0].rstrip(" ,"))
