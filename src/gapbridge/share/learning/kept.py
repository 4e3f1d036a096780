"""What a phone keeps of a collection: plain pages of its public resources, their small pictures, and an index.

The index is searched by the browser (static/learning/search.js), which has no stemmers: each page brings along the
stems of its words, spelled as the words are.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import cache as remembered
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation

from gapbridge.base.folding import LATIN, words_of
from gapbridge.share.finding.words import terms
from gapbridge.share.library.models import Edition, Page, Version

from . import queries
from .models import Collection
from .texts import Piece, pieces_of

FORM = 1  # of the bundle and the plain pages; a new number makes phones fetch them anew
MOST_KEPT = 30_000_000  # bytes of a collection
FRAME = 4_000  # bytes of a plain page around its text
SHORTEST_STEM = 3
WORKER = "learning/worker.js"
# In the order in which the page loads them.
STATIC = (
    "base/theme.js",
    "base/house.css",
    "base/favicon.svg",
    "learning/learning.css",
    "learning/search.js",
    "learning/kept.js",
    "learning/offline.js",
)


class Work(NamedTuple):
    """A resource in the language in which it is read, and the version that holds."""

    edition: Edition
    version: Version


@dataclass(frozen=True)
class Reading:
    """One resource as it is kept. `stamp` changes with anything that its plain page shows."""

    work: Work
    pieces: list[Piece]

    @property
    def edition(self) -> Edition:
        return self.work.edition

    @property
    def address(self) -> str:
        return reverse("learning:reading", args=[self.edition.pk])

    @property
    def pictures(self) -> list[str]:
        found = (each.picture for each in self.pieces)
        return [reverse("base:file", args=[each.pk]) for each in found if each is not None]

    @property
    def size(self) -> int:
        """Bytes, about: the plain page, the pictures, and the text once more for the index."""
        text = sum(len(each.html.encode()) + len(each.text.encode()) * 3 // 2 for each in self.pieces)
        return FRAME + text + sum(each.picture.size for each in self.pieces if each.picture)

    @property
    def stamp(self) -> str:
        return stamp_of(self.work)


def stamp_of(work: Work) -> str:
    edition, version = work
    told = (
        FORM,
        edition.title,
        edition.summary,
        edition.resource.state,
        (version.pk, version.sha256, version.reading, version.pages_read),
    )
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def public_works(collection: Collection, language: str) -> list[Work]:
    """Those that a visitor reads, each once, in the language if there is one in it."""
    steps = queries.steps_of(collection)
    found = {each.resource_id: each.resource for each in steps if each.resource}
    editions = (resource.edition(language) for resource in found.values())
    return [Work(each, each.current) for each in editions if each is not None and each.current is not None]


def stamp(collection: Collection, works: Iterable[Work], language: str) -> str:
    """Changes with anything that is kept of the collection."""
    with translation.override(language):
        told = [language, collection.title, *(stamp_of(each) for each in works)]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def readings(works: list[Work]) -> list[Reading]:
    """Two queries at most, however many there are."""
    of_files = [each.version.pk for each in works if not (each.version.text or each.version.paper)]
    pages: dict[int, list[Page]] = {}
    found = Page.objects.filter(version__in=of_files).select_related("preview").order_by("number")
    for page in found if of_files else ():
        pages.setdefault(page.version_id, []).append(page)
    return [
        Reading(each, pieces_of(each.version, pages.get(each.version.pk, ()), language=each.edition.language))
        for each in works
    ]


def size_of(collection: Collection, language: str) -> int | None:
    """Bytes that the collection takes on a phone, about; None where it is too much to be kept."""
    works = public_works(collection, language)
    key = f"learning.size.{collection.pk}.{stamp(collection, works, language)}"
    size = remembered.get(key)
    if size is None:
        size = sum(each.size for each in readings(works))
        remembered.set(key, size)
    return size if size <= MOST_KEPT else None


def bundle(collection: Collection, language: str, works: list[Work]) -> dict[str, Any] | None:
    """What the worker is told to keep, with the index; None where it is too much."""
    kept = readings(works)
    if sum(each.size for each in kept) > MOST_KEPT:
        return None
    with translation.override(language):
        title = collection.title
    return {
        "id": collection.pk,
        "title": title,
        "language": language,
        "stamp": stamp(collection, works, language),
        "address": collection.get_absolute_url(),
        "pages": [_page(each) for each in kept],
    }


def _page(reading: Reading) -> dict[str, Any]:
    language = reading.edition.language
    return {
        "address": reading.address,
        "stamp": reading.stamp,
        "title": reading.edition.title,
        "summary": reading.edition.summary,
        "language": language,
        "stems": stems(f"{reading.edition.title} {reading.edition.summary}", language),
        "pictures": reading.pictures,
        "pieces": [
            {
                "number": each.number,
                "title": each.title,
                "text": each.text,
                "stems": stems(each.text, language),
            }
            for each in reading.pieces
        ],
    }


def stems(text: str, language: str) -> str:
    """What the words of a text begin with, whatever their endings: one for each term, in plain Latin letters."""
    spelled: dict[str, list[str]] = {}
    for word in dict.fromkeys(words_of(text)):
        for term in terms(word, language)[:1]:
            spelled.setdefault(term, []).append(word)
    found = (_stem(term, words) for term, words in spelled.items())
    return " ".join(sorted({each.translate(LATIN) for each in found}))


def _stem(term: str, words: list[str]) -> str:
    """Words of one term may differ from its first letters on (a root that changes): then the first of them."""
    letters = takewhile(lambda each: len(set(each)) == 1, zip(*words, strict=False))
    shared = "".join(each[0] for each in letters)
    if len(shared) < SHORTEST_STEM:
        shared = words[0]
    return shared[: max(len(term), SHORTEST_STEM)]


# --- the worker -----------------------------------------------------------------------------------


def worker_script() -> str:
    """The worker with its settings before it. Whatever changes here makes browsers fetch the shell anew."""
    scope = reverse("learning:worker").removesuffix("sw.js")
    told: dict[str, Any] = {
        "scope": scope,
        "offline": reverse("learning:offline"),
        "languages": [code for code, _name in settings.LANGUAGES],
        "reading": reverse("learning:reading", args=[0]).removesuffix("0/"),
        "statics": settings.STATIC_URL,
        "shell": [static(name) for name in STATIC],
        "build": _build(),
    }
    return f"const SETTINGS = {json.dumps(told)};\n{_read(WORKER)}"


@cache
def _build() -> str:
    """Changes with any byte of what the shell is made of."""
    digest = hashlib.sha256(str(FORM).encode())
    for name in (*STATIC, WORKER):
        digest.update(_read(name).encode())
    for template in ("offline", "plain"):
        digest.update((Path(__file__).parent / "templates" / "learning" / f"{template}.html").read_bytes())
    return digest.hexdigest()[:16]


def _read(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found).read_text(encoding="utf-8")


# What the scripts of the pages are told.
def settings_of_pages(words: dict[str, str], language: str) -> dict[str, Any]:
    return {
        "worker": reverse("learning:worker"),
        "scope": reverse("learning:worker").removesuffix("sw.js"),
        "offline": reverse("learning:offline"),
        "language": language,
        "letters": {
            chr(each): latin if isinstance(latin, str) else chr(latin) for each, latin in LATIN.items()
        },
        "words": words,
    }
