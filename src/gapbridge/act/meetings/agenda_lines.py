"""An agenda as people type it, one item a line."""

import re
from collections.abc import Iterator
from datetime import time

TIMES = re.compile(r"^(\d{1,2})[:.](\d{2})(?:\s*[-–—]\s*(\d{1,2})[:.](\d{2}))?[\s,;:–—-]+(?=\S)")
BULLET = re.compile(r"^(?:\d{1,2}[.)]|[-–—•*])\s+")

Line = tuple[time | None, time | None, str]


def read_lines(text: str) -> Iterator[Line]:
    """(from, until, title) of each line that says something. What is no time of day stays in the title."""
    for line in text.splitlines():
        if title := line.strip():
            yield _read(title)


def _read(line: str) -> Line:
    line = BULLET.sub("", line)
    found = TIMES.match(line)
    if not found:
        return None, None, line
    starts, ends = _time(found[1], found[2]), _time(found[3], found[4]) if found[3] else None
    if starts is None or (found[3] and (ends is None or ends <= starts)):
        return None, None, line
    return starts, ends, line[found.end() :]


def _time(hour: str, minute: str) -> time | None:
    return time(int(hour), int(minute)) if int(hour) < 24 and int(minute) < 60 else None
