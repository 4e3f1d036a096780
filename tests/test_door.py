"""The door: who came in time counts, and who has pressed lets those pass who still wait for the page."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from gapbridge.conf import door

once = pytest.mark.once


class Site:
    """One request at a time is worked on; the first is held up until all have come."""

    def __init__(self):
        self.came: list[str] = []
        self.begun, self.go_on = Event(), Event()
        self.queue = door.Queue(1)

    def work(self, name):
        self.came.append(name)
        if name == "first":
            self.begun.set()
            assert self.go_on.wait(10)
        return name

    def order(self, requests):
        """Names in the order in which they were worked on; `requests`: (name, method, path) in the order they came."""
        waiting = [self.queue.add(lambda: self.work("first"), 0)]
        assert self.begun.wait(10)
        for name, method, path in requests:
            request = {"REQUEST_METHOD": method, "PATH_INFO": path}
            waiting.append(self.queue.add(lambda name=name: self.work(name), door.patience(request)))
        self.go_on.set()
        for each in waiting:
            each.result(timeout=10)
        return self.came[1:]


@once
def test_who_has_pressed_lets_those_pass_who_still_wait_for_the_page():
    came = [
        ("press", "POST", "/applications/1/submit/"),
        ("save", "POST", "/applications/parts/2/save/"),
        ("another press", "POST", "/applications/3/submit/"),
        ("page", "GET", "/applications/4/submit/"),
    ]
    assert Site().order(came) == ["save", "page", "press", "another press"]


@once
def test_a_press_does_not_wait_longer_than_it_may(monkeypatch):
    monkeypatch.setattr(door, "PATIENCE", -1.0)  # as if it had come a second and its patience ago
    came = [("page", "GET", "/"), ("press", "POST", "/applications/1/submit/")]
    assert Site().order(came) == ["press", "page"]


@once
def test_each_is_noted_when_it_comes_and_gets_its_own_answer_or_error():
    def application(request, start_response):
        assert door.RECEIVED_AT in request
        if request["PATH_INFO"] == "/wrong/":
            raise ValueError("of this request")
        return [request["PATH_INFO"].encode()]

    behind = door.with_a_door(application, at_once=2)
    asked = [{"REQUEST_METHOD": "GET", "PATH_INFO": f"/{number}/"} for number in range(20)]
    with ThreadPoolExecutor(20) as many:
        answers = list(many.map(lambda each: behind(each, None), asked))
    assert answers == [[f"/{number}/".encode()] for number in range(20)]
    with pytest.raises(ValueError, match="of this request"):
        behind({"REQUEST_METHOD": "GET", "PATH_INFO": "/wrong/"}, None)
