"""Receipts: a code that only the person who wrote has. We keep a keyed hash of it."""

import secrets

from gapbridge.base.fields import keyed_hash

LETTERS = "ACDEFGHJKMNPQRTUVWXY34679"  # none that is taken for another: no 0 O, 1 I L, 2 Z, 5 S, 8 B
GROUPS, SIZE = 4, 4
# Letters of a Russian keyboard that look the same.
CYRILLIC = str.maketrans("АЕНКМРСТУХ", "AEHKMPCTYX")


def new_receipt() -> str:
    """ "K7QD-4MXA-9TRE-HG3W": 74 bits that can't be guessed."""
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(SIZE)) for _group in range(GROUPS))


def receipt_hash(code: str) -> str:
    """The hash under which a receipt is kept, however its letters and hyphens were typed."""
    typed = code.upper().translate(CYRILLIC)
    return keyed_hash("".join(character for character in typed if character in LETTERS), "feedback.receipt")
