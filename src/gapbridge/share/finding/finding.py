"""What readers find: works of the hub with the page that answers, and how many there are of each kind."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.safestring import SafeString

from gapbridge.share.library.models import Edition, Page, Resource

from .facets import Facet, facets, understood
from .index import engine
from .questions import FURTHEST, Answered, Attempt, answer, instead, written
from .words import Asked, mark, passage, terms

LONGEST_QUERY = 200  # characters that are read
LENGTH = 220  # characters of a passage


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
    """Works that this reader may see in which all the words are, the best first and those in `language` before others.

    `filters`: facet → value; other names are ignored. Nothing typed finds everything; what holds no word, nothing.
    """
    chosen = understood(filters or {})
    answered = answer(query, user, language=language, filters=chosen, offset=offset, limit=limit)
    hits = _hits(answered, user, query, chosen.get("language", ""))
    return Found(
        hits=hits,
        total=answered.answer.total,
        facets=facets(answered.answer.counts, chosen),
        corrected=_correction(answered, hits, query),
        asked=answered.attempt.asked,
        is_understood=bool(answered.attempt.asked) or not query.strip(),
    )


def _correction(answered: Answered, hits: Sequence[Hit], query: str) -> Corrected | None:
    because = answered.attempt.because
    if not because:
        return None
    texts = [(each.edition.title + " " + _plain(each.passage), each.language) for each in hits]
    return Corrected(because, instead(answered.attempt, query.split(), texts))


def _plain(text: SafeString) -> str:
    return str(text).replace("<mark>", "").replace("</mark>", "")


# --- hits ----------------------------------------------------------------------------------------


def _hits(answered: Answered, user: Any, query: str, language: str = "") -> list[Hit]:
    """`language`: of the editions to show, else those in which the words were found."""
    works = [(pk, language or found) for pk, found in answered.answer.works]
    if not works:
        return []
    resources = {each.pk: each for each in _resources([pk for pk, _ in works], user)}
    shown = [
        (resources[pk], edition)
        for pk, language in works
        if pk in resources and (edition := _edition(resources[pk], language)) is not None
    ]
    pages = _pages(answered, [(resource.pk, edition) for resource, edition in shown])
    return [
        _hit(resource, edition, pages.get(edition.pk), answered.attempt, query) for resource, edition in shown
    ]


def _resources(found: Collection[int], user: Any) -> list[Resource]:
    editions = Prefetch("editions", Edition.objects.order_by("language"))
    return list(Resource.objects.visible_to(user).filter(pk__in=found).prefetch_related(editions))


def _edition(resource: Resource, language: str) -> Edition | None:
    return next((each for each in resource.editions.all() if each.language == language), None)


def _pages(answered: Answered, shown: Sequence[tuple[int, Edition]]) -> dict[int, Page]:
    """Edition → the page to open: most of the words stand on it, then in its title, then the first."""
    counted = engine().pages([(pk, edition.language) for pk, edition in shown], answered.attempt.words)
    best = {
        edition.current_id: _most(counted[pk])
        for pk, edition in shown
        if edition.current_id and counted.get(pk)
    }
    titles = Page.objects.filter(
        version__in=best, number__in={number for numbers in best.values() for number in numbers}
    ).order_by("number")
    candidates = [each for each in titles.defer("text") if each.number in best[each.version_id]]
    chosen = _entitled(candidates, {e.current_id: e.language for _, e in shown}, answered.attempt.asked)
    texts = Page.objects.in_bulk([each.pk for each in chosen.values()])
    return {
        edition.pk: texts[chosen[edition.current_id].pk]
        for _, edition in shown
        if edition.current_id in chosen
    }


def _most(counted: Mapping[int, int]) -> set[int]:
    most = max(counted.values())
    return {number for number, words in counted.items() if words == most}


def _entitled(
    pages: Sequence[Page], languages: Mapping[int | None, str], asked: Sequence[Asked]
) -> dict[int, Page]:
    """Version → of its pages the one whose title holds most of the words; of equals the first."""
    chosen: dict[int, tuple[int, Page]] = {}
    for page in pages:
        title = {*terms(page.title, languages[page.version_id])}
        held = sum(1 for each in asked if title.intersection(each.terms))
        if page.version_id not in chosen or held > chosen[page.version_id][0]:
            chosen[page.version_id] = (held, page)
    return {version: page for version, (_, page) in chosen.items()}


def _hit(resource: Resource, edition: Edition, page: Page | None, attempt: Attempt, query: str) -> Hit:
    language, asked = edition.language, attempt.asked
    return Hit(
        resource=resource,
        edition=edition,
        title=mark(edition.title, language, asked),
        passage=passage(page.text if page else edition.summary, language, asked, LENGTH),
        page=page.number if page else None,
        page_title=page.title if page else "",
        url=_url(edition, page, query if not attempt.because else _as_written(attempt, edition, page)),
    )


def _as_written(attempt: Attempt, edition: Edition, page: Page | None) -> str:
    """The question in the words that stand there, so that the page that is opened marks them."""
    texts = [(edition.title, edition.language), (page.text if page else edition.summary, edition.language)]
    return " ".join(written(each, texts) or each.text for each in attempt.asked)


def _url(edition: Edition, page: Page | None, query: str) -> str:
    if page is None and not query.strip():
        return edition.get_absolute_url()
    asked = urlencode({"q": query[:LONGEST_QUERY]})
    if page is None:
        return f"{edition.get_absolute_url()}&{asked}"
    return f"{reverse('library:page', args=[page.version_id, page.number])}?{asked}"
