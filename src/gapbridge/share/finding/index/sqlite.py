"""SQLite's part of the index: an FTS5 table of pages, and its ways of saying things.

The table holds no text, only which of our terms stand on which page (contentless, detail=none): the smallest that
FTS5 makes, and all that is asked of it is which page of a document that was found holds the words.
"""

from collections.abc import Iterable, Sequence

from django.db import connection

# Made after migrations, where it is missing (keeping.make_tables): no model describes it.
TABLES = (
    """
    CREATE VIRTUAL TABLE IF NOT EXISTS finding_pages
    USING fts5(terms, content='', contentless_delete=1, detail=none, tokenize='ascii')
    """,
)

Span = tuple[int, int]


def lock() -> None:
    """Nothing to do: a transaction that writes has the database for itself (transaction_mode IMMEDIATE)."""


def put_pages(pages: Iterable[tuple[int, Iterable[str]]]) -> None:
    rows = [(page, " ".join(terms)) for page, terms in pages]
    with connection.cursor() as cursor:
        cursor.executemany("INSERT OR REPLACE INTO finding_pages (rowid, terms) VALUES (%s, %s)", rows)


def drop_pages(spans: Iterable[Span]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM finding_pages WHERE rowid BETWEEN %s AND %s", list(spans))


def pages_with(words: Sequence[Sequence[str]], spans: Sequence[Span]) -> list[tuple[int, int]]:
    """(number of the word, page): the pages in these spans that hold one of its terms; `term*` begins."""
    one = "SELECT %s, rowid FROM finding_pages WHERE finding_pages MATCH %s AND rowid BETWEEN %s AND %s"
    asked = [(number, _any(terms), *span) for number, terms in enumerate(words) for span in spans]
    found: list[tuple[int, int]] = []
    with connection.cursor() as cursor:
        for at in range(0, len(asked), 200):  # a compound of at most 500 questions is taken
            some = asked[at : at + 200]
            cursor.execute(" UNION ALL ".join([one] * len(some)), [each for row in some for each in row])
            found += cursor.fetchall()
    return found


def _any(terms: Sequence[str]) -> str:
    return " OR ".join(f'"{term[:-1]}"*' if term.endswith("*") else f'"{term}"' for term in terms)


def begins(column: str, beginning: str) -> tuple[str, list[str]]:
    """A condition that uses the column's index: terms are of a–z and 0–9, and { comes after z."""
    return f"{column} >= %s AND {column} < %s", [beginning, beginning + "{"]


def size() -> int:
    """Bytes of the whole index in the database's file."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name LIKE 'finding_%%' OR name LIKE '%%_finding_%%'"
        )
        return int(cursor.fetchone()[0])
