"""Numbers of passports, identity cards, FIN codes, certificates: by their form, or by the words that announce them."""

import re
from collections.abc import Iterator

ANNOUNCED = (
    r"passport|pasport|паспорт|identity (?:card|document)|\bID(?: card)?\b|vəsiqə|удостоверени|свидетельств"
    r"|şəhadətnamə|certificate"
    r"|IDP card|köçkün kart|карт\w* (?:беженц|перемещ)|сери[яи]|seriya|personal number|личн\w* номер"
)
CODE = r"(?:[A-ZА-ЯƏ]{1,4}[-\s№]{0,3})?\d(?:[\d/-]|\s(?=\d)){3,14}\d"
ANNOUNCED_CODE = re.compile(rf"(?:{ANNOUNCED})[^\d.!?;\n]{{0,30}}?(?P<code>\b{CODE}\b)", re.IGNORECASE)
FIN = re.compile(
    r"\b(?:F[İIiı]N|ФИН)\b(?:[\s-]*(?:kod\w*|code|код\w*))?[\s:№#–-]{0,4}(?P<code>(?=[A-Z0-9]{0,6}\d)[A-Z0-9]{7})\b",
    re.IGNORECASE,
)
BY_FORM = re.compile(
    r"\b(?:AZE[\s№-]{0,3}\d{7,8}|A[A-Z][\s№-]{0,2}\d{7}|[PC][\s№-]{0,3}\d{7,8}|\d{2}[A-Z]{2}\d{5})\b"
    r"|(?:№|\bNo\.?|\bN:)\s?(?:[A-ZА-Я]{1,3}[-\s]?)?\d{5,12}\b"
    r"|\b\d{2}\s?\d{2}\s№?\s?\d{6}\b(?=[^\n]{0,40}(?:выдан|verilib|issued))"
)
FEWEST_DIGITS = 5


def documents_in(text: str) -> Iterator[tuple[int, int]]:
    for found in FIN.finditer(text):
        yield found.span("code")
    for found in BY_FORM.finditer(text):
        yield found.span()
    for found in ANNOUNCED_CODE.finditer(text):
        if sum(character.isdigit() for character in found["code"]) >= FEWEST_DIGITS:
            yield found.span("code")
