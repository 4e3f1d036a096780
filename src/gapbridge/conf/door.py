"""The door: every request is noted with the time at which it came, then waits its turn.

In the last minute of a call or a round more people come than can be served at once. Who came in time counts, however
long they wait; so many threads take requests in and note the time, and a few do the work, each with a connection of
its own to the database.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.utils import timezone

Application = Callable[[dict[str, Any], Callable], Iterable[bytes]]
RECEIVED_AT = "gapbridge.received_at"


def with_a_door(application: Application, *, at_once: int) -> Application:
    """Wraps a WSGI application; `at_once`: how many requests are worked on at the same time in this process."""
    workers = ThreadPoolExecutor(at_once, thread_name_prefix="request")

    def wrapped(request: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        request[RECEIVED_AT] = timezone.now()
        return workers.submit(application, request, start_response).result()

    return wrapped
