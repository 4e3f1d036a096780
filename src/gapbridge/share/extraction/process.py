"""Runs the child that reads a file, and hands on what it says while it says it."""

import json
import logging
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import gapbridge

from .readers.base import Limits

log = logging.getLogger(__name__)

MODULE = "gapbridge.share.extraction.child"
LONGEST_LINE = 4 * 1024 * 1024  # bytes
PATIENCE = 0.5  # seconds between two looks at the clock
OUT_OF_MEMORY = {
    signal.SIGABRT,
    signal.SIGKILL,
    signal.SIGTRAP,
    signal.SIGILL,
}  # how libraries end without it
Told = tuple[str, Any]


class Stopped(Exception):
    """We were told to stop before the file was read."""


def run(
    folder: Path,
    *,
    content_type: str,
    language: str,
    limits: Limits,
    with_letters: bool = True,
    stopping: Callable[[], bool] = lambda: False,
) -> Iterator[Told]:
    """What the child says of `folder/file`, ending with ("done", …) or ("failed", key). Raises Stopped."""
    job = {
        "content_type": content_type,
        "language": language,
        "limits": asdict(limits),
        "letters": with_letters,
    }
    command = [sys.executable, "-m", MODULE, str(folder), json.dumps(job)]
    with TemporaryFile() as errors, _started(command, errors) as process:
        try:
            told = None
            for told in _lines(process, limits.clock, stopping):
                yield told
            if told is None or told[0] not in {"done", "failed"}:
                yield "failed", _how_it_ended(process.wait(), errors)
        except TimeoutError:
            yield "failed", "too_long"
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # and what it started


def _started(command: list[str], errors: IO[bytes]) -> subprocess.Popen:
    """In a group of its own, and without what the server's environment holds: keys and addresses."""
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(Path(gapbridge.__file__).parents[1]),
        "PYTHONUTF8": "1",
    }
    for name in ("PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE"):
        if name in os.environ:
            environment[name] = os.environ[name]
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=errors,
        env=environment,
        start_new_session=True,
    )


def _lines(process: subprocess.Popen, seconds: float, stopping: Callable[[], bool]) -> Iterator[Told]:
    assert process.stdout is not None
    deadline = time.monotonic() + seconds
    rest = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            if stopping():
                raise Stopped
            if time.monotonic() > deadline:
                raise TimeoutError
            if not selector.select(PATIENCE):
                continue
            piece = os.read(process.stdout.fileno(), 1 << 16)
            if not piece:
                return
            *whole, rest = (rest + piece).split(b"\n")
            for line in whole:
                yield from json.loads(line).items()
            if len(rest) > LONGEST_LINE:
                yield "failed", "memory"
                return


def _how_it_ended(code: int, errors: IO[bytes]) -> str:
    log.info("a reader of files ended with %s", code)
    if code == -signal.SIGXCPU:
        return "too_long"
    if -code in OUT_OF_MEMORY:
        return "memory"
    errors.seek(0, 2)
    errors.seek(max(0, errors.tell() - 4000))
    return "memory" if b"MemoryError" in errors.read() else "damaged"
