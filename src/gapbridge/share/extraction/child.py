"""Reads one file in a process of its own: `python -m gapbridge.share.extraction.child FOLDER JOB`.

FOLDER holds the file as `file`; JOB is JSON: content_type, language, limits. Lines of JSON come out:

    {"all": 12}                                                     pages, before the first
    {"page": {"text", "title", "picture", "was_recognised"}}        one after another; `picture` is a name in FOLDER
    {"done": {"without_letters": 3}}  or  {"failed": "locked"}      the last (a key of reasons.py)

What a file can do to its reader ends with this process: memory, time and the size of what it writes are limited, it
has no network where the system lets that be taken away, and it never imports Django, the settings or their secrets.
"""

import ctypes
import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

from gapbridge.share.extraction.readers.base import Limits, Sheet, Unreadable, Work

NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000  # clone(2)
END_WITH_PARENT = 1  # prctl(2), PR_SET_PDEATHSIG


def confine(limits: Limits) -> None:
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_FSIZE, limits.file),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    # At the first SIGXCPU, which says why it ends; at the second SIGKILL.
    resource.setrlimit(resource.RLIMIT_CPU, (limits.processor, limits.processor + 2))
    os.nice(10)  # who reads a page comes first
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.prctl(END_WITH_PARENT, signal.SIGKILL)
        libc.unshare(
            NEW_USER | NEW_NETWORK
        )  # where it is forbidden, nothing else here opens a connection either


def tell(what: str, value: Any) -> None:
    sys.stdout.write(json.dumps({what: value}, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def tell_page(number: int, sheet: Sheet, work: Work, left: int) -> int:
    """Returns how many characters it took of those that are left."""
    text = clean(sheet.text)[: min(work.limits.characters, left)]
    name = None
    if sheet.picture:
        name = f"{number}.webp"
        (work.folder / name).write_bytes(sheet.picture)
    page = {
        "text": text,
        "title": clean(sheet.title)[:200],
        "picture": name,
        "was_recognised": sheet.was_recognised,
    }
    tell("page", page)
    return len(text)


def clean(text: str) -> str:
    """Without NUL, lone surrogates and other signs that no database and no page takes."""
    kept = "".join(sign for sign in text if sign >= " " or sign in "\n\t")
    return kept.encode("utf-8", "ignore").decode("utf-8")


def work_on(work: Work) -> None:
    from gapbridge.share.extraction import readers  # within the limits

    count, sheets = readers.read(work)
    tell("all", count)
    left = work.limits.in_all
    for number, sheet in enumerate(sheets, start=1):
        left -= tell_page(number, sheet, work, left)
    tell("done", {"without_letters": work.without_letters})


def main(folder: str, job: str) -> None:
    given = json.loads(job)
    limits = Limits(**given["limits"])
    confine(limits)
    try:
        from gapbridge.share.extraction.readers import letters  # within the limits

        found = letters.languages(given["language"]) if given["letters"] else None
        work_on(Work(Path(folder) / "file", given["content_type"], limits, found))
    except Unreadable as fault:
        tell("failed", fault.key)
    except MemoryError:
        tell("failed", "memory")
    except Exception as fault:  # noqa: BLE001 - whatever a library trips over: the file is not as it should be
        sys.stderr.write(f"{type(fault).__name__}\n")
        tell("failed", "memory" if "alloc" in str(fault).lower() else "damaged")


if __name__ == "__main__":
    main(*sys.argv[1:])
