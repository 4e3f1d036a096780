from typing import Any

from gapbridge.base.sockets import Panel
from gapbridge.share.library.models import Version

from . import queries, readers, reasons, sections

MOVING = {"waiting", "reading"}


def reading_panel(version: Version, user: Any) -> Panel | None:
    """How far the reading of a file is, why it failed, and its pages. A text alone is on the page already."""
    file = version.file
    if file is None:
        return None
    is_moving = version.reading in MOVING
    pages = queries.pages_shown(version)
    return Panel(
        "extraction/reading.html",
        {
            "version": version,
            "file": file,
            "plays": file.content_type.partition("/")[0]
            if file.content_type[:5] in {"audio", "video"}
            else "",
            "is_moving": is_moving,
            "is_slow": queries.is_slow(version),
            "reason": _reason(version),
            # Most remedies are another file: who may add one is told.
            "remedy_for": user.has_perm("library.add_version", version.edition),
            "is_partial": _is_partial(version),
            "pages": pages,
            "more": max(0, version.pages_read - len(pages)) if not is_moving else 0,
        },
    )


def _is_partial(version: Version) -> bool:
    """Some pages of the file were read; those of a text beside it are none of its."""
    return version.reading == "failed" and version.pages_read > len(sections.of_version(version))


def _reason(version: Version) -> reasons.Reason | None:
    if version.reading == "failed":
        return reasons.reason(version.unread_because)
    if version.reading == "read" and not readers.can_read(version.file.content_type):  # type: ignore[union-attr]
        return reasons.NO_WORDS
    return None
