"""Ways to reach a person: e-mail addresses and telephone numbers."""

import re
from collections.abc import Iterator

EMAIL = re.compile(r"(?<![^\s<>(,;:“”\"«»])[^\s@<>()“”\"«»,;:]{1,64}@[^\s@<>]{1,255}\.\w{2,}")
DATE = re.compile(r"(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})(?!\d)")
SEPARATED = r"(?:[\s().\-/\u2010-\u2015]{0,3}\d)"
PHONE = re.compile(
    rf"(?<![\d,.])(?:\+{SEPARATED}{{8,15}}"  # +994 50 123 45 67
    rf"|\(?0{SEPARATED}{{8,13}}"  # (050) 123-45-67, 00994…
    r"|\d{9,15}"  # 501234567
    r"|\d{3}[-\u2010-\u2015]\d{2}[-\u2010-\u2015]\d{2}"  # 493-12-34
    r")(?!\d)"
)


def emails_in(text: str) -> Iterator[tuple[int, int]]:
    if "@" in text:
        yield from (found.span() for found in EMAIL.finditer(text))


def phones_in(text: str) -> Iterator[tuple[int, int]]:
    """Dates are looked away from: 01.03.2009-05.04.2009 reaches nobody."""
    without_dates = DATE.sub(lambda found: "·" * len(found[0]), text)
    yield from (found.span() for found in PHONE.finditer(without_dates))
