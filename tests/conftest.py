"""What every test may use: query counts that don't grow, a real browser, an accessibility check."""

import gc
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.db import connection
from django.template.base import Template
from django.test.utils import CaptureQueriesContext

from tests import migrated

AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
ARTIFACTS = Path(__file__).parent / "artifacts"


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_use_migrations: bool) -> bool:
    """On SQLite the copy made below is taken as it is; it is removed with the tests' data folder."""
    return django_db_use_migrations and connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_use_migrations: bool
) -> None:
    """The tests' database begins as a copy of a migrated one. pytest-django then migrates what is new."""
    if not django_db_use_migrations:
        return
    if connection.vendor == "sqlite":
        migrated.copy_to(Path(connection.creation._get_test_db_name()))
    else:
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated.template(os.environ["DATABASE_URL"])


@pytest.fixture(scope="session", autouse=True)
def whole_pages_alone_are_remembered(django_test_environment: None) -> Iterator[None]:
    """For `response.context` Django copies the context of every template that is drawn, some seventy a page. Here
    only of the outermost: what a view gave to its page, which is all that a test asks for."""
    remembering, drawing = Template._render, threading.local()

    def draw(self: Template, context: Any) -> Any:
        if getattr(drawing, "inside", False):
            return self.nodelist.render(context)
        drawing.inside = True
        try:
            return remembering(self, context)
        finally:
            drawing.inside = False

    Template._render = draw
    yield
    Template._render = remembering


@pytest.fixture
def assert_constant_queries(db) -> Callable[..., None]:
    """A list must cost as many queries with three more rows as with one.

    assert_constant_queries(lambda: client.get(url), lambda: new_gap())

    `add` is called once before the first count and three times before the second.
    """

    def count(read: Callable[[], Any]) -> CaptureQueriesContext:
        with CaptureQueriesContext(connection) as queries:
            response = read()
        assert getattr(response, "status_code", 200) == 200, response
        return queries

    def check(read: Callable[[], Any], add: Callable[[], Any], *, more: int = 3) -> None:
        add()
        read()  # fills what is cached for good: content types, translations
        few = count(read)
        for _ in range(more):
            add()
        many = count(read)
        statements = "\n".join(query["sql"][:300] for query in many.captured_queries)
        assert len(many) == len(few), (
            f"{len(few)} queries with 1 row, {len(many)} with {1 + more}:\n{statements}"
        )

    return check


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium. Missing, it is a failure and not a skip: script/setup --dev installs it."""
    from playwright.sync_api import expect, sync_playwright  # only browser tests pay for it

    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("Chromium is missing. Run script/setup --dev.")
    expect.set_options(timeout=15_000)  # on two cores that are busy, what takes a moment may take ten
    # Playwright keeps an event loop in this thread, at which Django would refuse every query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    flags = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=chromium, headless=True, args=flags)
        yield chrome
        chrome.close()


@pytest.fixture
def page(browser, live_server, request) -> Iterator[Any]:
    """A fresh visitor's page, `page.goto("/")` being the site. A failed test leaves a picture in tests/artifacts."""
    context = browser.new_context(base_url=live_server.url, locale="en-GB")
    visitor = context.new_page()
    visitor.set_default_timeout(10_000)
    failed_before = request.session.testsfailed
    yield visitor
    if request.session.testsfailed > failed_before:
        ARTIFACTS.mkdir(exist_ok=True)
        visitor.screenshot(path=ARTIFACTS / f"{request.node.name}.png", full_page=True)
    context.close()


@pytest.fixture
def axe() -> Callable[[Any], None]:
    """`axe(page)` fails on what axe finds against WCAG 2.2 A and AA, naming rule, place and help."""

    def check(page: Any, *, leave_out: tuple[str, ...] = ()) -> None:
        page.evaluate(AXE.read_text())  # not a script tag: the policy forbids inline scripts
        options = {
            "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
            "rules": {rule: {"enabled": False} for rule in leave_out},
        }
        found = page.evaluate("options => axe.run(document, options)", options)["violations"]
        lines = [
            f"{each['id']} ({each['impact']}): {each['help']}\n    {node['html'][:200]}\n    {node['target']}"
            for each in found
            for node in each["nodes"]
        ]
        assert not lines, f"{page.url}\n" + "\n".join(lines)

    return check


@pytest.fixture
def cast(db):
    """The fixed cast of tests/cast.py, in a running programme."""
    from tests.cast import gather  # models can be imported only once Django stands

    return gather()


@pytest.fixture
def as_(client, cast) -> Callable[[str], Any]:
    """`as_("official")` is a test client signed in as that member of the cast ("visitor": signed out)."""

    def sign_in(name: str) -> Any:
        client.logout()
        if name != "visitor":
            client.force_login(
                cast.people[name], backend="allauth.account.auth_backends.AuthenticationBackend"
            )
        return client

    return sign_in


# The files that take longest come first, so that of several workers none ends alone with one of them. script/test
# gives a whole file to one worker (--dist loadfile): what a file builds once, a demonstration or a world, is
# built once in a run.
LONG = (
    "tests/robustness/test_forms.py",
    "tests/robustness/test_addresses.py",
    "tests/access/",
    "tests/prove/reach/",
    "tests/demo/",
    "tests/agree/test_last_minute.py",
    "tests/act/applications/test_last_seconds.py",
    "tests/journeys/test_roles.py",
    "tests/listen/collect/test_server.py",
    "tests/journeys/",
    "tests/base/",
    "tests/listen/",
)


def pytest_configure(config: pytest.Config) -> None:
    # An example that takes long on a busy machine is no fault: a test measures no time.
    hypothesis.settings.register_profile("patient", deadline=None)
    hypothesis.settings.load_profile("patient")
    config.addinivalue_line("markers", "once: asks no database and takes seconds; runs once, beside SQLite")


def pytest_collection_modifyitems(items: list[Any]) -> None:
    def place(item: Any) -> int:
        return next((n for n, name in enumerate(LONG) if item.nodeid.startswith(name)), len(LONG))

    items.sort(key=place)
    for item in items:
        asks = item.get_closest_marker("django_db") or {"db", "transactional_db"} & {*item.fixturenames}
        if item.get_closest_marker("once") and asks:
            raise pytest.UsageError(f"{item.nodeid} asks a database: it must run on each.")


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: the collector need not look through it again and again, nor look for
    what is left after every 700 new objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
