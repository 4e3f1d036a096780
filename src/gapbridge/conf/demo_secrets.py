"""Keys that a demonstration makes for itself, once, and keeps in its data folder."""

import os
import secrets
import tempfile
from base64 import urlsafe_b64encode
from contextlib import suppress
from pathlib import Path

FORMS = {
    "GAPBRIDGE_SECRET_KEY": lambda: secrets.token_urlsafe(50),
    "GAPBRIDGE_FIELD_KEYS": lambda: urlsafe_b64encode(secrets.token_bytes(32)).decode(),  # a Fernet key
    "GAPBRIDGE_JOURNAL_KEY": lambda: secrets.token_urlsafe(32),
    "GAPBRIDGE_HASH_KEY": lambda: secrets.token_urlsafe(32),
}


def demo_secrets(data: Path) -> dict[str, str]:
    """The keys in `data`/secrets.env, made now if there are none.

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
    return dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)
