"""Measure the coding screen beside its peer: one command, `script/bench coding [--rounds 5] [--peer-rounds 1]`.

Builds a session of 50,000 words with 1,000 excerpts (coding_data.py) and starts the server on it as it ships. In the
same run it installs Taguette into a scratch environment, puts the same text with the same excerpts into its database
(coding_peer.py) and starts it too. For both, in the same Chromium and over the same loopback:

- opening: from navigation until all excerpts are shown and a selection of words is taken up;
- storing: one new excerpt over HTTP, the median of fifty, one at a time.
"""

import argparse
import http.client
import json
import os
import platform
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent))

from run import README, ROOT, build, environment_of, free_port, memory, run_python, sign_in, wait_for

MARK = "<!-- coding: written by script/bench coding --write -->"
PEER = "taguette==1.5.2"
STORED, WARM_UPS = 50, 5
PATIENCE = 1_800_000  # milliseconds that opening may take at most
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@dataclass
class Site:
    """Where a coding screen is, how it is opened, and how an excerpt is stored."""

    name: str
    address: str
    cookies: dict[str, str]
    port: int
    shown: str  # a JavaScript condition: all excerpts are shown
    select: str  # a script that selects words
    selected: str  # a condition: the selection was taken up
    requests: list[tuple[str, str, dict[str, str]]]  # path, body, headers of each new excerpt


@dataclass
class Taken:
    opening: list[float]  # milliseconds
    storing: list[float]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5, help="how often our screen is opened")
    parser.add_argument("--peer-rounds", type=int, default=1, help="how often the peer's; 0 leaves it out")
    parser.add_argument("--keep", help="a folder that keeps the data between runs")
    parser.add_argument("--write", action="store_true", help="put the table into bench/README.md")
    options = parser.parse_args()
    folder = Path(options.keep or tempfile.mkdtemp(prefix="gapbridge-coding-"))
    try:
        results = measure(folder, {"Gapbridge": options.rounds, "Taguette": options.peer_rounds})
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
    text = report(results)
    print(text)
    if options.write:
        write(text)


def measure(folder: Path, rounds: dict[str, int]) -> dict[str, Taken]:
    results = {}
    with ExitStack() as running:
        sites = [running.enter_context(ours(folder / "gapbridge"))]
        if rounds["Taguette"]:
            sites.append(running.enter_context(peer(folder / "taguette")))
        for site in sites:
            results[site.name] = Taken([], storing(site))
        for site in sites:
            warm_up(site)
            results[site.name].opening = [opening(site) for _round in range(rounds[site.name])]
    return results


# --- the two sites -------------------------------------------------------------------------------


@contextmanager
def ours(data: Path) -> Iterator[Site]:
    environment = environment_of(data)
    build(1, data, environment)
    kept = data / "coding.json"
    if not kept.exists():
        kept.write_text(run_python(environment, ROOT / "bench" / "coding_data.py"))
    made = json.loads(kept.read_text())
    port = free_port()
    command = [sys.executable, "-m", "gapbridge.conf.server"]
    with copied(data) as used, server(command, {**environment, "GAPBRIDGE_DATA": used, "PORT": str(port)}):
        wait_for(port, 300)
        cookies = pairs(sign_in(port, str(made["officer"])))
        path = f"/coding/sessions/{made['session']}/"
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": cookies["csrftoken"],
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        bodies = [urlencode({**each, "codes": made["code"], "notes_version": 1}) for each in made["further"]]
        yield Site(
            "Gapbridge",
            f"http://localhost:{port}{path}",
            cookies,
            port,
            "document.readyState !== 'loading' && document.querySelector('#coding[data-ready]')"
            " && document.querySelectorAll('.label').length >= 1000",
            "document.getElementById('notes').focus(); document.getElementById('notes').dispatchEvent("
            "new KeyboardEvent('keydown', {key: 'ArrowRight', shiftKey: true, bubbles: true}))",
            "CSS.highlights.has('coding-selection')",
            [(f"{path}mark/", body, headers) for body in bodies],
        )


@contextmanager
def peer(data: Path) -> Iterator[Site]:
    """Taguette as its authors ship it for one person: SQLite, one process. Calibre, which only converts uploads,
    is not needed for a text that is put into the database."""
    python = data / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(data / "venv")], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", PEER], check=True, stdout=sys.stderr)
    script = ROOT / "bench" / "coding_peer.py"
    text = subprocess.run(
        [sys.executable, ROOT / "bench" / "coding_data.py", "--only-text"], check=True, stdout=subprocess.PIPE
    ).stdout
    kept, base = data / "coding.json", data / "taguette.sqlite3"
    if not kept.exists():
        done = subprocess.run([python, script, str(base)], input=text, check=True, stdout=subprocess.PIPE)
        kept.write_bytes(done.stdout)
    made = json.loads(kept.read_text())
    port = free_port()
    command = [str(python.parent / "taguette"), "--no-browser", "--port", str(port), "--database"]
    with ExitStack() as stack:
        used = stack.enter_context(copied(data))
        command.append(f"{used}/{base.name}")
        running = stack.enter_context(server(command, dict(os.environ), stdout=subprocess.PIPE))
        cookies = peer_cookies(port, token_from(running))
        api = f"/api/project/{made['project']}/document/{made['document']}/highlight/new?_xsrf={cookies['_xsrf']}"
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "Content-Type": "application/json",
        }
        bodies = [
            json.dumps({"start_offset": start, "end_offset": end, "tags": [made["tag"]]})
            for start, end in made["further"]
        ]
        yield Site(
            "Taguette",
            f"http://localhost:{port}/project/{made['project']}/document/{made['document']}",
            cookies,
            port,
            "typeof highlights === 'object' && Object.keys(highlights).length >= 1000",
            "const p = document.querySelector('#document-contents p'); const w = document.createTreeWalker(p, 4);"
            "let n = w.nextNode(); getSelection().setBaseAndExtent(n, 0, n, Math.min(9, n.length))",
            "document.getElementById('hlinfo').style.display === 'block'",
            [(api, body, headers) for body in bodies],
        )


@contextmanager
def copied(data: Path) -> Iterator[str]:
    """What is stored while measuring goes into a copy: kept data stay as they are."""
    with tempfile.TemporaryDirectory(prefix="gapbridge-coding-") as used:
        shutil.copytree(data, used, dirs_exist_ok=True, ignore=shutil.ignore_patterns("venv"))
        yield used


@contextmanager
def server(command: list[str], environment: dict[str, str], **options: Any) -> Iterator[subprocess.Popen]:
    options.setdefault("stdout", subprocess.DEVNULL)
    running = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, **options)
    try:
        yield running
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(timeout=60)


def token_from(running: subprocess.Popen) -> str:
    for line in iter(running.stdout.readline, b""):  # type: ignore[union-attr]
        if found := re.search(rb"\?token=(\w+)", line):
            return found[1].decode()
    raise SystemExit("Taguette did not start")


def peer_cookies(port: int, token: str) -> dict[str, str]:
    cookies: dict[str, str] = {}
    for path in (f"/?token={token}", "/project/new"):  # a page with a form sets the token against forgery
        connection = http.client.HTTPConnection("localhost", port, timeout=60)
        connection.request("GET", path, headers={"Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())})
        response = connection.getresponse()
        response.read()
        for each in response.headers.get_all("Set-Cookie") or []:
            cookies |= pairs(each.split(";")[0])
    return cookies


def pairs(cookies: str) -> dict[str, str]:
    return dict(each.strip().split("=", 1) for each in cookies.split(";"))


# --- measuring -----------------------------------------------------------------------------------


def storing(site: Site) -> list[float]:
    """Milliseconds of each request that stores an excerpt, over one kept-alive connection."""
    connection, taken = http.client.HTTPConnection("localhost", site.port, timeout=120), []
    for path, body, headers in site.requests[: WARM_UPS + STORED]:
        started = time.perf_counter()
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        answer = response.read()
        taken.append((time.perf_counter() - started) * 1000)
        if response.status != 200:
            raise SystemExit(f"{site.name} answered {response.status}: {answer[:300]!r}")
    return taken[WARM_UPS:]


def warm_up(site: Site) -> None:
    """Each of the server's processes has read its templates before the time is taken."""
    path = "/" + site.address.split("/", 3)[3]
    for _time in range(WARM_UPS):
        connection = http.client.HTTPConnection("localhost", site.port, timeout=120)
        connection.request(
            "GET", path, headers={"Cookie": "; ".join(f"{k}={v}" for k, v in site.cookies.items())}
        )
        connection.getresponse().read()
        connection.close()


def opening(site: Site) -> float:
    """Milliseconds from navigation, in a browser that has seen nothing before."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), headless=True, args=FLAGS
        )
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
        context.add_cookies(
            [
                {"name": k, "value": v.strip('"'), "url": f"http://localhost:{site.port}/"}
                for k, v in site.cookies.items()
            ]
        )
        # The peer writes a message for each excerpt, which only who measures would read, slowly.
        context.add_init_script("console.log = () => {}")
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(site.address, wait_until="commit")
        page.wait_for_function(site.shown)
        page.evaluate(site.select)
        page.wait_for_function(site.selected)
        taken = page.evaluate("performance.now()")
        chromium.close()
    print(f"{site.name}: opened in {taken:.0f} ms", file=sys.stderr)
    return taken


def report(results: dict[str, Taken]) -> str:
    machine = f"{os.cpu_count()} cores, {memory()}, {platform.system()} {platform.release()}"
    ours_, peer_ = results["Gapbridge"], results.get("Taguette")
    how = f"{STORED} excerpts stored after {WARM_UPS} warm-ups, one at a time; load {os.getloadavg()[2]:.1f}"
    day, python = time.strftime("%Y-%m-%d"), platform.python_version()
    lines = [
        f"Measured on {day}: {machine}, Python {python}; 50,000 words, 1,000 excerpts; {how}.",
        "",
        "| | Gapbridge, median | slowest | limit | Taguette 1.5.2, median | Taguette / Gapbridge |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for label, name, limit in (
        ("opening, until words can be marked", "opening", 1500),
        ("storing one excerpt", "storing", 50),
    ):
        mine = getattr(ours_, name)
        theirs = getattr(peer_, name) if peer_ else []
        middle = statistics.median(mine)
        other = f"{statistics.median(theirs):,.0f} ms (of {len(theirs)})" if theirs else "not measured"
        ratio = f"{statistics.median(theirs) / middle:.1f}" if theirs else ""
        lines.append(
            f"| {label} | {middle:,.0f} ms (of {len(mine)}) | {max(mine):,.0f} ms | {limit:,} ms | {other} | {ratio} |"
        )
    return "\n".join(lines)


def write(text: str) -> None:
    """The part of the README between the mark and the next heading is ours."""
    head, _mark, rest = README.read_text(encoding="utf-8").partition(MARK)
    after = re.search(r"^(#|<!--)", rest, flags=re.M)
    tail = rest[after.start() :] if after else ""
    README.write_text(f"{head.rstrip()}\n\n{MARK}\n\n{text}\n\n{tail}".rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
