"""Receipts read again: whether one is as the site gave it, and whether somebody's copy is one of the site's."""

from .content import hash_of
from .models import Receipt
from .signing import verifies


def is_of_the_site(receipt: Receipt) -> bool:
    """Content, moment and number are what the site signed."""
    return hash_of(receipt.content) == receipt.sha256 and verifies(
        receipt.number, receipt.received_at, receipt.sha256, receipt.signature
    )


def verified(number: str, sha256: str) -> Receipt | None:
    """The receipt of that number if the check sum is its own and the site's signature holds."""
    receipt = Receipt.objects.filter(number=number.strip()).first()
    if receipt is None or receipt.sha256 != sha256.strip().lower() or not is_of_the_site(receipt):
        return None
    return receipt
