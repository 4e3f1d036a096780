"""On a phone: from the home page to a passage over a slow line, then without a network, still read and searched."""

import gzip
import itertools
import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from gapbridge.base.folding import LATIN, fold, words_of
from gapbridge.share.learning import actions
from gapbridge.share.library import actions as library
from gapbridge.share.library import content
from tests.share.finding.conftest import read_all
from tests.share.hub import edition_of, next_version, published

from .shelves import shown

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OFFLINE = "/library/offline/"
SLOW = 400_000 // 8  # bytes a second
FIRST_LOAD = 100_000  # bytes, compressed: home page, hub, hits, passage
OTHERS = (
    "İSTANBUL", "ISTI", "Straße", "Łódź", "ÆØÅ", "ёлка", "Йод", "\ufb01n", "\u01c4", "Σίσυφος", "soft\u00adly", "a\u0301b",
)  # fmt: skip
TEXT = {
    "az": "## Birinci addım\n\nÖnce nizamnaməni yazın.\n\n## Pul\n\nQrantların hesabatı üç ayda bir verilir.",
    "en": "## First step\n\nWrite the statutes.\n\n## Money\n\nGrants are reported every three months.",
}


@pytest.fixture
def register(cast):
    """A resource in English and Azerbaijani."""
    resource = published(cast, title="Register", text=TEXT["en"])
    words = {"language": "az", "title": "Qeydiyyat", "summary": "Addımlar"}
    library.add_edition(
        actor=cast.programme_officer, resource=resource, content=library.Content(text=TEXT["az"]), **words
    )
    return resource


@pytest.fixture
def phone(page):
    page.set_viewport_size({"width": 360, "height": 740})
    return page


@pytest.fixture
def sound(axe):
    """Axe finds nothing, and nothing is wider than the screen."""

    def check(page):
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url

    return check


def keep(page, found):
    page.goto(found.get_absolute_url())
    page.get_by_role("button", name="Keep on this phone").click()
    page.locator("#said").get_by_text("It is kept now and opens without a network.").wait_for()


def came_over(line):
    """Bytes by address, as they come in. The tests' server sends styles and scripts as they lie; a real one sends them
    compressed, and so they are counted."""
    came, asked = {}, {}

    def finished(event):
        path = urlsplit(asked[event["requestId"]]).path
        found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
        whole = len(gzip.compress(Path(found).read_bytes())) if found else event["encodedDataLength"]
        if event["encodedDataLength"]:  # not from the browser's own cache
            came[path] = came.get(path, 0) + whole

    line.on(
        "Network.requestWillBeSent", lambda event: asked.update({event["requestId"]: event["request"]["url"]})
    )
    line.on("Network.loadingFinished", finished)
    return came


def bytes_kept(page):
    """Of pages and pictures, and of the list as it came."""
    return page.evaluate("""async () => {
        const name = (await caches.keys()).find((each) => each.startsWith("library-kept-"));
        let sum = 0;
        for (const response of await (await caches.open(name)).matchAll()) {
            const content = await response.blob();
            if (content.type !== "application/json") sum += content.size;
            else {
                const { bytes, keptAt, ...bundle } = JSON.parse(await content.text());
                sum += new Blob([JSON.stringify(bundle)]).size;
            }
        }
        return sum;
    }""")


def kept_here(page):
    """The addresses of the pages kept, and of all caches of the hub."""
    return page.evaluate("""async () => {
        const found = {};
        for (const name of await caches.keys()) found[name] = (await (await caches.open(name)).keys()).map((each) => new URL(each.url).pathname);
        return found;
    }""")


def test_over_a_slow_line_two_words_lead_to_a_passage_then_offline_still_read_and_searched(
    cast, register, phone, sound
):
    """400 kbit/s and 150 ms; a test measures no time, but counts the bytes that come over the line."""
    found = shown(cast, register, published(cast, title="Budget", text="## Lines\n\nOne line for each cost."))
    read_all()
    line = phone.context.new_cdp_session(phone)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 150, "downloadThroughput": SLOW, "uploadThroughput": SLOW},
    )
    came = came_over(line)
    phone.goto("/")
    phone.get_by_role("button", name="Menu").click()
    phone.get_by_role("link", name="Knowledge", exact=True).first.click()
    phone.get_by_label("What are you looking for?").press_sequentially("qrantlarin hesabati")
    phone.get_by_role("heading", name="1 document found").wait_for()
    sound(phone)
    phone.locator(".hits h3 a").click()
    passage = phone.locator(".prose mark").first
    passage.wait_for()
    assert phone.locator(".prose mark").all_text_contents() == ["Qrantların", "hesabatı"]
    assert passage.evaluate("(each) => each.getBoundingClientRect().bottom < innerHeight")
    assert phone.get_by_text("Page 2 of 2").is_visible()
    sound(phone)
    assert 20_000 < sum(came.values()) < FIRST_LOAD, came

    keep(phone, found)
    sound(phone)
    phone.context.set_offline(True)
    phone.goto(OFFLINE)
    phone.get_by_role("heading", name="Start a CSO").wait_for()
    [told] = phone.evaluate("Kept.all()")
    assert told["bytes"] == bytes_kept(phone)
    sound(phone)
    search = phone.get_by_label("Search in what this phone keeps")
    search.fill("reporting grant")
    phone.locator("#results mark").first.wait_for()
    assert "Grants" in phone.locator("#results mark").all_text_contents()
    sound(phone)
    phone.locator("#results a").first.click()
    assert phone.url.endswith(f"{reverse('learning:reading', args=[edition_of(register).pk])}#p2")
    phone.get_by_text("Grants are reported every three months.").wait_for()
    sound(phone)
    # Styled, and nothing asked of the network but what is kept.
    assert phone.evaluate("getComputedStyle(document.querySelector('.prose')).maxWidth") != "none"
    phone.goto(found.get_absolute_url())
    phone.get_by_text("the page you asked for is not kept on this phone").wait_for()


def test_it_is_kept_in_the_readers_language_and_found_without_its_letters(cast, register, phone, live_server):
    found = shown(cast, register, title_az="QHT yaratmaq")
    phone.context.add_cookies([{"name": "django_language", "value": "az", "url": live_server.url}])
    phone.goto(found.get_absolute_url())
    phone.locator("#keep-now").click()
    phone.locator("#remove-now").wait_for()
    phone.context.set_offline(True)
    phone.goto(OFFLINE)  # in the language in which it was kept
    phone.get_by_role("heading", name="QHT yaratmaq").wait_for()
    for question in ("nizamname", "QRANTLARDAN", "qrant hesab", "nizamnmae", "грантларын"):
        phone.locator("#q").fill(question)
        phone.locator("#results li").first.wait_for()
        assert phone.locator("#results a").first.inner_text() == "Qeydiyyat", question
    phone.locator("#q").fill("xəritə")
    phone.locator("#results").wait_for(state="hidden")


def test_what_has_changed_is_fetched_again_and_said_and_what_is_removed_is_gone(cast, register, phone):
    other = published(cast, title="Budget", text="One line for each cost.")
    found = shown(cast, register, other)
    keep(phone, found)
    next_version(cast, edition_of(register), "Grants are reported every month.")
    asked = []
    phone.context.on("request", lambda request: asked.append(request.url.split("//", 1)[1].partition("/")[2]))
    phone.goto(OFFLINE)
    phone.get_by_text("The collection had changed. The new one is kept now.").wait_for()
    readings = [each for each in asked if each.startswith("library/reading/")]
    assert readings == [reverse("learning:reading", args=[edition_of(register).pk]).lstrip("/")]
    phone.context.set_offline(True)
    phone.goto(reverse("learning:reading", args=[edition_of(register).pk]))
    phone.get_by_text("Grants are reported every month.").wait_for()
    phone.context.set_offline(False)
    phone.goto(OFFLINE)
    phone.get_by_role("button", name="Remove from this phone: Start a CSO").click()
    phone.get_by_text("Nothing is kept on this phone yet.").wait_for()
    assert kept_here(phone) == {}


def test_what_is_withdrawn_stays_until_it_is_removed_and_says_so(cast, register, phone):
    found = shown(cast, register)
    keep(phone, found)
    actions.withdraw_collection(actor=cast.programme_officer, collection=found)
    phone.goto(OFFLINE)
    phone.get_by_text("It is no longer published.").wait_for()
    phone.context.set_offline(True)
    phone.goto(reverse("learning:reading", args=[edition_of(register).pk]))
    phone.get_by_text("Write the statutes.").wait_for()


def test_of_a_person_who_is_signed_in_nothing_is_kept(cast, register, phone, client, live_server):
    client.force_login(cast.programme_officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    key = client.cookies["sessionid"].value
    phone.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    found = shown(cast, register)
    keep(phone, found)
    phone.goto(register.get_absolute_url())
    phone.goto("/library/")
    caches = kept_here(phone)
    addresses = set(itertools.chain(*caches.values()))
    assert register.get_absolute_url() not in addresses and "/library/" not in addresses
    text = phone.evaluate("""async () => {
        const all = [];
        for (const name of await caches.keys()) for (const each of await (await caches.open(name)).matchAll()) all.push(await each.text());
        return all.join();
    }""")
    assert "programme officer" not in text and "csrfmiddlewaretoken" not in text


def test_the_browser_folds_as_the_site_does(phone):
    """Every word of what is shipped, and letters of other alphabets."""
    words = {
        word
        for each in content.shipped()
        for text in (*each.texts.values(), *each.title.values())
        for word in text.split()
    }
    asked = [*sorted(words)[:20_000], *OTHERS]
    phone.goto(OFFLINE)
    folded, split = phone.evaluate(
        "([asked, given]) => [asked.map((each) => Search.fold(each)), asked.map((each) => Search.words(each, given))]",
        [asked, json.loads(phone.locator("#page-data").text_content())["letters"]],
    )
    assert [each for each in zip(asked, folded, strict=True) if fold(each[0]) != each[1]] == []
    wanted = [[word.translate(LATIN) for word in words_of(each)] for each in asked]
    assert [each for each in zip(asked, split, wanted, strict=True) if each[1] != each[2]] == []


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_sound_on_a_phone_and_at_a_desk(
    cast, register, browser, live_server, sound, width, scheme
):
    found = shown(cast, register, is_course=True)
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        locale="en-GB",
    )
    page = context.new_page()
    for address in (
        reverse("learning:list"),
        found.get_absolute_url(),
        reverse("learning:reading", args=[edition_of(register).pk]),
        OFFLINE,
    ):
        page.goto(address)
        sound(page)
    context.close()
