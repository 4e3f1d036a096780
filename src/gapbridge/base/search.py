"""Finding things: one index over everything that apps register in sockets.SEARCHABLE.

A registered object's title and body are folded (see folding.py) and handed to modelsearch, which keeps
SQLite's FTS5 table or PostgreSQL's vectors. A question is folded the same way, all its words must be
there, and the last may be unfinished. The reader finds only what `Searchable.queryset(user)` gives.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from operator import and_, or_
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from modelsearch.backends import get_search_backend

from . import sockets
from .folding import words_of
from .models import SearchEntry

LONGEST_QUERY = 200  # characters of a question that are read
MOST_WORDS = 10
LONGEST_BODY = 100_000  # characters of a text that are indexed
SNIPPET = 220  # characters
BATCH = 500


@dataclass(frozen=True)
class Hit:
    """One thing found. `title` and `snippet` are escaped, with <mark> around what was asked for."""

    kind: str
    stage: str
    object: Any
    title: SafeString
    snippet: SafeString

    @property
    def url(self) -> str:
        return self.object.get_absolute_url()


@dataclass(frozen=True)
class Found:
    hits: list[Hit]
    more: bool = False  # there are others after these


# --- keeping the index ---------------------------------------------------------------------------


def connect() -> None:
    """Keep the index beside the rows. This is upkeep, not domain logic, hence a signal; bulk writes
    send none and call `reindex_all` afterwards."""
    post_save.connect(_saved, dispatch_uid="search")
    post_delete.connect(_deleted, dispatch_uid="search")


def _saved(sender: type[models.Model], instance: models.Model, raw: bool = False, **_kwargs: Any) -> None:
    if not raw and sender._meta.label_lower in sockets.SEARCHABLE:
        reindex(instance)


def _deleted(sender: type[models.Model], instance: models.Model, **_kwargs: Any) -> None:
    if sender._meta.label_lower in sockets.SEARCHABLE:
        forget(instance)


@transaction.atomic
def reindex(obj: models.Model) -> None:
    """Bring the index to what the object says now; nothing is written when it says the same."""
    fresh = _entry(sockets.SEARCHABLE[obj._meta.label_lower], obj)
    old = SearchEntry.objects.filter(kind=fresh.kind, object_id=fresh.object_id).first()
    if old is not None and (old.stage, old.title, old.body) == (fresh.stage, fresh.title, fresh.body):
        return
    _write([fresh])


def forget(obj: models.Model) -> None:
    """Take the object out of the index."""
    for entry in SearchEntry.objects.filter(kind=obj._meta.label_lower, object_id=obj.pk):
        entry.delete()


def reindex_all() -> Iterator[tuple[str, int]]:
    """Write the whole index anew, a batch at a time, and drop what no longer exists; (kind, number)."""
    _drop(SearchEntry.objects.exclude(kind__in=sockets.SEARCHABLE))
    for kind, searchable in sockets.SEARCHABLE.items():
        manager = searchable.model._default_manager
        existing = manager.order_by().values("pk")
        _drop(SearchEntry.objects.filter(kind=kind).exclude(object_id__in=existing))
        objects = manager.order_by("pk").iterator(chunk_size=BATCH)
        yield kind, sum(_write([_entry(searchable, obj) for obj in batch]) for batch in _batches(objects))


def _batches(items: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(items, BATCH)):
        yield batch


def _entry(searchable: sockets.Searchable, obj: models.Model) -> SearchEntry:
    return SearchEntry(
        kind=obj._meta.label_lower,
        object_id=obj.pk,
        stage=searchable.stage,
        title=str(searchable.title(obj)),
        body=str(searchable.body(obj))[:LONGEST_BODY],
        updated_at=timezone.now(),
    )


@transaction.atomic
def _write(entries: list[SearchEntry]) -> int:
    written = SearchEntry.objects.bulk_create(
        entries,
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=["stage", "title", "body", "updated_at"],
    )
    get_search_backend().add_bulk(SearchEntry, written)
    return len(written)


def _drop(stale: models.QuerySet[SearchEntry]) -> None:
    while batch := list(stale[:BATCH]):
        SearchEntry.objects.filter(pk__in=[entry.pk for entry in batch]).delete()


# --- asking it -----------------------------------------------------------------------------------


def find(query: str, user: Any, kind: str | None = None, limit: int = 20, offset: int = 0) -> Found:
    """What this reader may see that holds all the words, the best first; of one kind ("gaps.gap") or all.

    A question without a letter or digit finds nothing. Costs two queries, and one for each kind of hit.
    """
    words = words_of(query[:LONGEST_QUERY])[:MOST_WORDS]
    visible = _visible(user, kind)
    if not words or visible is None:
        return Found([])
    ids = list(_ranked(words, visible)[offset : offset + limit + 1])
    entries = SearchEntry.objects.in_bulk(ids[:limit])
    objects = _objects(list(entries.values()), user)
    shown = [entries[pk] for pk in ids[:limit] if pk in entries]
    found = [(entry, objects.get((entry.kind, entry.object_id))) for entry in shown]
    return Found([_hit(entry, obj, words) for entry, obj in found if obj is not None], more=len(ids) > limit)


def _visible(user: Any, kind: str | None) -> models.QuerySet[SearchEntry] | None:
    """The entries of what the reader may see; None when nothing of that kind can be searched."""
    conditions = [
        models.Q(kind=label, object_id__in=searchable.queryset(user).order_by().values("pk"))
        for label, searchable in sockets.SEARCHABLE.items()
        if kind is None or label == kind
    ]
    return SearchEntry.objects.filter(reduce(or_, conditions)) if conditions else None


def _objects(entries: list[SearchEntry], user: Any) -> dict[tuple[str, int], Any]:
    return {
        (kind, obj.pk): obj
        for kind in {entry.kind for entry in entries}
        for obj in sockets.SEARCHABLE[kind]
        .queryset(user)
        .filter(pk__in=[entry.object_id for entry in entries if entry.kind == kind])
    }


def _ranked(words: list[str], visible: models.QuerySet[SearchEntry]) -> Any:
    """Ids of entries, the best first. A title's words count ten times a body's."""
    match = _ranked_by_postgresql if connection.vendor == "postgresql" else _ranked_by_sqlite
    found = match(words).filter(entry__in=visible.values("pk"))
    return found.order_by("rank", "-entry").values_list("entry", flat=True)


def _ranked_by_sqlite(words: list[str]) -> models.QuerySet:
    # modelsearch defines these only where the database is SQLite
    from modelsearch.backends.database.sqlite.query import Lexeme, MatchExpression, SearchQueryExpression

    lexemes = [*map(Lexeme, words[:-1]), Lexeme(words[-1], prefix=True)]
    matched = MatchExpression(["title", "body"], SearchQueryExpression(reduce(and_, lexemes)))
    rows = apps.get_model("modelsearch", "SQLiteFTSIndexEntry").objects.filter(matched)
    return rows.filter(index_entry__content_type=_content_type()).annotate(
        entry=Cast("index_entry__object_id", models.BigIntegerField()),
        # weights of the columns autocomplete, body and title; the smaller the better
        rank=RawSQL("bm25(modelsearch_indexentry_fts, 0, 1, 10)", ()),
    )


def _ranked_by_postgresql(words: list[str]) -> models.QuerySet:
    from django.contrib.postgres.search import SearchQuery, SearchRank  # needs PostgreSQL's driver

    asked = SearchQuery(" & ".join([*words[:-1], f"{words[-1]}:*"]), search_type="raw", config="simple")
    weights = [0.1, 0.1, 0.1, 1.0]  # D, C, B (body), A (heading)
    return (
        apps.get_model("modelsearch", "IndexEntry")
        .objects.filter(content_type=_content_type(), body=asked)
        .annotate(
            entry=Cast("object_id", models.BigIntegerField()),
            rank=-1 * SearchRank(models.F("body"), asked, weights=weights),
        )
    )


def _content_type() -> ContentType:
    return ContentType.objects.get_for_model(SearchEntry)


# --- showing what was found ----------------------------------------------------------------------


def _hit(entry: SearchEntry, obj: Any, words: list[str]) -> Hit:
    return Hit(entry.kind, entry.stage, obj, highlight(entry.title, words), snippet(entry.body, words))


def highlight(text: str, words: Sequence[str]) -> SafeString:
    """The text escaped, with <mark> around each word asked for, however it is spelled there."""
    text = unicodedata.normalize("NFC", text)
    parts, end = [], 0
    for start, stop in _matches(text, words):
        parts += [text[end:start], format_html("<mark>{}</mark>", text[start:stop])]
        end = stop
    return format_html_join("", "{}", ((part,) for part in [*parts, text[end:]]))


def snippet(text: str, words: Sequence[str]) -> SafeString:
    """About 220 characters around the first word asked for, cut between words."""
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    first = next(_matches(text, words), (0, 0))[0]
    start = max(0, text.rfind(" ", 0, max(0, first - SNIPPET // 4)) + 1)
    end = len(text) if len(text) <= start + SNIPPET else max(text.rfind(" ", 0, start + SNIPPET), first + 1)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return format_html("{}{}{}", before, highlight(text[start:end], words), after)


def _matches(text: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where words asked for stand in a text (start and end); the last one may be unfinished."""
    whole, begun = set(words), words[-1]
    for word in re.finditer(r"[^\W_]+", text):
        folded = "".join(words_of(word[0]))
        if folded in whole or folded.startswith(begun):
            yield word.span()
