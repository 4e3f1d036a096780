"""What PostgreSQL says its own way. All else of the index is the same in both databases."""

from django.db import connection

KEEPERS_KEY = 6_120_414  # of the advisory lock: any number that nothing else takes


def lock() -> None:
    """Until the transaction ends, nobody else writes the index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [KEEPERS_KEY])


def begins(column: str, beginning: str) -> tuple[str, list[str]]:
    """A condition that uses the index with varchar_pattern_ops, whatever the database's collation."""
    return f"{column} LIKE %s", [beginning + "%"]
