"""Forty organisations save and submit in a call's last seconds, on the real server, which is killed in between; five
more come a second late. Who gets no answer sends the same again, as the page does. No time is measured here:
`script/bench rush` does that."""

import json
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from http.client import HTTPConnection, HTTPException
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.serving import EMPTY, database_of_its_own, free_port, serving

IN_TIME, LATE = 40, 5
SAVES = 3
BEFORE = 600  # seconds to the deadline while the forty write: a slow machine is not late
KILLED_AFTER = 10  # receipts
TOKEN = "a" * 32  # the same in the cookie and in the form: that is what is asked for
MODULE = "tests.act.applications.last_seconds"


class Writer:
    """One window of a browser. It keeps its own count of what it was told."""

    def __init__(self, port: int, own: dict[str, Any], number: int):
        self.port, self.own, self.number = port, own, number
        self.version, self.turn, self.saved, self.told = 1, 0, "We asked.", ""

    def send(self, path: str, body: str = "", kind: str = "") -> tuple[int, str, str] | None:
        """(status, page, where to go), or None when there is no answer."""
        connection = self.connect()
        try:
            connection.request("POST" if body else "GET", path, body or None, self.headers(kind))
            response = connection.getresponse()
            return response.status, response.read().decode(), response.headers.get("Location", "")
        except (OSError, HTTPException):
            return None
        finally:
            connection.close()

    def connect(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=120)

    def headers(self, kind: str) -> dict[str, str]:
        cookies = f"sessionid={self.own['session']}; csrftoken={TOKEN}"
        own = {"Content-Type": kind, "X-CSRFToken": TOKEN} if kind else {}
        return {"Cookie": cookies, "Accept-Language": "en", **own}

    def insist(
        self, path: str, body: str = "", kind: str = "", *, deaf: bool = False
    ) -> tuple[int, str, str]:
        """Until there is an answer. `deaf`: the line breaks before the first one arrives."""
        if deaf:
            connection = self.connect()
            with suppress(OSError):
                connection.request("POST", path, body, self.headers(kind))
            threading.Timer(0.5, connection.close).start()
        while (answer := self.send(path, body, kind)) is None:
            time.sleep(0.2)
        return answer

    def save(self, text: str) -> tuple[int, dict[str, Any]]:
        """As the page saves by itself: on the version that it was told of, with its count of changes."""
        self.turn += 1
        sent = {
            "answers": {"need": text},
            "based": {"need": self.version},
            "window": f"w{self.number}",
            "turn": self.turn,
        }
        path, deaf = f"/applications/parts/{self.own['part']}/save/", self.number % 4 == 1
        status, page, _where = self.insist(path, json.dumps(sent), "application/json", deaf=deaf)
        told = json.loads(page)
        if status == 200:
            self.version, self.saved = told["versions"]["need"], text
        return status, told

    def press(self) -> tuple[int, str, str]:
        """The page with its key, and “Submit now”."""
        path = f"/applications/{self.own['application']}/submit/"
        found = re.search(r'name="request_key" value="([^"]+)"', self.insist(path)[1])
        body = urlencode(
            {"csrfmiddlewaretoken": TOKEN, "request_key": found[1] if found else "opened before"}
        )
        return self.insist(path, body, "application/x-www-form-urlencoded", deaf=self.number % 4 == 0)

    def text(self, number: int) -> str:
        return f"Sentence {number} of writer {self.number}."


@pytest.fixture(scope="module")
def rush(tmp_path_factory):
    """The last seconds with the server's death in them: what everybody was answered, and what the database holds."""
    folder, clock = tmp_path_factory.mktemp("served"), tmp_path_factory.mktemp("clock") / "ahead"
    found = SimpleNamespace(port=free_port(), clock=clock, receipts=threading.Semaphore(0))
    settings = {**EMPTY, "DJANGO_SETTINGS_MODULE": "tests.clocked", "GAPBRIDGE_TEST_CLOCK": str(clock)}
    with ExitStack() as stack:
        database = stack.enter_context(database_of_its_own())
        same = {"data_folder": folder, "port": found.port, **settings}
        first = stack.enter_context(serving(database=database or None, **same))
        made = json.loads(first.run("make", str(IN_TIME + LATE), module=MODULE))
        found.writers = [Writer(found.port, own, number) for number, own in enumerate(made["writers"])]
        pool = stack.enter_context(ThreadPoolExecutor(IN_TIME))
        set_to(clock, made["over"] - BEFORE)
        pressed = [pool.submit(write_and_submit, writer, found) for writer in found.writers[:IN_TIME]]
        for _ in range(KILLED_AFTER):
            assert found.receipts.acquire(timeout=120)
        first.kill()
        found.told_before = [each.told for each in found.writers if each.told]
        second = stack.enter_context(serving(database=database, **same))
        found.answers = [each.result(timeout=120) for each in pressed]
        set_to(clock, made["over"] + 1)
        late = found.writers[IN_TIME:]
        found.late_saves = list(pool.map(lambda each: each.save(each.text(SAVES)), late))
        found.late = list(pool.map(Writer.press, late))
        found.kept = json.loads(second.run("count", module=MODULE))
        yield found


def set_to(clock: Any, moment: float) -> None:
    clock.write_text(str(moment - time.time()))


def write_and_submit(writer: Writer, found: SimpleNamespace) -> tuple[int, str, str]:
    for number in range(SAVES):
        status, told = writer.save(writer.text(number))
        assert status == 200, told
    answer = writer.press()
    writer.told = answer[2]
    found.receipts.release()
    return answer


def test_everybody_who_pressed_in_time_has_one_receipt_that_verifies(rush):
    assert [status for status, _page, _where in rush.answers] == [302] * IN_TIME
    assert len({where for _status, _page, where in rush.answers}) == IN_TIME
    in_time = rush.kept[:IN_TIME]
    assert [(each["state"], len(each["received"])) for each in in_time] == [("submitted", 1)] * IN_TIME
    assert all(each["genuine"] and each["in_time"] for each in in_time)
    assert len({each["number"] for each in in_time}) == IN_TIME


def test_the_server_died_in_between_and_what_it_had_said_still_holds(rush):
    assert KILLED_AFTER <= len(rush.told_before) < IN_TIME
    answers = {where for _status, _page, where in rush.answers}
    assert {*rush.told_before} <= answers


def test_the_last_text_that_was_answered_as_saved_is_what_was_received(rush):
    for writer, kept in zip(rush.writers[:IN_TIME], rush.kept, strict=False):
        assert writer.saved == writer.text(SAVES - 1)
        assert [each["need"] for each in kept["received"]] == [writer.saved]
        assert kept["waiting"] == 0  # what was sent twice did not meet itself


def test_one_second_late_nothing_is_taken_and_the_reason_is_told(rush):
    for (status, told), (pressed, page, _where) in zip(rush.late_saves, rush.late, strict=True):
        assert (status, told["late"]) == (422, True)
        assert "The deadline has passed." in told["error"]
        assert pressed == 422
        assert "The deadline has passed. The server received this too late." in page
    for kept in rush.kept[IN_TIME:]:
        assert (kept["state"], kept["received"], kept["text"]) == ("draft", [], "We asked.")
