"""What must hold before the server may start, read back and not taken on trust.

`gapbridge check --database default` asks the database; `gapbridge check --deploy` the settings of a
production server. A SQLite connection that was not set up as conf/settings.py asks is refused as it
opens.
"""

from base64 import urlsafe_b64decode
from collections.abc import Iterator, Sequence
from typing import Any

from cryptography.fernet import Fernet
from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models import Q

# What each PRAGMA answers when it is as it must be (docs/decisions/0003-sqlite.md).
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "trusted_schema": 0,
}
SHORTEST_SECRET = 32  # characters
DEMONSTRATION = "demonstration"


def connect() -> None:
    connection_created.connect(refuse_unsafe_connection, dispatch_uid="checks")


def refuse_unsafe_connection(connection: BaseDatabaseWrapper, **_kwargs: Any) -> None:
    """Raises ImproperlyConfigured. Only production is held to `synchronous`: tests need not outlive a power cut."""
    faults = [f for name, f in sqlite_faults(connection) if name != "synchronous" or settings.PRODUCTION]
    if faults:
        raise ImproperlyConfigured(f"This SQLite connection is not safe: {'; '.join(faults)}")


def sqlite_faults(connection: Any) -> Iterator[tuple[str, str]]:
    """Name and description of each way in which a SQLite connection differs from what it must be."""
    if connection.vendor != "sqlite":
        return
    version = connection.Database.sqlite_version_info
    if not is_sound(version):
        yield "version", f"SQLite {'.'.join(map(str, version))} can corrupt a WAL database"
    for name, wanted in PRAGMAS.items():
        found = _pragma(connection, name)
        # A database in memory has no file to write ahead to, and nothing that could outlive the process.
        in_memory = name == "journal_mode" and found == "memory" and connection.is_in_memory_db()
        if found != wanted and not in_memory:
            yield name, f"{name} is {found}, not {wanted}"


def is_sound(version: Sequence[int]) -> bool:
    """Without the WAL-reset bug: SQLite 3.51.3, or 3.50.7 and 3.44.6 within their own lines."""
    line, patch = tuple(version[:2]), version[2]
    repaired = {(3, 44): 6, (3, 50): 7, (3, 51): 3}
    return line > (3, 51) or (line in repaired and patch >= repaired[line])


def _pragma(connection: Any, name: str) -> Any:
    with connection.cursor() as cursor:
        return cursor.execute(f"PRAGMA {name}").fetchone()[0]


@register(Tags.database)
def check_sqlite(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    hint = "Leave DATABASES to conf/settings.py (GAPBRIDGE_DATA names the folder), and run script/setup."
    try:
        faults = [fault for alias in databases or [] for _name, fault in sqlite_faults(connections[alias])]
    except ImproperlyConfigured as refusal:  # as the connection opened
        faults = [str(refusal)]
    return [Error(fault, hint=hint, id="base.E001") for fault in faults]


@register(Tags.database)
def check_demonstration_accounts(
    databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """In production nobody may sign in with an account whose password the documentation tells."""
    if not settings.PRODUCTION or not databases:
        return []
    user = apps.get_model(settings.AUTH_USER_MODEL)
    if user._meta.db_table not in connections[databases[0]].introspection.table_names():
        return []
    found = user._default_manager.filter(
        Q(is_demo=True) | Q(email__iendswith="@example.org"), is_active=True
    ).count()
    if not found:
        return []
    hint = (
        "GAPBRIDGE_PRODUCTION is on: start from an empty database (GAPBRIDGE_DATA or DATABASE_URL), "
        "not from the demonstration's."
    )
    return [Error(f"{found} demonstration accounts can sign in.", hint=hint, id="base.E002")]


@register(Tags.security, deploy=True)
def check_production_settings(**_kwargs: Any) -> list[CheckMessage]:
    """Each weak setting of a production server, with the variable that mends it."""
    return [Error(what, hint=f"Set {variable}.", id="base.E003") for variable, what in weak_settings()]


def weak_settings() -> Iterator[tuple[str, str]]:
    """(environment variable, what is wrong with it)."""
    for name in ("SECRET_KEY", "JOURNAL_KEY", "HASH_KEY"):
        if weakness := _weakness(getattr(settings, name)):
            yield f"GAPBRIDGE_{name}", f"{name} is {weakness}."
    if not settings.FIELD_KEYS:
        yield "GAPBRIDGE_FIELD_KEYS", "FIELD_KEYS is empty: nothing can be encrypted."
    for weakness in filter(None, map(_key_weakness, settings.FIELD_KEYS)):
        yield "GAPBRIDGE_FIELD_KEYS", f"One of FIELD_KEYS is {weakness}."
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        yield "GAPBRIDGE_HOSTS", "ALLOWED_HOSTS does not name the hosts of this site."
    if settings.DEBUG:
        yield "GAPBRIDGE_PRODUCTION", "DEBUG is on."
    if settings.DEMO:
        yield "GAPBRIDGE_DEMO to 0", "This is a demonstration."
    if not settings.PRODUCTION:
        yield "GAPBRIDGE_PRODUCTION to 1", "This is not a production server."


def _weakness(secret: str) -> str:
    if not secret:
        return "empty"
    if DEMONSTRATION in secret.lower():
        return "the demonstration's, which everybody knows"
    return f"shorter than {SHORTEST_SECRET} characters" if len(secret) < SHORTEST_SECRET else ""


def _key_weakness(key: str) -> str:
    try:
        Fernet(key)
    except ValueError:
        return "no Fernet key (32 random bytes in URL-safe base 64)"
    known = DEMONSTRATION.encode() in urlsafe_b64decode(key)
    return "the demonstration's, which everybody knows" if known else ""
