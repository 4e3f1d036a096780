"""Journeys walk the real thing: the server as `script/server` starts it, with the whole demonstration."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.serving import prepare, serving

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[str]:
    """The address of a running demonstration in a data folder of its own."""
    data = tmp_path_factory.mktemp("demonstration")
    shutil.copytree(_told(tmp_path_factory), data, dirs_exist_ok=True)
    with serving(database="", data_folder=data) as served:
        yield served.url


def _told(tmp_path_factory) -> Path:
    """A folder with the demonstration, which the first worker of a run makes for all."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    told = shared / "told"
    with (shared / "telling").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not told.exists():
            begun = tmp_path_factory.mktemp("telling")
            prepare(begun)
            begun.rename(told)
    return told


@pytest.fixture(params=[320, 1280], ids=["phone", "desk"])
def width(request) -> int:
    return request.param


@pytest.fixture
def visit(browser, site, width, request) -> Iterator[Callable[..., Any]]:
    """`visit("evaluator")` is a page signed in as that account (None: a visitor), at this test's width."""
    contexts = []

    def open_as(person: str | None = None, **options: Any) -> Any:
        context = browser.new_context(
            base_url=site, locale="en-GB", viewport={"width": width, "height": 900}, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("response", lambda response: _refuse_errors(response))
        if person:
            page.goto("/people/cast/")
            button = page.locator(f"button[data-account='{person}']")
            if not button.is_visible():
                page.locator("details.fold > summary").click()
            button.click()
            page.wait_for_url("**/home/")
        return page

    failed_before = request.session.testsfailed
    yield open_as
    for number, context in enumerate(contexts):
        if request.session.testsfailed > failed_before:
            artifacts = ROOT / "tests" / "artifacts"
            artifacts.mkdir(exist_ok=True)
            context.pages[0].screenshot(path=artifacts / f"{request.node.name}-{number}.png", full_page=True)
        context.close()


def _refuse_errors(response: Any) -> None:
    assert response.status < 500, f"{response.url} answered {response.status}"


@pytest.fixture
def sound(axe) -> Callable[[Any], None]:
    """A page that axe finds nothing on and that does not scroll sideways."""

    def check(page: Any) -> None:
        axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{page.url} is {wide} px too wide at {page.viewport_size['width']} px"

    return check


@pytest.fixture
def walk_as(browser, live_server, request) -> Iterator[Callable[..., Any]]:
    """`walk_as(person)` is a page signed in as that person (None: a visitor) on a site that holds only what the test
    made. A failed test leaves pictures in tests/artifacts."""
    contexts = []

    def enter(person: Any = None, width: int = 1280, **options: Any) -> Any:
        context = browser.new_context(
            base_url=live_server.url, locale="en-GB", viewport={"width": width, "height": 900}, **options
        )
        contexts.append(context)
        if person is not None:
            client = Client()
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
            key = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("response", lambda response: _refuse_errors(response))
        return page

    failed_before = request.session.testsfailed
    yield enter
    for number, context in enumerate(contexts):
        if request.session.testsfailed > failed_before and context.pages:
            artifacts = ROOT / "tests" / "artifacts"
            artifacts.mkdir(exist_ok=True)
            context.pages[0].screenshot(
                path=artifacts / f"{request.node.name[:60]}-{number}.png", full_page=True
            )
        context.close()
