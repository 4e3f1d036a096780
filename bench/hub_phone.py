"""Measure the officer's journey on a phone: `script/bench hub-phone [--rounds 5] [--processor 4] [--write]`.

Chromium at 360 px with an empty cache, as a visitor who reads Azerbaijani, over a line of 400 kbit/s with 400 ms to the
first byte of each answer (both by the DevTools protocol) and a processor so many times slower than this machine's. It
reads from the server that script/server starts, with the demonstration, on the same machine: the front page, the hub,
two words without Azerbaijani letters, the hit, its passage. Nobody pauses: what is shown is pressed at once.
A step is waiting, from the press or the last letter until the next thing is painted; typing itself is not counted.

Then a collection is kept, the network is cut, and what was kept is searched and read.
"""

import argparse
import http.client
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent))

from coding import FLAGS, server
from run import build, environment_of, free_port, memory, wait_for
from rush import write

MARK = "<!-- hub-phone: written by script/bench hub-phone --write -->"
SPEED, LATENCY = 400_000 // 8, 400  # bytes a second, milliseconds
WORDS, LETTER = "konullu muqavilesi", 120  # what is typed, and milliseconds between two letters
FOUND = "Könüllü"  # stands in the title of the right hit
LIMIT = 6_000  # ms of waiting until the passage is read
JOURNEY = ("front page", "the hub", "two words", "the passage")
AT_ONCE = 4  # requests at a time when a collection is kept, as static/learning/worker.js asks
WARM_UPS = 8
READ = (
    "import django; django.setup(); from gapbridge.share.library.models import Version;"
    "print(Version.objects.filter(reading__in=('waiting', 'reading')).count())"
)

KEPT = """async () => {
    const kept = await Kept.one(PAGE.id);
    const found = new Set([Kept.address(kept)]);
    for (const name of await caches.keys()) {
        for (const each of await (await caches.open(name)).keys()) found.add(each.url);
    }
    return { addresses: [...found], bytes: kept.bytes };
}"""


@dataclass
class Step:
    milliseconds: float
    sizes: list[int]  # bytes of each answer that came over the line, compressed as it came


@dataclass
class Walk:
    steps: dict[str, Step] = field(default_factory=dict)
    kept: int = 0  # bytes on the phone


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--processor", type=float, default=4, help="so many times slower than this machine's")
    parser.add_argument("--keep", help="a folder that keeps the data between runs")
    parser.add_argument("--show", help="a folder for pictures of each step of the last round")
    parser.add_argument("--write", action="store_true", help="put the table into bench/README.md")
    options = parser.parse_args()
    folder = Path(options.keep or tempfile.mkdtemp(prefix="gapbridge-phone-"))
    try:
        with served(folder) as port:
            walks = [walk(port, options) for _round in range(options.rounds)]
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
    text = report(walks, options)
    print(text)
    if options.write:
        write(MARK, text)


# --- the site ----------------------------------------------------------------------------------------


@contextmanager
def served(data: Path) -> Iterator[int]:
    environment = environment_of(data)
    build(1, data, environment)
    port = free_port()
    command = [sys.executable, "-m", "gapbridge.conf.server"]
    with server(command, {**environment, "PORT": str(port)}):
        wait_for(port, 300)
        wait_until_read(environment)
        for path in ("/", "/library/", "/library/?q=gonullu", "/library/collections/") * WARM_UPS:
            fetched(port, path)
        yield port


def wait_until_read(environment: dict[str, str]) -> None:
    """The texts of the hub are read beside the server, some seconds after it has started."""
    settings = {**environment, "DJANGO_SETTINGS_MODULE": "gapbridge.conf.settings"}
    for _time in range(120):
        done = subprocess.run(
            [sys.executable, "-c", READ], env=settings, check=True, stdout=subprocess.PIPE, text=True
        )
        if done.stdout.strip() == "0":
            return
        time.sleep(5)
    raise SystemExit("the texts of the hub are not read")


def fetched(port: int, path: str) -> int:
    """Bytes of an answer over the wire."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Accept-Language": "az"})
    response = connection.getresponse()
    size = len(response.read()) + len(str(response.headers))
    connection.close()
    if response.status != 200:
        raise SystemExit(f"{path} answered {response.status}")
    return size


# --- the journey -------------------------------------------------------------------------------------


class Phone:
    """A page on a slow line: what came over it, and how long each step waited."""

    def __init__(self, context: Any, processor: float, show: str | None):
        self.page = context.new_page()
        self.page.set_default_timeout(120_000)
        self.walk, self.sizes, self.show = Walk(), [], show
        line = context.new_cdp_session(self.page)
        line.send("Network.enable")
        line.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": LATENCY,
                "downloadThroughput": SPEED,
                "uploadThroughput": SPEED,
            },
        )
        line.send("Emulation.setCPUThrottlingRate", {"rate": processor})
        line.on("Network.loadingFinished", lambda event: self.came(int(event["encodedDataLength"])))

    def came(self, size: int) -> None:
        if size:  # not from the browser's own cache
            self.sizes.append(size)

    def step(self, name: str, act: Callable[[], Any], shown: str) -> None:
        """`shown`: a JavaScript condition, asked with each frame that is painted."""
        self.sizes = []
        started = time.perf_counter()
        act()
        self.page.wait_for_function(
            f"() => performance.getEntriesByName('first-contentful-paint').length && ({shown})"
        )
        taken = (time.perf_counter() - started) * 1000
        self.walk.steps[name] = Step(taken, self.sizes)
        if self.show:
            self.page.screenshot(path=Path(self.show) / f"{len(self.walk.steps)}-{name}.png")


def walk(port: int, options: argparse.Namespace) -> Walk:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        context = chromium.new_context(
            base_url=f"http://localhost:{port}",
            viewport={"width": 360, "height": 740},
            is_mobile=True,
            has_touch=True,
            device_scale_factor=2,
            locale="az-AZ",
            bypass_csp=True,  # for the conditions that are waited for
        )
        phone = Phone(context, options.processor, options.show)
        to_the_passage(phone)
        keep(phone, port)
        without_a_network(phone, context)
        chromium.close()
    waited = sum(phone.walk.steps[name].milliseconds for name in JOURNEY)
    print(f"read after {waited:,.0f} ms of waiting", file=sys.stderr)
    return phone.walk


def to_the_passage(phone: Phone) -> None:
    page = phone.page
    phone.step(
        "front page",
        lambda: page.goto("/", wait_until="commit"),
        "document.querySelector('.menu-button') && document.querySelector('h1')",
    )
    page.locator(".menu-button").click()
    phone.step(
        "the hub",
        lambda: page.locator("#site-menu a[href='/library/']").click(no_wait_after=True),
        "document.querySelector('#hub-words')",
    )
    page.locator("#hub-words").press_sequentially(WORDS, delay=LETTER)
    asked = f"new URLSearchParams(location.search).get('q') === '{WORDS}'"
    phone.step("two words", lambda: None, f"{asked} && document.querySelector('.hits a mark')")
    hit = page.locator(".hits h3 a").first
    if FOUND not in hit.inner_text():
        raise SystemExit(f"the first hit is {hit.inner_text()!r}")
    seen = "const { top, bottom } = mark.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight"
    phone.step(
        "the passage",
        lambda: hit.click(no_wait_after=True),
        f"[...document.querySelectorAll('.prose mark')].some((mark) => {{ {seen} }})",
    )


def keep(phone: Phone, port: int) -> None:
    page = phone.page
    # Where a collection is, says the list; the first is the one that begins at the beginning.
    phone.step(
        "collections",
        lambda: page.goto("/library/collections/", wait_until="commit"),
        "document.querySelector('.cards a.cover')",
    )
    phone.step(
        "a collection",
        lambda: page.locator(".cards a.cover").first.click(no_wait_after=True),
        "document.querySelector('#keep-now')",
    )
    page.wait_for_load_state()  # the scripts of the button
    phone.step(
        "kept",
        lambda: page.locator("#keep-now").click(),
        "!document.querySelector('#remove-now').hidden && !document.querySelector('#keep-now').disabled",
    )
    told = page.evaluate(KEPT)
    # The worker fetches them over a line of its own, which the protocol does not slow down: reckoned from the bytes.
    listed = [each for each in told["addresses"] if not each.endswith("/library/kept.json")]
    sizes = [fetched(port, _path(each)) for each in listed]
    turns = -(-len(sizes) // AT_ONCE)
    phone.walk.steps["kept"] = Step(sum(sizes) / SPEED * 1000 + turns * LATENCY, sizes)
    phone.walk.kept = told["bytes"]


def _path(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def without_a_network(phone: Phone, context: Any) -> None:
    page = phone.page
    context.set_offline(True)
    phone.step(
        "without a network: the page",
        lambda: page.goto("/library/offline/", wait_until="commit"),
        "document.querySelector('#kept h3')",
    )
    page.locator("#q").press_sequentially(WORDS[:-1], delay=LETTER)
    phone.step(
        "a search in it",
        lambda: page.locator("#q").press_sequentially(WORDS[-1]),
        "document.querySelector('#results mark')",
    )
    hit = page.locator("#results a").first
    phone.step(
        "the passage, offline",
        lambda: hit.click(no_wait_after=True),
        "document.querySelector('.learning-piece')",
    )


# --- the report --------------------------------------------------------------------------------------


def report(walks: list[Walk], options: argparse.Namespace) -> str:
    machine = f"{os.cpu_count()} cores, {memory()}, {platform.system()} {platform.release()}"
    typing = len(WORDS) * LETTER / 1000
    measured = (
        f"Measured on {time.strftime('%Y-%m-%d')}: {machine}, Python {platform.python_version()}; medians of"
        f" {len(walks)}; {SPEED * 8 // 1000} kbit/s, {LATENCY} ms, processor slowed {options.processor:g} times;"
        f" “{WORDS}”, whose typing ({typing:.1f} s) is not counted; load {os.getloadavg()[0]:.1f} at the end."
    )
    lines = [
        measured,
        "",
        "| step | waiting, median | slowest | answers | kB over the line |",
        "|---|---:|---:|---:|---:|",
        *(row(name, [each.steps[name] for each in walks]) for name in JOURNEY),
    ]
    waited = [sum(each.steps[name].milliseconds for name in JOURNEY) for each in walks]
    sizes = [sum(sum(each.steps[name].sizes) for name in JOURNEY) for each in walks]
    answers = [sum(len(each.steps[name].sizes) for name in JOURNEY) for each in walks]
    lines.append(
        f"| **all, limit {LIMIT:,} ms** | **{statistics.median(waited):,.0f} ms** | {max(waited):,.0f} ms"
        f" | {statistics.median(answers):.0f} | {statistics.median(sizes) / 1000:.1f} |"
    )
    others = [name for name in walks[0].steps if name not in JOURNEY]
    lines += [row(name, [each.steps[name] for each in walks]) for name in others]
    kept = statistics.median(each.kept for each in walks)
    said = (
        f"What is kept takes {kept / 1000:,.0f} kB on the phone. How long keeping it takes is reckoned from its bytes,"
        " because the worker's line is not slowed."
    )
    lines += ["", said]
    return "\n".join(lines)


def row(name: str, steps: list[Step]) -> str:
    waited = [each.milliseconds for each in steps]
    answers = statistics.median(len(each.sizes) for each in steps)
    size = statistics.median(sum(each.sizes) for each in steps) / 1000
    middle = f"{statistics.median(waited):,.0f} ms"
    return f"| {name} | {middle} | {max(waited):,.0f} ms | {answers:.0f} | {size:.1f} |"


if __name__ == "__main__":
    main()
