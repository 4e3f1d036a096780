"""Keys that a demonstration makes for itself, once, and keeps in its data folder."""

import fcntl
import os
import secrets
import tempfile
from base64 import b64encode, urlsafe_b64encode
from contextlib import suppress
from pathlib import Path

FORMS = {
    "GAPBRIDGE_SECRET_KEY": lambda: secrets.token_urlsafe(50),
    "GAPBRIDGE_FIELD_KEYS": lambda: urlsafe_b64encode(secrets.token_bytes(32)).decode(),  # a Fernet key
    "GAPBRIDGE_JOURNAL_KEY": lambda: secrets.token_urlsafe(32),
    "GAPBRIDGE_HASH_KEY": lambda: secrets.token_urlsafe(32),
    "GAPBRIDGE_AGREEMENT_KEY": lambda: b64encode(secrets.token_bytes(32)).decode(),  # an Ed25519 seed
}


def demo_secrets(data: Path) -> dict[str, str]:
    """The keys in `data`/secrets.env, made now if there are none; one that a later version asks for is added.

    Of two processes that start at once, both go by the file of the quicker.
    """
    path = data / "secrets.env"
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=data, prefix="secrets-")  # readable by its owner only
        with os.fdopen(handle, "w") as file:
            file.writelines(f"{name}={make()}\n" for name, make in FORMS.items())
        with suppress(FileExistsError):
            os.link(draft, path)
        Path(draft).unlink()
    found = _read(path)
    return found if FORMS.keys() <= found.keys() else _completed(path)


def _read(path: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)


def _completed(path: Path) -> dict[str, str]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        there = _read(path)
        file.writelines(f"{name}={make()}\n" for name, make in FORMS.items() if name not in there)
    return _read(path)
