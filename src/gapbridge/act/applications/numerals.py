"""Numbers as people write them in three languages: "1 234,50", "1,234.50", "1234.5". Exact, never a float.

static/applications/budget.js reads by the same rules; tests/act/applications/numerals.json holds examples for both.
"""

import re
from decimal import Decimal
from math import isfinite
from typing import Any

from django.utils.translation import gettext as _

SPACES = re.compile("[ \u00a0\u2009\u202f'’]")  # what stands between thousands
SHAPE = re.compile(r"[0-9., ]+")
GROUPED = re.compile(r"[0-9]{1,3}( [0-9]{3})+")
PLACES = 2
CENT = Decimal("0.01")


def read_number(text: str, *, most: Decimal) -> Decimal | None:
    """The number with at most two decimals, from zero up to `most`; None when nothing is written.

    Raises ValueError with a sentence that says what to write instead: for what is no number, and for what could be
    two ("1,234" is one thousand and more to some, one and a bit to others).
    """
    written = SPACES.sub(" ", text.strip())
    if not written:
        return None
    if written.startswith(("-", "−")):
        raise ValueError(_("It can't be less than zero."))
    if not SHAPE.fullmatch(written) or not re.search("[0-9]", written):
        raise ValueError(_("This is not a number. Write it like 1234.50, without words."))
    number = _value(written)
    if number > most:
        raise ValueError(_("This is too large."))
    return number


def _value(written: str) -> Decimal:
    whole, fraction, group = _parts(written)
    digits = whole.replace(group, "") if group and _is_grouped(whole, group) else whole
    if not digits.isdigit() or (fraction and not fraction.isdigit()):
        raise ValueError(_("This is not a number. Write it like 1234.50, without words."))
    if len(fraction.rstrip("0")) > PLACES:
        raise ValueError(_("Write at most two digits after the point."))
    return Decimal(f"{digits}.{fraction or 0}").quantize(CENT)


def _parts(written: str) -> tuple[str, str, str]:
    """Digits before the decimal sign, digits after it, and the sign between thousands."""
    points, commas = written.count("."), written.count(",")
    if points and commas:  # the last one stands before the decimals: 1.234,50 and 1,234.50
        sign, group = (",", ".") if written.rfind(",") > written.rfind(".") else (".", ",")
        whole, _sign, fraction = written.rpartition(sign)
        return whole, fraction, group
    sign = "." if points else ","
    if points + commas > 1:  # 1.234.567
        return written, "", sign
    if points + commas == 0:
        return written, "", " "
    whole, _sign, fraction = written.partition(sign)
    if len(fraction) == 3 and re.fullmatch("[1-9][0-9]{0,2}", whole):
        raise ValueError(
            _("This can be read in two ways. Write %(thousands)s or %(fraction)s.")
            % {"thousands": whole + fraction, "fraction": f"{whole}.{fraction[:2]}"}
        )
    return whole, fraction, " "


def _is_grouped(whole: str, group: str) -> bool:
    if " " in whole and group != " ":
        return False
    return GROUPED.fullmatch(whole.replace(group, " ")) is not None


def of_cell(value: Any, *, most: Decimal) -> Decimal | None:
    """The same of a workbook's cell, which may hold a number already. A computed 33.33000000000001 is 33.33."""
    if isinstance(value, bool):
        raise ValueError(_("This is not a number. Write it like 1234.50, without words."))
    if isinstance(value, int | float):
        return read_number(_exactly(value), most=most)
    return read_number("" if value is None else str(value), most=most)


def _exactly(value: float) -> str:
    if not isfinite(value):
        return str(value)
    if abs(value) >= 1e15:
        return str(int(value))
    text = f"{Decimal(repr(value)):.6f}".rstrip("0")
    return f"{text}0" if text.endswith(".") else text if len(text.partition(".")[2]) != 3 else f"{text}0"


def written(number: Decimal | None, *, comma: bool) -> str:
    """As it stands in a cell to be typed in: no grouping, which would be read in two ways."""
    if number is None:
        return ""
    text = f"{number:.2f}"
    return text.replace(".", ",") if comma else text
