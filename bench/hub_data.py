"""A knowledge hub of so many documents, its index, and questions to it. Run by `script/bench hub` in the environment
of a database of its own: `python hub_data.py DOCUMENTS QUESTIONS [fts5]`; says what it measured as JSON."""
# ruff: noqa: E402 (Django must stand before the models are imported)

import json
import os
import random
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import accumulate, islice
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gapbridge.conf.settings")

import django

django.setup()

from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from grants_data import office

from gapbridge.people.models import User
from gapbridge.programmes.models import Programme, Topic
from gapbridge.share.finding import keeping
from gapbridge.share.finding.finding import find
from gapbridge.share.finding.models import Term
from gapbridge.share.finding.words import asked as as_asked
from gapbridge.share.finding.words import terms
from gapbridge.share.library.content import shipped
from gapbridge.share.library.models import Edition, Page, Resource, Version

LANGUAGES = ("en", "az", "ru")
EDITIONS = (1, 1, 1, 2, 3)  # of a work: six in ten are in one language, two in two, two in three
LONG, LONG_PAGES, USUAL_PAGES = 0.03, 40, 5
PAGE_WORDS = (80, 140)  # as long as the sections of the shipped content
NEW_WORD = 0.002  # a word in five hundred is one that stands nowhere else, as names and numbers are
MANY = 500  # works that are written at once
WORD = re.compile(r"[^\W\d_]+")
KINDS = [kind for kind in Resource.Kind.values if kind not in {"video", "audio", "link"}]
LETTERS = "abdefgiklmnoprstu"
# Of a hundred questions so many have a typing error, are still being typed, are narrowed down, or are asked by somebody
# who is signed in.
TYPING_ERROR, BEGUN, NARROWED = 20, 30, 30


class Words:
    """The words of the shipped content in one language; word number n comes 1/n as often as the first (Zipf)."""

    def __init__(self, language: str, dice: random.Random):
        texts = " ".join(each.texts[language] + " " + each.title[language] for each in shipped())
        self.words = [word for word, _times in Counter(WORD.findall(texts.lower())).most_common()]
        self.steps = list(accumulate(1 / rank for rank in range(1, len(self.words) + 1)))
        self.dice = dice

    def some(self, number: int) -> list[str]:
        return self.dice.choices(self.words, cum_weights=self.steps, k=number)

    def text(self, number: int) -> str:
        words = self.some(number)
        if self.dice.random() < NEW_WORD * number:
            words[self.dice.randrange(number)] = self.new()
        return " ".join(words)

    def new(self) -> str:
        return "".join(self.dice.choices(LETTERS, k=self.dice.randint(6, 10)))


def main() -> None:
    documents, questions = int(sys.argv[1]), int(sys.argv[2])
    dice = random.Random(documents)
    words = {language: Words(language, dice) for language in LANGUAGES}
    works, pages = fill(documents, words, dice)
    analyse()
    before = size()
    started, cpu = time.perf_counter(), time.process_time()
    for number in keeping.rebuild():
        print(f"{number} works indexed", file=sys.stderr)
    clock, cpu = time.perf_counter() - started, time.process_time() - cpu
    analyse()
    indexed = size() - before
    asked = [question(words, dice) for _ in range(questions)]
    calls = [
        partial(find, text, AnonymousUser(), language=language, filters=filters)
        for text, language, filters in asked
    ]
    for each in calls[:20]:
        each()
    json.dump(
        {
            "documents": documents,
            "works": works,
            "pages": pages,
            "terms": Term.objects.count(),
            "seconds": clock,
            "cpu": cpu,
            "bytes": indexed,
            "kept": before,
            "questions": measured(calls),
            "change": measured(list(changes(dice))),
            "fts5": fts5(asked) if sys.argv[3:] == ["fts5"] else None,
        },
        sys.stdout,
    )


def measured(calls: list[Callable[[], Any]]) -> dict[str, float]:
    """Milliseconds by the clock, and by the processor at the median."""
    clock, cpu = [], []
    for call in calls:
        started, used = time.perf_counter(), time.process_time()
        call()
        clock.append((time.perf_counter() - started) * 1000)
        cpu.append((time.process_time() - used) * 1000)
    clock.sort()
    cpu.sort()
    most = int(len(clock) * 0.95)
    return {
        "p50": statistics.median(clock),
        "p95": clock[most],
        "worst": clock[-1],
        "cpu50": statistics.median(cpu),
        "cpu95": cpu[most],
    }


# --- documents -----------------------------------------------------------------------------------


def fill(documents: int, words: dict[str, Words], dice: random.Random) -> tuple[int, int]:
    """Rows as the actions leave them, written many at once; (works, pages)."""
    officer = office()
    programme = Programme.objects.get(slug="measured")
    topics = list(Topic.objects.all())
    works = pages = 0
    plan = shares(documents, dice)
    while some := list(islice(plan, MANY)):
        pages += write(some, words, dice, officer, programme, topics)
        works += len(some)
    return works, pages


def shares(documents: int, dice: random.Random) -> Iterator[list[str]]:
    """The languages of each work, until there are so many documents."""
    left = documents
    while left > 0:
        number = min(left, dice.choice(EDITIONS))
        yield dice.sample(LANGUAGES, number)
        left -= number


@transaction.atomic
def write(
    plan: list[list[str]],
    words: dict[str, Words],
    dice: random.Random,
    officer: User,
    programme: Programme,
    topics: list[Topic],
) -> int:
    resources = Resource.objects.bulk_create(
        Resource(
            programme=programme,
            kind=dice.choice(KINDS),
            audience=dice.sample(["cso_staff", "trainer", "donor"], dice.randint(0, 2)),
            jurisdiction=dice.choice(["AZ", "INT", ""]),
            added_by=officer,
            state="published" if dice.random() < 0.95 else "draft",
        )
        for _ in plan
    )
    through = Resource.topics.through
    through.objects.bulk_create(
        through(resource=each, topic=topic)
        for each in resources
        for topic in dice.sample(topics, dice.randint(1, 2))
    )
    editions = Edition.objects.bulk_create(
        Edition(
            resource=each,
            language=language,
            title=words[language].text(dice.randint(3, 6)),
            summary=words[language].text(15),
        )
        for each, languages in zip(resources, plan, strict=True)
        for language in languages
    )
    versions = Version.objects.bulk_create(
        Version(edition=each, number=1, made_by=officer, sha256=f"{each.pk:064}", reading="read")
        for each in editions
    )
    for edition, version in zip(editions, versions, strict=True):
        edition.current = version
    Edition.objects.bulk_update(editions, ["current"])
    pages = [
        Page(
            version=version,
            number=number,
            title=words[edition.language].text(3),
            text=words[edition.language].text(dice.randint(*PAGE_WORDS)),
        )
        for edition, version in zip(editions, versions, strict=True)
        for number in range(1, length(dice) + 1)
    ]
    Page.objects.bulk_create(pages, batch_size=1000)
    return len(pages)


def length(dice: random.Random) -> int:
    return LONG_PAGES if dice.random() < LONG else dice.randint(1, USUAL_PAGES)


# --- questions -----------------------------------------------------------------------------------


def question(words: dict[str, Words], dice: random.Random) -> tuple[str, str, dict[str, str]]:
    """One to three words, drawn as the texts are: frequent ones often. With the reader's language, and filters."""
    language = dice.choice(LANGUAGES)
    asked = words[language].some(dice.randint(1, 3))
    if dice.randrange(100) < TYPING_ERROR:
        asked = [mistyped(word, dice) for word in asked]
    text = " ".join(asked)
    if dice.randrange(100) < BEGUN:
        text = text[: max(2, len(text) - dice.randint(1, 3))]
    filters = {"kind": dice.choice(KINDS), "language": language} if dice.randrange(100) < NARROWED else {}
    return text, language, filters


def mistyped(word: str, dice: random.Random) -> str:
    """With one letter less, where it has five or more."""
    at = dice.randrange(len(word))
    return word[:at] + word[at + 1 :] if len(word) >= 5 else word


def changes(dice: random.Random) -> Iterator[Callable[[], Any]]:
    """A new title, indexed at once: what a curator waits for."""
    for pk in dice.sample(list(Edition.objects.values_list("pk", flat=True)[:5000]), 20):
        edition = Edition.objects.select_related("resource").get(pk=pk)
        edition.title = f"{edition.title} anew"
        yield edition.save  # the signal notes it, and after the commit it is indexed


# --- SQLite's full text search alone --------------------------------------------------------------


def fts5(asked: list[tuple[str, str, dict[str, str]]]) -> dict[str, float]:
    """The same questions to an FTS5 table of the same terms, a row a document: the ten best by bm25, with the title ten
    times the text, and three facets. Without synonyms, errors, passages and pages; filters are left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE VIRTUAL TABLE alone USING fts5(title, text, content='', detail=column, tokenize='ascii')"
        )
        for pk, title, language, version in Edition.objects.values_list("pk", "title", "language", "current"):
            pages = Page.objects.filter(version=version).order_by().values_list("title", "text")
            text = terms(" ".join(f"{heading} {text}" for heading, text in pages), language)
            cursor.execute(
                "INSERT INTO alone (rowid, title, text) VALUES (%s, %s, %s)",
                [pk, " ".join(terms(title, language)), " ".join(text)],
            )
        cursor.execute("INSERT INTO alone (alone) VALUES ('optimize')")
    calls = [partial(ask_fts5, matching(text, language)) for text, language, _filters in asked]
    for each in calls[:20]:
        each()
    return measured(calls)


def matching(text: str, language: str) -> str:
    words = [
        " OR ".join(f"{term}*" if word.is_begun and len(term) > 2 else term for term in word.terms)
        for word in as_asked(text, language)
    ]
    return " AND ".join(f"({word})" for word in words)


def ask_fts5(match: str) -> None:
    of = "FROM alone JOIN library_edition e ON e.id = alone.rowid JOIN library_resource r ON r.id = e.resource_id"
    topics = "JOIN library_resource_topics t ON t.resource_id = r.id"
    seen = "WHERE alone MATCH %s AND r.state = 'published'"
    with connection.cursor() as cursor:
        for sql in (
            f"SELECT r.id {of} {seen} ORDER BY bm25(alone, 10, 1) LIMIT 10",
            f"SELECT r.kind, count(DISTINCT r.id) {of} {seen} GROUP BY 1",
            f"SELECT e.language, count(DISTINCT r.id) {of} {seen} GROUP BY 1",
            f"SELECT t.topic_id, count(DISTINCT r.id) {of} {topics} {seen} GROUP BY 1",
        ):
            cursor.execute(sql, [match])
            cursor.fetchall()


# --- sizes ---------------------------------------------------------------------------------------


def analyse() -> None:
    """Both databases have counted their tables, as a server that has run for a day has."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def size() -> int:
    """Bytes of the whole database that are in use."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
        found = []
        for what in ("page_count", "freelist_count", "page_size"):
            cursor.execute(f"PRAGMA {what}")
            found.append(int(cursor.fetchone()[0]))
        return (found[0] - found[1]) * found[2]


if __name__ == "__main__":
    main()
