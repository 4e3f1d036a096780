"""What readers find: works of the hub with the page that answers, and how many there are of each kind."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.safestring import SafeString

from gapbridge.share.library.models import Edition, Page, Resource

from .facets import Facet, facets, understood
from .index import shapes
from .questions import FURTHEST, WORD, Answered, Attempt, answer, instead, written
from .words import ANCHOR, Asked, mark, passage, terms

LONGEST_QUERY = 200  # characters that are read
MOST_NAMED = 6  # words that are said to have been searched for instead
CANDIDATES = 8  # pages of a document whose titles are compared
LENGTH = 220  # characters of a passage
CELLS = re.compile(r"(?: *\|)+ +")


@dataclass(frozen=True)
class Hit:
    """A work in the language in which it was found. `title` and `passage` are escaped and marked in that language.

    `page`: the number of the page that answers, None where the document as a whole does.
    """

    resource: Resource
    edition: Edition
    title: SafeString
    passage: SafeString
    page: int | None
    page_title: str
    url: str

    @property
    def language(self) -> str:
        return self.edition.language

    @property
    def editions(self) -> list[Edition]:
        return list(self.resource.editions.all())


@dataclass(frozen=True)
class Corrected:
    """What was searched for instead. `because`: "typing", "synonyms", or "fewer" (not all of the words)."""

    because: str
    words: Sequence[str]
    is_all: bool = True  # False: some documents do hold what was typed, and come first


@dataclass(frozen=True)
class Found:
    """`total` is exact; only the first 500 can be leafed through (`reachable`)."""

    hits: Sequence[Hit] = ()
    total: int = 0
    facets: Sequence[Facet] = ()
    corrected: Corrected | None = None
    asked: Sequence[Asked] = field(default=())
    is_understood: bool = True  # False: something was typed, and no word is in it

    @property
    def answers(self) -> int:
        """How many answer the question, as it was typed or in other words; what holds only some words is no answer."""
        only_some = self.corrected is not None and self.corrected.because == "fewer" and self.corrected.is_all
        return 0 if only_some else self.total

    @property
    def reachable(self) -> int:
        return min(self.total, FURTHEST)


def find(
    query: str,
    user: Any,
    *,
    language: str = "en",
    filters: Mapping[str, str] | None = None,
    offset: int = 0,
    limit: int = 10,
) -> Found:
    """Works that this reader may see in which all the words are, the best first; words in `language` count twice.

    `filters`: facet → value; other names are ignored. Nothing typed finds everything; what holds no word, nothing.
    """
    chosen = understood(filters or {})
    answered = answer(query, user, language=language, filters=chosen, offset=offset, limit=limit)
    hits = _hits(answered, user, query)
    return Found(
        hits=[hit for hit, _ in hits],
        total=answered.answer.total,
        facets=facets(answered.answer.counts, chosen),
        corrected=_correction(answered, hits, query),
        asked=answered.first.asked,
        is_understood=bool(answered.first.asked) or not query.strip(),
    )


def _correction(answered: Answered, hits: Sequence[tuple[Hit, Attempt]], query: str) -> Corrected | None:
    """What is said of those hits that do not hold what was typed."""
    others = [(hit, attempt) for hit, attempt in hits if attempt.because]
    if not others:
        return None
    because = others[0][1].because
    words: dict[str, str] = {}  # one spelling of each, whatever its ending
    for hit, attempt in others:
        if attempt.because == because != "fewer":
            for word in instead(attempt, query.split(), [(_text(hit), hit.language)]):
                words.setdefault(next(iter(terms(word, hit.language)), word), word)
    return Corrected(because, [*words.values()][:MOST_NAMED], not answered.holds_what_was_typed)


def _text(hit: Hit) -> str:
    return f"{hit.edition.title} {_plain(hit.passage)}"


def _plain(text: SafeString) -> str:
    return str(text).replace("<mark>", "").replace("</mark>", "")


# --- hits ----------------------------------------------------------------------------------------


def _hits(answered: Answered, user: Any, query: str) -> list[tuple[Hit, Attempt]]:
    works = answered.answer.works
    if not works:
        return []
    resources = {each.pk: each for each in _resources([each.resource for each in works], user)}
    shown = [
        (place, edition)
        for place in works
        if place.resource in resources
        and (edition := _edition(resources[place.resource], place.language)) is not None
    ]
    pages = _pages(answered, shown)
    return [
        (_hit(resources[place.resource], edition, pages.get(edition.pk), attempt, query), attempt)
        for place, edition in shown
        for attempt in [answered.attempts[place.way]]
    ]


def _resources(found: Collection[int], user: Any) -> list[Resource]:
    editions = Prefetch("editions", Edition.objects.order_by("language"))
    return list(Resource.objects.visible_to(user).filter(pk__in=found).prefetch_related(editions))


def _edition(resource: Resource, language: str) -> Edition | None:
    return next((each for each in resource.editions.all() if each.language == language), None)


@dataclass(frozen=True)
class Sheet:
    """A page as it is shown among the hits."""

    pk: int
    version: int
    number: int
    title: str
    text: str = ""


def _pages(answered: Answered, shown: Sequence[tuple[shapes.Found, Edition]]) -> dict[int, Sheet]:
    """Edition → the page to open: most of the words stand on it, then in its title, then the first."""
    best: dict[int, set[int]] = {
        edition.current_id: _most(place.pages)
        for place, edition in shown
        if edition.current_id and place.pages
    }
    of = {edition.current_id: (place, edition) for place, edition in shown}
    chosen: dict[int, tuple[int, Sheet]] = {}
    for sheet in _sheets(best):
        place, edition = of[sheet.version]
        held = _held(sheet.title, edition.language, answered.attempts[place.way].asked)
        if sheet.version not in chosen or held > chosen[sheet.version][0]:
            chosen[sheet.version] = (held, sheet)
    texts = dict(Page.objects.filter(pk__in=[s.pk for _, s in chosen.values()]).values_list("pk", "text"))
    return {
        of[version][1].pk: replace(sheet, text=texts.get(sheet.pk, ""))
        for version, (_, sheet) in chosen.items()
    }


def _most(counted: Mapping[int, int]) -> set[int]:
    """The first pages of those that hold most of the words."""
    most = max(counted.values())
    return set(sorted(number for number, words in counted.items() if words == most)[:CANDIDATES])


def _sheets(best: Mapping[int, set[int]]) -> list[Sheet]:
    """Version → numbers: these pages, without their text."""
    numbers = {number for each in best.values() for number in each}
    rows = Page.objects.filter(version__in=best, number__in=numbers).order_by("number")
    return [
        Sheet(*row) for row in rows.values_list("pk", "version", "number", "title") if row[2] in best[row[1]]
    ]


def _held(title: str, language: str, asked: Sequence[Asked]) -> int:
    found = {*terms(title, language)}
    return sum(1 for each in asked if found.intersection(each.terms))


def _hit(resource: Resource, edition: Edition, page: Sheet | None, attempt: Attempt, query: str) -> Hit:
    language, asked = edition.language, attempt.asked
    return Hit(
        resource=resource,
        edition=edition,
        title=mark(edition.title, language, asked),
        passage=passage(_below_title(page) if page else edition.summary, language, asked, LENGTH),
        page=page.number if page else None,
        page_title=page.title if page and WORD.search(page.title) else "",  # "…" is a field to be filled in
        url=_url(edition, page, query if not attempt.because else _as_written(attempt, edition, page)),
    )


def _below_title(page: Sheet) -> str:
    """The title is shown above it; between the cells of a table stands a dot, as between all facts of a line."""
    text = page.text.removeprefix(page.title).lstrip() or page.text
    return CELLS.sub(" · ", text)


def _as_written(attempt: Attempt, edition: Edition, page: Sheet | None) -> str:
    """The question in the words that stand there, so that the page that is opened marks them."""
    texts = [(edition.title, edition.language), (page.text if page else edition.summary, edition.language)]
    return " ".join(written(each, texts) or each.text for each in attempt.asked)


def _url(edition: Edition, page: Sheet | None, query: str) -> str:
    if page is None and not query.strip():
        return edition.get_absolute_url()
    asked = urlencode({"q": query[:LONGEST_QUERY]})
    if page is None:
        return f"{edition.get_absolute_url()}&{asked}"
    return f"{reverse('library:page', args=[page.version, page.number])}?{asked}#{ANCHOR}"
