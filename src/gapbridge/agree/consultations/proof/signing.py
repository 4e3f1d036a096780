"""The site's key, by which agreements are signed: Ed25519, made from 32 secret bytes (GAPBRIDGE_AGREEMENT_KEY)."""

import base64
import binascii
from collections.abc import Iterator
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

from .verify import SIGNED, fingerprint_of

SEED = 32  # bytes


def seed() -> bytes:
    """Raises ImproperlyConfigured while the setting is no key."""
    try:
        found = base64.b64decode(settings.AGREEMENT_KEY, validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if len(found) != SEED:
        raise ImproperlyConfigured(f"GAPBRIDGE_AGREEMENT_KEY must be {SEED} random bytes in base 64")
    return found


def public_key() -> str:
    """The key that others check with, in base 64."""
    return base64.b64encode(_private().public_key().public_bytes_raw()).decode()


def fingerprint() -> str:
    return fingerprint_of(public_key())


def sign(record_hash: str) -> str:
    """The site's signature of a record's hash, in base 64."""
    return base64.b64encode(_private().sign(SIGNED + record_hash.encode())).decode()


def _private() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed())


@register(Tags.security, deploy=True)
def check_agreement_key(**_kwargs: Any) -> list[CheckMessage]:
    hint = "Set GAPBRIDGE_AGREEMENT_KEY. docs/operations.md says how it is made."
    return [Error(each, hint=hint, id="consultations.E001") for each in _weaknesses()]


def _weaknesses() -> Iterator[str]:
    try:
        if len(set(seed())) < 8:
            yield "AGREEMENT_KEY is not random: anybody could sign agreements in this site's name."
    except ImproperlyConfigured:
        yield "AGREEMENT_KEY is missing, or is not 32 bytes in base 64: no agreement can be signed."
