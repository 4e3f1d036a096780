"""What a telephone signs in with: a name and a password that are shown once and typed on small keys."""

import hashlib
import secrets

REALM = "Gapbridge"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another: no i, l, o, 0, 1


def ha1(username: str, password: str) -> str:
    """What a server keeps for digest authentication, RFC 7616 section 3.4.2 (MD5: Collect speaks no other)."""
    text = f"{username}:{REALM}:{password}"
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def new_username() -> str:
    return f"phone-{_letters(6)}"


def new_password() -> str:
    """15 letters of 31: 74 bits."""
    return "-".join(_letters(5) for _ in range(3))


def _letters(count: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(count))
