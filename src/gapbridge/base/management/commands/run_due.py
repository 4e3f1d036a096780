"""Run everything that is due: mail, clean-up, and what each app registers in sockets.DUE."""

import logging
import signal
from threading import Event

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from gapbridge.base import sockets

log = logging.getLogger(__name__)


def run_all() -> dict[str, int | None]:
    """Each job's name and how much it did, or None where it failed (the others run all the same)."""
    return {name: _run(name, job) for name, job in sockets.DUE}


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

    def handle(self, *, every: float | None = None, **options) -> None:
        if every is None:
            self.once()
        else:
            self.until_stopped(every)

    def once(self) -> None:
        results = run_all()
        for name, number in results.items():
            self.stdout.write(f"{name}: {'failed' if number is None else number}")
        if None in results.values():
            raise CommandError("Something failed; the log says what.")

    def until_stopped(self, every: float) -> None:
        """SIGTERM and SIGINT let the round under way end, then stop."""
        stop = Event()
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: stop.set())
        while not stop.is_set():
            run_all()
            close_old_connections()
            stop.wait(every)
