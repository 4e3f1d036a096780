"""Measure the main pages at growing scales: one command, `script/bench [--scales 1,10,100] [--requests 40]`.

For each scale: builds the demonstration in a folder of its own and starts the server on it (granian, compressed
static files, SQLite as shipped). Then reads every page again and again over one kept-alive connection from this
machine, the scales in turn, and counts each page's queries in a process of its own. Prints
a table and, with --write, puts it into bench/README.md.
"""

import argparse
import gzip
import http.client
import json
import os
import platform
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "bench" / "README.md"
MARK = "<!-- results: written by script/bench --write -->"
WARM_UPS = 5


@dataclass
class Reading:
    """One page at one scale: milliseconds, queries, bytes over the wire (compressed)."""

    median: float
    p95: float
    queries: int
    size: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scales", default="1,10,100")
    parser.add_argument("--requests", type=int, default=40)
    parser.add_argument("--keep", help="a folder that keeps the data sets between runs")
    parser.add_argument("--clone", action="store_true", help="also time an empty clone to its first page")
    parser.add_argument("--write", action="store_true", help="put the table into bench/README.md")
    options = parser.parse_args()
    scales = [int(each) for each in options.scales.split(",")]
    keep = Path(options.keep) if options.keep else Path(tempfile.mkdtemp(prefix="gapbridge-bench-"))
    try:
        first_page = clone_to_first_page() if options.clone else None
        results = measure({scale: keep / f"scale-{scale}" for scale in scales}, options.requests)
    finally:
        if not options.keep:
            shutil.rmtree(keep, ignore_errors=True)
    text = report(results, options.requests, first_page)
    print(text)
    if options.write:
        head = README.read_text(encoding="utf-8").split(MARK)[0].rstrip()
        README.write_text(f"{head}\n\n{MARK}\n\n{text}\n", encoding="utf-8")


def measure(folders: dict[int, Path], requests: int) -> dict[int, dict[str, Reading]]:
    """All scales are served at once and asked in turn, so that a machine whose speed drifts drifts for all."""
    results: dict[int, dict[str, Reading]] = {scale: {} for scale in folders}
    with ExitStack() as running:
        sites = {scale: running.enter_context(served(scale, data)) for scale, data in folders.items()}
        for pages in zip(*(pages for _port, pages in sites.values()), strict=True):
            readers = {
                scale: Reader(port, page, sign_in(port, page["person"]) if page["person"] else "")
                for (scale, (port, _pages)), page in zip(sites.items(), pages, strict=True)
            }
            for _round in range(WARM_UPS + requests):
                for reader in readers.values():
                    reader.read()
            for scale, reader in readers.items():
                results[scale][reader.page["name"]] = reader.reading()
    return results


@contextmanager
def served(scale: int, data: Path) -> Iterator[tuple[int, list[dict]]]:
    """A server on its data set: (port, pages to read)."""
    environment = environment_of(data)
    build(scale, data, environment)
    pages = json.loads(run_python(environment, ROOT / "bench" / "pages.py"))
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "gapbridge.conf.server"],
        env={**environment, "PORT": str(port)},
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield port, pages
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)


def environment_of(data: Path) -> dict[str, str]:
    """That of a server on a data folder of its own."""
    return {
        **os.environ,
        "GAPBRIDGE_DATA": str(data),
        "PYTHONPATH": str(ROOT / "src"),
        "GAPBRIDGE_LOG_LEVEL": "WARNING",
    }


def build(scale: int, data: Path, environment: dict[str, str]) -> None:
    if (data / "complete").exists():
        return
    started = time.monotonic()
    data.mkdir(parents=True, exist_ok=True)
    for command in (
        ["migrate", "-v0"],
        ["demo", "--scale", str(scale)],
        ["collectstatic", "--noinput", "-v0"],
    ):
        subprocess.run(
            [sys.executable, "-m", "gapbridge", *command], env=environment, check=True, stdout=sys.stderr
        )
    (data / "complete").write_text("")
    print(f"scale {scale}: built in {time.monotonic() - started:.0f} s", file=sys.stderr)


def run_python(environment: dict[str, str], script: Path) -> str:
    done = subprocess.run(
        [sys.executable, str(script)], env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int, seconds: float = 60) -> None:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        try:
            connection = http.client.HTTPConnection(
                "127.0.0.1", port, timeout=max(1, limit - time.monotonic())
            )
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not answer")


def sign_in(port: int, person: str) -> str:
    """The cookies of a demonstration account, through the page that lists the cast."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/people/cast/")
    response = connection.getresponse()
    page = response.read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    cookie = response.headers["Set-Cookie"].split(";")[0]
    if token is None:
        raise SystemExit("the page of the cast has no form")
    body = urlencode({"csrfmiddlewaretoken": token[1], "person": person})
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/people/cast/", body, headers)
    response = connection.getresponse()
    response.read()
    if response.status != 302:
        raise SystemExit(f"could not sign in: {response.status}")
    return "; ".join(each.split(";")[0] for each in response.headers.get_all("Set-Cookie"))


class Reader:
    """Reads one page again and again over one kept-alive connection."""

    def __init__(self, port: int, page: dict, cookies: str):
        self.page = page
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Accept-Encoding": "gzip", "Cookie": cookies}
        self.taken: list[float] = []
        self.size = 0

    def read(self) -> None:
        started = time.perf_counter()
        self.connection.request("GET", self.page["path"], headers=self.headers)
        response = self.connection.getresponse()
        body = response.read()
        self.taken.append((time.perf_counter() - started) * 1000)
        if response.status != 200:
            raise SystemExit(f"{self.page['path']} answered {response.status}")
        self.size = len(body) if response.headers.get("Content-Encoding") else len(gzip.compress(body))

    def reading(self) -> Reading:
        taken = sorted(self.taken[WARM_UPS:])
        return Reading(
            statistics.median(taken), taken[int(len(taken) * 0.95) - 1], self.page["queries"], self.size
        )


def clone_to_first_page() -> float:
    """Seconds from `git clone` to the first page, packages coming from the machine's cache."""
    folder = Path(tempfile.mkdtemp(prefix="gapbridge-clone-"))
    port = free_port()
    started = time.monotonic()
    subprocess.run(["git", "clone", "-q", str(ROOT), str(folder / "clone")], check=True)
    clean = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith("GAPBRIDGE_") and k not in {"PYTHONPATH", "VIRTUAL_ENV"}
    }
    server = subprocess.Popen(
        [str(folder / "clone" / "script" / "server")],
        env={**clean, "PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port, 600)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", "/")
        if connection.getresponse().status != 200:
            raise SystemExit("the first page of the clone failed")
        return time.monotonic() - started
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


def report(results: dict[int, dict[str, Reading]], requests: int, first_page: float | None) -> str:
    scales = list(results)
    first, last = scales[0], scales[-1]
    machine = f"{os.cpu_count()} cores, {memory()}, {platform.system()} {platform.release()}"
    how = f"{requests} requests a page after {WARM_UPS} warm-ups, one at a time, the scales in turn"
    lines = [
        f"Measured on {time.strftime('%Y-%m-%d')}: {machine}, Python {platform.python_version()}; {how}.",
        "",
    ]
    if first_page is not None:
        lines += [
            f"From `git clone` to the first page, with a warm package cache: **{first_page:.0f} s** (limit: 120 s).",
            "",
        ]
    head = " | ".join(f"median ×{scale} | p95 ×{scale} | queries ×{scale} | kB ×{scale}" for scale in scales)
    lines.append(f"| page | {head} | median ×{last} / ×{first} |")
    lines.append("|---|" + "---:|" * (4 * len(scales) + 1))
    for name in results[first]:
        cells = [
            f"{r.median:.1f} ms | {r.p95:.1f} ms | {r.queries} | {r.size / 1000:.1f}"
            for r in (results[s][name] for s in scales)
        ]
        ratio = results[last][name].median / results[first][name].median
        lines.append(f"| {name} | {' | '.join(cells)} | {ratio:.2f} |")
    return "\n".join(lines)


def memory() -> str:
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return f"{pages * size / 2**30:.0f} GiB"


if __name__ == "__main__":
    main()
