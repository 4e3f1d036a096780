"""The door: every request is noted with the time at which it came, then waits its turn.

In the last minute of a call more people come than can be served at once. Who came in time counts, however long they
wait; so many threads take requests in and note the time, and a few do the work, each with a connection of its own to
the database. Who has pressed “submit” has their time already, and who still waits for the page with that button has
not: so a press lets those who came after it pass, but never longer than `PATIENCE`.
"""

import itertools
import re
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from queue import PriorityQueue
from threading import Thread
from typing import Any

from django.utils import timezone

Application = Callable[[dict[str, Any], Callable], Iterable[bytes]]
RECEIVED_AT = "gapbridge.received_at"
PATIENCE = 10.0  # seconds; well below what browsers and proxies wait for an answer
PRESS = re.compile(r"/submit/$")


class Queue:
    """Requests, worked on by a few threads in the order of the moments at which they are due."""

    def __init__(self, at_once: int):
        self._waiting: PriorityQueue[tuple[float, int, Future, Callable[[], Any]]] = PriorityQueue()
        self._number = itertools.count()  # of two that are due at once, who came first
        for each in range(at_once):
            Thread(target=self._work, name=f"request-{each}", daemon=True).start()

    def add(self, call: Callable[[], Any], patience: float) -> Future:
        """`call` is made within `patience` seconds of its turn."""
        answer: Future = Future()
        self._waiting.put((time.monotonic() + patience, next(self._number), answer, call))
        return answer

    def _work(self) -> None:
        while True:
            _due, _number, answer, call = self._waiting.get()
            try:
                answer.set_result(call())
            except BaseException as error:  # noqa: BLE001 - raised again where the answer is waited for
                answer.set_exception(error)


def with_a_door(application: Application, *, at_once: int) -> Application:
    """Wraps a WSGI application; `at_once`: how many requests are worked on at the same time in this process."""
    queue = Queue(at_once)

    def wrapped(request: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        request[RECEIVED_AT] = timezone.now()
        return queue.add(lambda: application(request, start_response), patience(request)).result()

    return wrapped


def patience(request: dict[str, Any]) -> float:
    """How many seconds this request lets later ones pass."""
    presses = request["REQUEST_METHOD"] == "POST" and PRESS.search(request.get("PATH_INFO", ""))
    return PATIENCE if presses else 0.0
