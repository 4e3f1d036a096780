"""Journeys walk the real thing: the server as `script/server` starts it, with the whole demonstration."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[str]:
    """The address of a running demonstration in a data folder of its own."""
    data = tmp_path_factory.mktemp("demonstration")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {k: v for k, v in os.environ.items() if not k.startswith("GAPBRIDGE_") and k != "DATABASE_URL"}
    environment = {
        **kept,
        "DJANGO_SETTINGS_MODULE": "gapbridge.conf.settings",
        "GAPBRIDGE_DATA": str(data),
        "PORT": str(port),
        "PYTHONPATH": str(ROOT / "src"),
    }
    collected = [sys.executable, "-m", "gapbridge", "collectstatic", "--noinput", "-v0"]
    subprocess.run(collected, env=environment, check=True)
    log = (data / "server.log").open("w")
    server = subprocess.Popen(
        [sys.executable, "-m", "gapbridge.conf.server"], env=environment, stdout=log, stderr=log
    )
    try:
        _wait(port, server, data / "server.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)
        log.close()


def _wait(port: int, server: subprocess.Popen, log: Path, seconds: float = 180) -> None:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit and server.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the demonstration did not start:\n{log.read_text()[-3000:]}")


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
