"""A receipt is signed with the site's key, so that a copy of it can be checked without asking who holds it."""

import base64
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gapbridge.agree.consultations.proof.signing import seed

SIGNED = b"gapbridge receipt 1\n"  # so that no signature of an agreement is one of a receipt


def sign(number: str, received_at: datetime, sha256: str) -> str:
    """The signature of a receipt's number, moment and content's hash, in base 64."""
    return base64.b64encode(_key().sign(_statement(number, received_at, sha256))).decode()


def verifies(number: str, received_at: datetime, sha256: str, signature: str) -> bool:
    try:
        _key().public_key().verify(
            base64.b64decode(signature, validate=True), _statement(number, received_at, sha256)
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def _statement(number: str, received_at: datetime, sha256: str) -> bytes:
    return SIGNED + f"{number}\n{received_at.isoformat()}\n{sha256}".encode()


def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed())
