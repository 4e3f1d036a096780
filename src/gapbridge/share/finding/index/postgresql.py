"""PostgreSQL's part of the index: a table of pages with a tsvector each, and its ways of saying things.

Pages are asked for by their numbers (those of documents that were found), so the vector needs no index of its own.
"""

from collections.abc import Iterable, Sequence

from django.db import connection

# Made after migrations, where they are missing (keeping.make_tables): no model describes them.
TABLES = (
    "CREATE TABLE IF NOT EXISTS finding_pages (page bigint PRIMARY KEY, terms tsvector NOT NULL)",
    # Blocks are compressed already.
    "ALTER TABLE finding_block ALTER COLUMN weights SET STORAGE EXTERNAL",
    "ALTER TABLE finding_traitblock ALTER COLUMN works SET STORAGE EXTERNAL",
)

KEEPERS_KEY = 6_120_414  # of the advisory lock: any number that nothing else takes

Span = tuple[int, int]


def lock() -> None:
    """Until the transaction ends, nobody else writes the index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [KEEPERS_KEY])


def put_pages(pages: Iterable[tuple[int, Iterable[str]]]) -> None:
    rows = [(page, sorted(terms)) for page, terms in pages]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO finding_pages (page, terms) VALUES (%s, array_to_tsvector(%s::text[]))"
            " ON CONFLICT (page) DO UPDATE SET terms = excluded.terms",
            rows,
        )


def drop_pages(spans: Iterable[Span]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM finding_pages WHERE page BETWEEN %s AND %s", list(spans))


def pages_with(words: Sequence[Sequence[str]], spans: Sequence[Span]) -> list[tuple[int, int]]:
    """(number of the word, page): the pages in these spans that hold one of its terms; `term*` begins."""
    if not words or not spans:
        return []
    sql = (
        "SELECT word.number, page.page FROM unnest(%s::bigint[], %s::bigint[]) AS span(first, last)"
        " JOIN finding_pages page ON page.page BETWEEN span.first AND span.last"
        " JOIN unnest(%s::int[], %s::text[]) AS word(number, asked) ON page.terms @@ word.asked::tsquery"
    )
    firsts, lasts = [first for first, _ in spans], [last for _, last in spans]
    with connection.cursor() as cursor:
        cursor.execute(sql, [firsts, lasts, list(range(len(words))), [_any(terms) for terms in words]])
        return cursor.fetchall()


def _any(terms: Sequence[str]) -> str:
    return " | ".join(f"'{term[:-1]}':*" if term.endswith("*") else f"'{term}'" for term in terms)


def begins(column: str, beginning: str) -> tuple[str, list[str]]:
    """A condition that uses the index with varchar_pattern_ops, whatever the database's collation."""
    return f"{column} LIKE %s", [beginning + "%"]


def size() -> int:
    """Bytes of the whole index."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(pg_total_relation_size(oid)), 0) FROM pg_class"
            " WHERE relkind = 'r' AND relname LIKE 'finding\\_%%'"
        )
        return int(cursor.fetchone()[0])
