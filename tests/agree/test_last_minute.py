"""Two hundred people take their positions in the last minute, on the real server; twenty come a moment too late."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.serving import EMPTY, Served, serving

from .last_minute import STANDS

IN_TIME, LATE = 200, 20
BEFORE = 6.0  # seconds to the end of the day when the two hundred begin
TOKEN = "a" * 32  # the same in the cookie and in the form: that is what is asked for
REASON = "We were asked on the last day & say so."


@pytest.fixture(scope="module")
def round_of_many(tmp_path_factory):
    """A server whose clock can be set, and a round that closes at the end of its day."""
    clock = tmp_path_factory.mktemp("clock") / "ahead"
    settings = {"DJANGO_SETTINGS_MODULE": "tests.clocked", "GAPBRIDGE_TEST_CLOCK": str(clock)}
    with serving(**EMPTY, **settings) as served:
        yield served, ask(served, "make", str(IN_TIME), str(LATE)), clock


def ask(served: Served, *what: str) -> Any:
    return json.loads(served.run(*what, module="tests.agree.last_minute"))


def take(served: Served, address: str, number: int, speaker: dict[str, Any]) -> tuple[int, str]:
    body = urlencode(
        {
            "csrfmiddlewaretoken": TOKEN,
            "stakeholder": speaker["seat"],
            "stand": STANDS[number % len(STANDS)],
            "reason": REASON,
            "language": "en",
            "edition": 1,
        }
    )
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"sessionid={speaker['session']}; csrftoken={TOKEN}",
        "Accept-Language": "en",
    }
    connection = served.connect(120)
    connection.request("POST", address, body, headers)
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    return response.status, text


def test_who_came_in_the_last_minute_counts_and_who_came_after_it_does_not(round_of_many):
    served, made, clock = round_of_many
    speakers = made["speakers"]
    clock.write_text(str(made["over"] - time.time() - BEFORE))
    with ThreadPoolExecutor(IN_TIME) as pool:
        found = list(
            pool.map(lambda pair: take(served, made["address"], *pair), enumerate(speakers[:IN_TIME]))
        )
    assert [status for status, _text in found] == [302] * IN_TIME

    over = made["over"] - float(clock.read_text())  # on the right clock
    time.sleep(max(0.0, over - time.time() + 0.5))
    with ThreadPoolExecutor(LATE) as pool:
        late = list(
            pool.map(lambda pair: take(served, made["address"], *pair), enumerate(speakers[IN_TIME:]))
        )
    for status, text in late:
        assert status == 422
        assert "No more positions are taken" in text
        assert REASON.replace("&", "&amp;") in text  # nothing that was typed is lost

    kept = ask(served, "count")
    expected = [
        [speaker["seat"], STANDS[number % len(STANDS)], True]
        for number, speaker in enumerate(speakers[:IN_TIME])
    ]
    assert sorted(kept["taken"]) == sorted(expected)
    assert kept["latest"] < made["over"]
    assert (kept["journalled"], kept["fault"]) == (IN_TIME, "")

    assert "last minute" in ask(served, "close")["refused"]
    clock.write_text(str(float(clock.read_text()) + 11 * 60))
    closed = ask(served, "close")
    stands = [STANDS[number % len(STANDS)] for number in range(IN_TIME)]
    assert closed == {"agreed": True, "stands": sorted([*stands, *["None"] * LATE])}
