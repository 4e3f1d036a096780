"""What must not stand in notes and statements: ways to reach a person."""

import re

from django.utils.translation import gettext as _

from gapbridge.base.errors import Refused

EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.\w{2,}")
DATE = re.compile(r"(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})(?!\d)")
SEPARATED = r"(?:[\s().\-/\u2010-\u2015]{0,3}\d)"
PHONE = re.compile(
    rf"(?<![\d,.])(?:\+{SEPARATED}{{8,15}}"  # +994 50 123 45 67
    rf"|\(?0{SEPARATED}{{8,13}}"  # (050) 123-45-67, 00994…
    r"|\d{9,15}"  # 501234567
    r"|\d{3}[-\u2010-\u2015]\d{2}[-\u2010-\u2015]\d{2}"  # 493-12-34
    r")(?!\d)"
)


def contact_in(text: str) -> str:
    """The first thing in a text that looks like an e-mail address or a telephone number, or ""."""
    if found := EMAIL.search(text):
        return found[0]
    found = PHONE.search(DATE.sub(" · ", text))
    return found[0].strip() if found else ""


def refuse_contacts(text: str, field: str) -> None:
    """Refused, beside `field`, when a text would let somebody reach or recognise a person."""
    if found := contact_in(text):
        raise Refused(
            _(
                "This looks like a telephone number or an e-mail address: “%(found)s”. "
                "Take it out: nobody who is listened to must be recognised here."
            )
            % {"found": found},
            field=field,
        )
