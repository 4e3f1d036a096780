"""Run everything that is due: mail, clean-up, and what each app registers in sockets.DUE."""

import logging
import signal
from collections.abc import Callable
from functools import partial
from threading import Event, Thread
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from gapbridge.base import alive, sockets

log = logging.getLogger(__name__)


def run_all() -> dict[str, int | None]:
    """Each job's name and how much it did, or None where it failed (the others run all the same)."""
    return run_quick() | run_slow(lambda: False)


def run_quick() -> dict[str, int | None]:
    return {name: _run(name, job) for name, job in sockets.DUE}


def run_slow(stopping: Callable[[], bool]) -> dict[str, int | None]:
    return {name: _run(name, partial(job, stopping)) for name, job in sockets.SLOW}


def signs_of_life(site_began: bool) -> Callable[[], None]:
    """What leaves a sign each time. `site_began`: it did not answer before; that holds until one sign is left."""
    began = [site_began]

    def leave() -> None:
        if _run("sign of life", partial(alive.sign, site_began=began[0])) is not None:
            began[0] = False

    return leave


def _run(name, job) -> int | None:
    try:
        return job()
    except Exception:  # one broken job must not keep the others from running; the log has it whole
        log.exception("%s failed", name)
        return None


class Command(BaseCommand):
    help = "Run everything that is due, once or every so many seconds until told to stop."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--every", type=float, metavar="SECONDS", help="run again and again with this pause"
        )
        parser.add_argument(
            "--site-began",
            action="store_true",
            help="the site has just begun to answer: look whether a deadline fell into the time before",
        )

    def handle(self, *, every: float | None = None, site_began: bool = False, **options) -> None:
        if every is None:
            self.once()
        else:
            self.until_stopped(every, site_began)

    def once(self) -> None:
        results = run_all()
        for name, number in results.items():
            self.stdout.write(f"{name}: {'failed' if number is None else number}")
        if None in results.values():
            raise CommandError("Something failed; the log says what.")

    def until_stopped(self, every: float, site_began: bool) -> None:
        """SIGTERM and SIGINT let the round under way end, then stop. What is slow goes on beside it, and signs of
        life do not wait for a mail server that is."""
        stop = Event()
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: stop.set())
        beside = [
            Thread(target=self.again_and_again, args=(lambda: run_slow(stop.is_set), stop, every)),
            Thread(
                target=self.again_and_again, args=(signs_of_life(site_began), stop, min(every, alive.EVERY))
            ),
        ]
        for each in beside:
            each.start()
        self.again_and_again(run_quick, stop, every)
        for each in beside:
            each.join()

    def again_and_again(self, run: Callable[[], Any], stop: Event, every: float) -> None:
        while not stop.is_set():
            run()
            close_old_connections()
            stop.wait(every)
