"""Measure the last seconds before a call's deadline: `script/bench rush [--csos 200] [--write]`.

So many organisations write until the end: each saves a field every five seconds through the address to which the page
saves by itself, and submits in the last seconds, evenly spread. Ten more press a second too late. The server is the one
that script/server starts, on the database that DATABASE_URL names (SQLite without it); who writes runs beside it on the
same cores. Then the same with the server killed (SIGKILL, with all its children) and started again at once. Who gets no
answer does as the page and its reader do: a save is sent again after ten seconds, or at once on leaving the page, a
press on “Submit now” is repeated after a second with the key of the first.

Afterwards each text that was answered “saved” is looked for in what was received, each receipt is downloaded, hashed,
and asked about on the page where anybody verifies one. On PostgreSQL: script/postgres script/bench rush
"""

import argparse
import hashlib
import http.client
import json
import os
import platform
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent))

from run import README, ROOT, free_port, memory, wait_for

MARK = "<!-- rush on {}: written by script/bench rush --write -->"
WRITING = 20  # seconds of writing before the last ones
EVERY, AGAIN = 5.0, 10.0  # as static/applications/writing.js saves, and tries again
LEAVING, PRESSING = 5.0, 1.0  # seconds from leaving the page to the press; until somebody presses again
GIVING_UP = 90.0  # after the deadline
LATE = 10
TOKEN = "a" * 32  # the same in the cookie and in the form: that is what is asked for


@dataclass(frozen=True)
class Plan:
    """A rush: in how many last seconds all submit, and how many before the end the server is killed (0: never)."""

    name: str
    last: float
    kill: float = 0


PLANS = (
    Plan("all submit in the last 10 s", 10),
    Plan("the same, the server killed 5 s before the end", 10, 5),
    Plan("all submit in the last 40 s, the server killed 30 s before the end", 40, 30),
)


@dataclass
class Outcome:
    """What an organisation saw. Times in seconds, from the first try to the answer."""

    application: int
    saved: str = ""  # the last text that was answered “saved”
    saving: list[float] = field(default_factory=list)
    submitting: float | None = None
    receipt: str = ""  # its address
    refused: str = ""  # why nothing was taken any more
    tries: int = 0  # without an answer
    odd: list[str] = field(default_factory=list)  # answers that nobody should get


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--csos", type=int, default=200)
    parser.add_argument("--plans", default="0,1,2", help="which of the rushes")
    parser.add_argument("--keep", help="a folder that keeps the data between runs")
    parser.add_argument("--write", action="store_true", help="put the table into bench/README.md")
    options = parser.parse_args()
    folder = Path(options.keep or tempfile.mkdtemp(prefix="gapbridge-rush-"))
    plans = [PLANS[int(each)] for each in options.plans.split(",")]
    try:
        results = [rush(folder, plan, options.csos) for plan in plans]
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
    text = report(results, options.csos)
    print(text)
    if options.write:
        write(MARK.format(database()), text)


# --- a rush ----------------------------------------------------------------------------------------------------


def rush(data: Path, plan: Plan, csos: int) -> dict[str, Any]:
    environment = prepared(data)
    made = ask(environment, "make", str(csos + LATE))
    load = os.getloadavg()[0]
    with Site(environment) as site:
        deadline = ask(environment, "close", str(int(WRITING + plan.last)))["deadline"]
        writers = [Writer(site, made, each) for each in made["writers"]]
        moments = [deadline - plan.last + number * (plan.last - 0.5) / csos for number in range(csos)]
        random.Random(1).shuffle(moments)
        moments += [deadline + 1.0] * LATE
        with ThreadPoolExecutor(len(writers) + 1) as pool:
            down = pool.submit(kill_and_start, site, deadline - plan.kill) if plan.kill else None
            outcomes = list(
                pool.map(lambda pair: pair[0].live(pair[1], deadline), zip(writers, moments, strict=True))
            )
            print(f"{plan.name}: over", file=sys.stderr)
        checked = [check(site, writer, outcome) for writer, outcome in zip(writers, outcomes, strict=True)]
        kept = ask(environment, "count")
    return {
        "plan": plan,
        "load": load,
        "down": down.result() if down else 0.0,
        "outcomes": outcomes[:csos],
        "late": outcomes[csos:],
        "faults": faults(outcomes, checked, kept),
        "kept": kept,
    }


def prepared(data: Path) -> dict[str, str]:
    environment = {
        **os.environ,
        "GAPBRIDGE_DATA": str(data),
        "GAPBRIDGE_DEMO": "0",
        "GAPBRIDGE_LOG_LEVEL": "WARNING",
        "PYTHONPATH": str(ROOT / "src"),
    }
    data.mkdir(parents=True, exist_ok=True)
    for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]):
        subprocess.run(
            [sys.executable, "-m", "gapbridge", *command], env=environment, check=True, stdout=sys.stderr
        )
    return environment


def ask(environment: dict[str, str], *what: str) -> Any:
    command = [sys.executable, str(ROOT / "bench" / "rush_data.py"), *what]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


class Site:
    """The server, which can be killed and started again at the same address."""

    def __init__(self, environment: dict[str, str]):
        self.port = free_port()
        self.environment = {**environment, "PORT": str(self.port)}

    def __enter__(self) -> "Site":
        self.start()
        return self

    def __exit__(self, *_error: Any) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)

    def start(self) -> None:
        command = [sys.executable, "-m", "gapbridge.conf.server"]
        self.process = subprocess.Popen(command, env=self.environment, stdout=subprocess.DEVNULL)
        wait_for(self.port, 120)

    def kill(self) -> None:
        """All at once and without a word: the parent, granian with its workers, and what runs on time."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        self.process.kill()
        for each in children:
            os.killpg(int(each), signal.SIGKILL)
        self.process.wait()


def kill_and_start(site: Site, moment: float) -> float:
    """Seconds without a server."""
    time.sleep(max(0.0, moment - time.time()))
    began = time.monotonic()
    site.kill()
    site.start()
    return time.monotonic() - began


# --- an organisation -------------------------------------------------------------------------------------------


class Writer:
    """One window of a browser in which an application is written until the end."""

    def __init__(self, site: Site, made: dict[str, Any], own: dict[str, Any]):
        self.site, self.own = site, own
        self.field, self.section = made["field"], made["section"]
        self.text, self.version, self.turn = own["text"], own["version"], 0
        self.window = f"w{own['part']}"
        self.cookies = f"sessionid={own['session']}; csrftoken={TOKEN}"
        self.outcome = Outcome(own["application"], saved=own["text"])
        self.connection = self.connect()
        self.there = 0.0

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=20)

    def live(self, press: float, deadline: float) -> Outcome:
        self.end = deadline + GIVING_UP
        leave = press - LEAVING
        time.sleep(random.random() * EVERY)
        while time.time() < leave and not self.outcome.refused:
            began = time.time()
            self.type()
            pause = EVERY if self.save() else AGAIN
            time.sleep(max(0.0, min(began + pause, leave) - time.time()))
        self.until(self.save)  # on leaving the page; what was not taken is sent when it is opened again
        key = self.until(self.look)
        time.sleep(max(0.0, press - time.time()))
        if key:
            self.press(key)
        return self.outcome

    def insist(self, *request: Any) -> Any:
        return self.until(lambda: self.ask(*request)) or (0, "", "")

    def until(self, act: Callable[[], Any]) -> Any:
        """Again and again until there is an answer."""
        while time.time() < self.end:
            found = act()
            if found is not None:
                return found
            time.sleep(PRESSING)
        self.outcome.odd.append("no answer until the end")
        return None

    def type(self) -> None:
        if self.text == self.outcome.saved:  # what was not acknowledged is sent again as it is
            self.turn += 1
            self.text += f"Sentence {self.turn} of the last minute was added here. "
            self.began = time.monotonic()

    def save(self) -> bool | None:
        """As the page saves; None when it is not known whether the server got it."""
        if self.text == self.outcome.saved or self.outcome.refused:
            return True
        sent = {
            "answers": {self.field: self.text},
            "based": {self.field: self.version},
            "window": self.window,
            "turn": self.turn,
        }
        if time.time() - self.there > 20:
            sent |= {"section": self.section, "seen": {self.field: self.version}}
            self.there = time.time()
        headers = {"Content-Type": "application/json", "X-CSRFToken": TOKEN}
        answer = self.ask("POST", f"/applications/parts/{self.own['part']}/save/", json.dumps(sent), headers)
        if answer is None:
            return None
        status, text, _where = answer
        told = json.loads(text) if text.startswith("{") else {}
        if status == 200:
            self.version, self.outcome.saved = told["versions"][self.field], self.text
            self.outcome.saving.append(time.monotonic() - self.began)
        elif status == 422 and told.get("closed"):
            self.outcome.refused = told["error"]
        else:
            self.outcome.odd.append(f"save: {status} {text[:200]}")
        return True

    def look(self) -> str | None:
        """The page with the button “Submit now”: its key; "" where it has none."""
        answer = self.ask("GET", self.address)
        if answer is None:
            return None
        found = re.search(r'name="request_key" value="([^"]+)"', answer[1])
        if found is None:
            self.outcome.refused = reason(answer[1]) or f"submit page: {answer[0]}"
        return found[1] if found else ""

    def press(self, key: str) -> None:
        began = time.monotonic()
        body = urlencode({"csrfmiddlewaretoken": TOKEN, "request_key": key})
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self.until(lambda: self.ask("POST", self.address, body, headers))
        if answer is None:
            return
        status, text, where = answer
        if status == 302 and where:
            self.outcome.submitting, self.outcome.receipt = time.monotonic() - began, where
            self.until(lambda: self.ask("GET", where))
        elif "deadline has passed" in text:
            self.outcome.refused = reason(text)
        else:
            self.outcome.odd.append(f"submit: {status} {reason(text)}")

    @property
    def address(self) -> str:
        return f"/applications/{self.own['application']}/submit/"

    def ask(self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> Any:
        """(status, text, where to go next), or None without an answer; over one connection as long as it holds."""
        try:
            self.connection.request(method, path, body or None, {"Cookie": self.cookies, **(headers or {})})
            response = self.connection.getresponse()
            return response.status, response.read().decode(), response.headers.get("Location", "")
        except (OSError, http.client.HTTPException):
            self.outcome.tries += 1
            self.connection.close()
            self.connection = self.connect()
            return None


def reason(page: str) -> str:
    """The sentence that says why nothing was taken."""
    found = re.search(r"[^<>]*deadline (?:has )?passed[^<>]*", page)
    return found[0].strip() if found else ""


# --- what became of it -------------------------------------------------------------------------------------------


def check(site: Site, writer: Writer, outcome: Outcome) -> str:
    """What is wrong with a receipt; "" when it holds what was last saved, its check sum is right, and it verifies."""
    if not outcome.receipt:
        return ""
    writer.end, writer.connection = time.time() + GIVING_UP, writer.connect()
    status, content, _where = writer.insist("GET", f"{outcome.receipt}data/")
    if status != 200:
        return f"the receipt can't be had: {status}"
    sent = json.loads(content)
    if outcome.saved not in json.dumps(sent, ensure_ascii=False):
        return "the last text that was saved is not in what was received"
    digest = hashlib.sha256(content.encode()).hexdigest()
    asked = urlencode({"csrfmiddlewaretoken": TOKEN, "number": sent["receipt"], "sha256": digest})
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    _status, page, _where = writer.insist("POST", "/applications/receipts/verify/", asked, headers)
    return "" if "This site gave the receipt" in page else "the receipt does not verify"


def faults(outcomes: list[Outcome], checked: list[str], kept: dict[str, Any]) -> list[str]:
    """Everything that should not be; empty when all is well."""
    found = [each for each in checked if each]
    found += [odd for each in outcomes for odd in each.odd]
    found += [
        f"application {each.application}: what was answered “saved” is gone"
        for each in outcomes
        if not kept["texts"][str(each.application)].startswith(each.saved)
    ]
    got = sum(bool(each.receipt) for each in outcomes)
    if not got == kept["receipts"] == kept["submitted"]:
        found.append(
            f"{got} were told of a receipt, {kept['receipts']} receipts, {kept['submitted']} submitted"
        )
    for name in ("twice", "same_number", "unsigned", "late", "waiting", "fault"):
        if kept[name]:
            found.append(f"{name}: {kept[name]}")
    found += [f"late and not told why: {each}" for each in outcomes if not each.receipt and not each.refused]
    return found


# --- the table ---------------------------------------------------------------------------------------------------


def database() -> str:
    return "PostgreSQL" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "SQLite"


def report(results: list[dict[str, Any]], csos: int) -> str:
    machine = f"{os.cpu_count()} cores, {memory()}, {platform.system()} {platform.release()}"
    loads = ", ".join(f"{each['load']:.1f}" for each in results)
    size = len(next(iter(results[0]["kept"]["texts"].values())))
    measured = (
        f"Measured on {time.strftime('%Y-%m-%d')} on {database()}: {machine}, Python {platform.python_version()};"
        f" {csos} organisations, a field of about {size / 1000:.1f} kB saved every {EVERY:.0f} s, and {LATE} who press"
        f" a second late; load before each rush {loads}."
    )
    head = (
        "| | saves | median | p95 | slowest | receipts | median | p95 | slowest | late, refused with the reason"
        " | lost, doubled, unsigned | seconds without a server |"
    )
    lines = [
        measured,
        "",
        head,
        "|---|" + "---:|" * 11,
    ]
    for each in results:
        saving = [taken for one in each["outcomes"] for taken in one.saving]
        pressing = [one.submitting for one in each["outcomes"] if one.submitting is not None]
        refused = [one for one in [*each["outcomes"], *each["late"]] if one.refused]
        cells = [
            each["plan"].name,
            f"{len(saving):,}",
            *times(saving),
            f"{len(pressing)} of {csos}",
            *times(pressing),
            str(len(refused)),
            str(len(each["faults"])),
            f"{each['down']:.1f}" if each["down"] else "",
        ]
        lines.append(f"| {' | '.join(cells)} |")
        for fault in each["faults"][:20]:
            print(f"{each['plan'].name}: {fault}", file=sys.stderr)
    return "\n".join(lines)


def times(taken: list[float]) -> list[str]:
    """Median, the time that 95 of 100 don't exceed, the slowest; in milliseconds."""
    if not taken:
        return ["", "", ""]
    ordered = sorted(taken)
    chosen = (statistics.median(ordered), ordered[int(len(ordered) * 0.95) - 1], ordered[-1])
    return [f"{each * 1000:,.0f} ms" for each in chosen]


def write(mark: str, text: str) -> None:
    """The part of the README between the mark and the next heading or mark is ours."""
    head, _mark, rest = README.read_text(encoding="utf-8").partition(mark)
    after = re.search(r"^(#|<!--)", rest, flags=re.M)
    tail = rest[after.start() :] if after else ""
    README.write_text(f"{head.rstrip()}\n\n{mark}\n\n{text}\n\n{tail}".rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
