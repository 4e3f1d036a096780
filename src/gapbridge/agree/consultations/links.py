"""Personal links: their tokens, the browser each belongs to, codes, and the way to say “it wasn't me”.

A token is short enough to be typed from paper (20 characters, 99 random bits) and kept only as its hash. The address
that holds it is a secret: it stands in no journal and no log (base/logs.py), and browsers pass it on to nobody.
"""

import secrets
from datetime import timedelta

from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from gapbridge.base.fields import keyed_hash
from gapbridge.base.throttle import Throttle
from gapbridge.people.tokens import new_token, token_hash

from .models import Link, Position

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that looks like something else on paper
GROUPS, GROUP = 5, 4
CODE_LASTS = timedelta(minutes=15)
CODE_TRIES = 5
COOKIE_LASTS = timedelta(days=365)
SALT = "consultations.link"

# Per network address: tokens that lead nowhere. Per link: codes that are mailed.
UNKNOWN = Throttle("consultations.link", most=20, seconds=60)
CODES = Throttle("consultations.link.code", most=5, seconds=24 * 60 * 60)


def new_link_token() -> str:
    """Like "7kq2-m9xv-3hfd-w8rt-p6nz"."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))


def hash_of(token: str) -> str:
    """Hyphens, spaces and capitals are the typist's own."""
    return token_hash("".join(each for each in token.lower() if each.isalnum()))


def find(token: str) -> Link | None:
    """The link of a token, with its seat and round; the same one query whether there is one or not."""
    return _with_round().filter(token_hash=hash_of(token)).first()


def _with_round() -> QuerySet[Link]:
    return Link.objects.select_related(
        "stakeholder__organisation", "stakeholder__group__place", "stakeholder__consultation__programme"
    )


# --- the browser a link belongs to ---------------------------------------------------------------


def new_browser() -> tuple[str, str]:
    """What a browser keeps, and its hash, which is all that is kept here."""
    value = new_token()
    return value, token_hash(value)


def is_at_home(request: HttpRequest, link: Link) -> bool:
    """Whether this is the browser that the link belongs to."""
    value = request.get_signed_cookie(_cookie(link), "", salt=SALT) or ""
    return bool(value and link.browser_hash) and secrets.compare_digest(token_hash(value), link.browser_hash)


def keep_in(response: HttpResponse, link: Link, value: str, *, secure: bool) -> None:
    """The browser keeps it for these pages alone, unseen by scripts and by requests that other sites cause."""
    response.set_signed_cookie(
        _cookie(link),
        value,
        salt=SALT,
        max_age=COOKIE_LASTS,
        path=reverse("consultations:link", args=["x"]).removesuffix("x/"),
        secure=secure,
        httponly=True,
        samesite="Lax",
    )


def _cookie(link: Link) -> str:
    return f"round-link-{link.pk}"


# --- the code that moves a link to another browser -----------------------------------------------


def new_code() -> str:
    return f"{secrets.randbelow(10**6):06}"


def code_hash(link: Link, code: str) -> str:
    """Keyed: six digits could be guessed from a plain hash."""
    return keyed_hash(f"{link.pk}:{code}", "consultations.link.code")


# --- “it wasn't me” ------------------------------------------------------------------------------


def report_key(position: Position, link: Link) -> str:
    """What the letter about a position carries: it lets its reader report the link, and do nothing else."""
    return signing.dumps([link.pk, position.pk], salt=f"{SALT}.report")


def reported(key: str) -> tuple[Link, Position] | None:
    """The link and the position that such a letter was about."""
    try:
        link, position = signing.loads(key, salt=f"{SALT}.report")
    except signing.BadSignature:
        return None
    found = _with_round().filter(pk=link).first()
    about = Position.objects.filter(pk=position).first()
    return (found, about) if found and about else None
