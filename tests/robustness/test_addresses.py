"""Every page that is read, asked with what no link of ours holds: filters, orders, pages and exports of nonsense."""

import os
import random
import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from gapbridge.base.lifecycle import lifecycle_of
from tests.access import asking as quick
from tests.access.conftest import fresh, undone
from tests.access.routes import routes
from tests.robustness import garbage
from tests.robustness.asking import ask
from tests.robustness.targets import Finder

pytestmark = pytest.mark.django_db

SEED = int(os.environ.get("ROBUSTNESS_SEED", "1"))
ROUNDS = int(os.environ.get("ROBUSTNESS_ROUNDS", "6"))
NAMES = re.compile(r'<(?:input|select)[^>]* name="([^"]+)"')
FILTERED = re.compile('class="filters"|class="pages"|name="axis"|href="[?]')  # a page that reads its address
NONSENSE = (
    "page=abc", "page=0", "page=-1", f"page={10**30}", "page=1.5", "page=last", "sort=evil", "sort=-", "sort=--title",
    "sort=programme__lead__password", "sort=pk&sort=title", "export=zip", "export=xlsx&sort=evil&page=7", "all=nothing",
    f"programme={2**70}", "programme=", "programme=abc&programme=1", "unheard=of", "q=", "q=%22%27*%20AND%20(", "q=*",
    "q=" + "long " * 400, "kind=__class__&q=water", "session=x", "axis=sex&axis=../..", "=&&==&", "?", "%", "a[]=1",
    "date__gte=0000-00-00", "ordering=password", "format=json", "next=//evil.example",
)  # fmt: skip


@pytest.fixture(scope="module")
def finder(stage) -> Finder:
    return Finder(stage)


@pytest.fixture(scope="module")
def pages(stage) -> list[tuple[str, str]]:
    """Every address that shows something, with somebody to whom it does."""
    found = []
    for route in routes():
        if route.name == "base:file":
            continue
        address = route.address(stage.world.mine)
        for name in ("programme_officer", "applicant", "evaluator", "administrator"):
            with undone():
                if quick.ask(fresh(stage, name), "get", address) == 200:
                    found.append((address, name))
                    break
    return found


def queries(names: list[str], chance: random.Random) -> Iterator[str]:
    yield from NONSENSE
    pools = (garbage.NUMBERS, garbage.DATES, garbage.TEXTS, garbage.IDS, (garbage.LONG[:3000], "x" * 300))
    for pool in pools if names else ():
        yield urlencode({name: chance.choice(pool) for name in names}, errors="replace")
    for _ in range(ROUNDS if names else 0):
        name = chance.choice(names)
        yield urlencode([(name, chance.choice(chance.choice(pools))) for _ in range(2)])


def test_no_question_in_an_address_breaks_a_page(finder, pages):
    chance, wrong, asked = random.Random(SEED), {}, 0
    for address, member in pages:
        client = finder.clients[member]
        text = ask(client, "get", address).text
        names = sorted(
            {name for name in NAMES.findall(text) if name not in {"csrfmiddlewaretoken", "next", "language"}}
        )
        every = list(queries(names, chance))
        for query in chance.sample(every, min(len(every), 20 if FILTERED.search(text) else 3)):
            answer = ask(client, "get", f"{address}?{query}")
            asked += 1
            if answer.fault or answer.status not in {200, 302, 400, 404, 422}:
                wrong.setdefault(f"{address}: {answer.fault or answer.status}", query[:200])
            elif not answer.kept_nothing:
                wrong.setdefault(f"{address}: reading changed {answer.changed}", query[:200])
    print(f"{asked} questions to {len(pages)} pages")
    assert not wrong, "\n".join(["", *(f"{fault}\n    {query}" for fault, query in wrong.items())])


@pytest.mark.parametrize(
    "address", ["/gaps/", "/assessments/voices/", "/interventions/", "/library/", "/results/"]
)
def test_a_filter_that_says_nothing_shows_the_list_as_it_is(finder, address):
    """Unknown filters, orders and pages are left aside: the same rows come as without them."""
    client = finder.clients["programme_officer"]
    plain = _words(ask(client, "get", address).text)
    for query in (
        "unheard=of",
        "sort=evil",
        "page=abc",
        f"page={10**30}",
        "export=zip",
        f"programme={2**70}",
    ):
        assert _words(ask(client, "get", f"{address}?{query}").text) == plain, query


def _words(text: str) -> list[str]:
    """What stands below the filters, which say of each unknown value that it is none."""
    main = text.partition('id="main"')[2].partition("</main>")[0]
    below = main.partition('id="filter-form"')[2].partition("</form>")[2] or main
    return re.sub("<[^>]*>", " ", below).split()


def test_a_state_that_the_table_does_not_know_is_an_address_that_leads_nowhere(stage, finder):
    gap = stage.world.mine["gaps.gap"]
    client = finder.clients["programme_officer"]
    assert lifecycle_of(gap) is not None
    for address in (
        f"/move/gaps.gap/{gap.pk}/publish-it-now/", f"/move/auth.user/{gap.pk}/propose/", f"/move/gaps/{gap.pk}/propose/",
        f"/move/gaps.gap/{2**63}/propose/", f"/move/gaps.gap/{10**30}/propose/", "/move/%2e%2e/1/propose/",
    ):  # fmt: skip
        for method in ("get", "post"):
            assert ask(client, method, address).status == 404
