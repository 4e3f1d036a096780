"""A migrated database, made once and then copied: making it takes some seconds, a copy a moment.

What is made is kept (on SQLite in .pytest_cache/, on PostgreSQL in the server that the tests are given) under a name
that tells what it was made from; another migration makes another. Whoever takes a copy runs `migrate` on it as on any
database, so one that were out of date would be brought up to date.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / ".pytest_cache" / "migrated"
# What decides how the tables look: the migrations, the fields that they name, the settings, the packages.
SOURCES = (
    "src/gapbridge/**/migrations/*.py",
    "src/gapbridge/base/fields.py",
    "src/gapbridge/conf/settings.py",
    "requirements/app.txt",
)


def copy_to(path: Path) -> None:
    """Put a migrated SQLite database at the path."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # of several workers, the first makes it
        made = KEPT / f"{_made_from()}.sqlite3"
        if not made.exists():
            for old in KEPT.glob("*.sqlite3"):
                old.unlink()
            for unfinished in KEPT.glob("tmp*"):  # of a run that was cut short
                shutil.rmtree(unfinished, ignore_errors=True)
            with tempfile.TemporaryDirectory(dir=KEPT) as folder:
                _migrate(folder)
                Path(folder, "gapbridge.sqlite3").rename(made)
        shutil.copyfile(made, path)


def template(server: str) -> str:
    """The name of a migrated PostgreSQL database, for CREATE DATABASE … TEMPLATE. `server`: the address of any."""
    import psycopg

    name = f"migrated_{_made_from()}"
    begun = f"{name}_begun"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f'DROP DATABASE IF EXISTS "{begun}"')
            connection.execute(f'CREATE DATABASE "{begun}"')
            with tempfile.TemporaryDirectory() as folder:
                _migrate(folder, DATABASE_URL=urlsplit(server)._replace(path=f"/{begun}").geturl())
            connection.execute(f'ALTER DATABASE "{begun}" RENAME TO "{name}"')
    return name


@cache
def _made_from() -> str:
    digest = sha256(sys.version.encode())
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(f"\0{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _migrate(folder: str, **environment: str) -> None:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("GAPBRIDGE_") and k != "DATABASE_URL"}
    settings = {
        "DJANGO_SETTINGS_MODULE": "gapbridge.conf.settings",
        "GAPBRIDGE_DATA": folder,
        "PYTHONPATH": f"{ROOT / 'src'}",
    }
    command = [sys.executable, "-m", "gapbridge", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=kept | settings | environment, check=True)
