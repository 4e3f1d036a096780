"""Digest access authentication as ODK Collect and KoboCollect speak it: RFC 7616 with MD5 and qop=auth.

The server keeps no nonces: each carries its time and a keyed hash, lives ten minutes, and is then answered with
`stale=true`, on which a client tries again by itself. Within those minutes a request that somebody overhears can be
sent again unchanged, which OpenRosa makes harmless (the same answer is taken once); TLS keeps it from being heard.
"""

import hashlib
import hmac
import re
import secrets
import time
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote, urlsplit

from django.http import HttpRequest

from gapbridge.base.fields import keyed_hash
from gapbridge.listen.collect.credentials import REALM, ha1
from gapbridge.listen.collect.models import Device

NONCE_SECONDS = 600
PART = re.compile(r'([a-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))', re.IGNORECASE)
# Compared with where there is no such device, so that both take the same time.
NOBODY = ha1("nobody", "nothing")

Verdict = Literal["known", "missing", "stale", "wrong"]


@dataclass(frozen=True)
class SignedIn:
    """Who asks. `device` is set when `verdict` is "known"; `username` is what was claimed."""

    verdict: Verdict
    device: Device | None = None
    username: str = ""


def challenge(*, stale: bool = False) -> str:
    """The value of WWW-Authenticate."""
    parts = f'Digest realm="{REALM}", qop="auth", algorithm=MD5, nonce="{_nonce()}", opaque="{_opaque()}"'
    return parts + (", stale=true" if stale else "")


def claimed(request: HttpRequest) -> str:
    """The user name that the request gives, right or wrong."""
    return (_parts(request.headers.get("Authorization", "")) or {}).get("username", "")[:40]


def sign_in(request: HttpRequest) -> SignedIn:
    given = _parts(request.headers.get("Authorization", ""))
    if given is None:
        return SignedIn("missing")
    username = given.get("username", "")[:40]
    device = Device.objects.filter(username=username, revoked_at=None).select_related("programme").first()
    right = _is_right(request, given, device.ha1 if device else NOBODY)
    if device is None or not right:
        return SignedIn("wrong", username=username)
    if not _is_fresh(given["nonce"]):
        return SignedIn("stale", username=username)
    return SignedIn("known", device, username)


def _parts(header: str) -> dict[str, str] | None:
    """The parts of the header by name; None when it is no digest."""
    scheme, _, rest = header.partition(" ")
    if scheme.lower() != "digest":
        return None
    return {
        name.lower(): re.sub(r"\\(.)", r"\1", quoted) if quoted else plain
        for name, quoted, plain in PART.findall(rest)
    }


def _is_right(request: HttpRequest, given: dict[str, str], kept: str) -> bool:
    counted = re.fullmatch("[0-9a-fA-F]{8}", given.get("nc", "")) is not None
    named = given.get("realm") == REALM and given.get("qop") == "auth" and bool(given.get("cnonce"))
    plain_md5 = given.get("algorithm", "MD5").upper() == "MD5"
    ours = _is_ours(given.get("nonce", "")) and given.get("opaque", _opaque()) == _opaque()
    here = _is_here(request, given.get("uri", ""))
    wanted = response_to(
        kept, request.method or "", **{key: given.get(key, "") for key in ("uri", "nonce", "nc", "cnonce")}
    )
    same = hmac.compare_digest(wanted.encode(), given.get("response", "").lower().encode())
    return same and counted and named and plain_md5 and ours and here


def response_to(kept: str, method: str, *, uri: str, nonce: str, nc: str, cnonce: str) -> str:
    """RFC 7616 section 3.4.1, with `kept` as HA1."""
    ha2 = _md5(f"{method}:{uri}")
    return _md5(f"{kept}:{nonce}:{nc}:{cnonce}:auth:{ha2}")


def _md5(text: str) -> str:
    return hashlib.md5(text.encode("utf-8", "surrogateescape"), usedforsecurity=False).hexdigest()


def _is_here(request: HttpRequest, uri: str) -> bool:
    """Was the signature made for this address? Clients quote paths in their own ways, and some send the whole."""
    try:
        asked = urlsplit(uri)
    except ValueError:
        return False
    return unquote(asked.path) == request.path and asked.query == request.META.get("QUERY_STRING", "")


# --- nonces --------------------------------------------------------------------------------------


def _nonce() -> str:
    made = f"{int(time.time()):x}.{secrets.token_hex(8)}"
    return f"{made}.{_sealed(made)}"


def _sealed(made: str) -> str:
    return keyed_hash(made, "openrosa.nonce")[:32]


def _is_ours(nonce: str) -> bool:
    made, _, seal = nonce.rpartition(".")
    return hmac.compare_digest(_sealed(made).encode(), seal.encode())


def _is_fresh(nonce: str) -> bool:
    """Asked of our own nonces only."""
    return 0 <= time.time() - int(nonce.partition(".")[0], 16) + 1 <= NONCE_SECONDS


def _opaque() -> str:
    return keyed_hash("opaque", "openrosa.opaque")[:32]
