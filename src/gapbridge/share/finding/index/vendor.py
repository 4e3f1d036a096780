"""What the two databases say differently, chosen by the one that is connected."""

from types import ModuleType

from django.db import connection


def vendor() -> ModuleType:
    if connection.vendor == "postgresql":
        from . import postgresql

        return postgresql
    from . import sqlite

    return sqlite
