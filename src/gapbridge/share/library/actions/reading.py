"""What the reader of files (share/extraction) reports about a version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from gapbridge.base import journal
from gapbridge.base.models import StoredFile
from gapbridge.people.models import User
from gapbridge.share.library.lifecycle import READING
from gapbridge.share.library.models import Page, Version

# Readers say every twenty seconds that they live (share/extraction), however long the child is silent over one page:
# one that has said nothing for so long has ended, or its machine has.
LOST_AFTER = timedelta(minutes=3)


@dataclass(frozen=True)
class PageRead:
    """One page: its text, its heading where it has one, a picture of it, and whether letters were recognised (OCR)."""

    text: str
    title: str = ""
    preview: StoredFile | None = None
    was_recognised: bool = False


@transaction.atomic
def begin_reading(*, actor: User | None = None, version: Version) -> Version:
    READING.move(version, "begin", actor=actor)
    version.reading_since = timezone.now()
    version.pages_read, version.pages_in_all, version.unread_because = 0, 0, ""
    version.save(update_fields=["reading_since", "pages_read", "pages_in_all", "unread_because"])
    return version


def report_progress(*, version: Version, pages_read: int, pages_in_all: int) -> None:
    """No state changes, so nothing is journalled: the page shows how far it is."""
    Version.objects.filter(pk=version.pk).update(
        pages_read=pages_read, pages_in_all=pages_in_all, reading_since=timezone.now()
    )


def still_reading(*, version: Version) -> None:
    """The reader lives, even if there is nothing new to tell."""
    Version.objects.filter(pk=version.pk, reading="reading").update(reading_since=timezone.now())


@transaction.atomic
def finish_reading(*, actor: User | None = None, version: Version, pages: Sequence[PageRead]) -> Version:
    """The pages replace those of an earlier reading."""
    READING.move(version, "finish", actor=actor)
    _replace_pages(version, pages)
    version.save(update_fields=["pages_read", "pages_in_all", "reading_since"])
    journal.record(actor=actor, verb="library.finish_reading", target=version, data={"pages": len(pages)})
    return version


def _replace_pages(version: Version, pages: Sequence[PageRead]) -> None:
    version.pages.all().delete()
    Page.objects.bulk_create(
        Page(
            version=version,
            number=number,
            title=page.title[:200],
            text=page.text,
            preview=page.preview,
            was_recognised=page.was_recognised,
        )
        for number, page in enumerate(pages, start=1)
    )
    version.pages_read = version.pages_in_all = len(pages)
    version.reading_since = timezone.now()


@transaction.atomic
def fail_reading(
    *, actor: User | None = None, version: Version, because: str, pages: Sequence[PageRead] = ()
) -> Version:
    """`because`: a key of extraction/reasons.py; `pages`: what was read all the same, in place of any before.

    The file stays and can be downloaded.
    """
    READING.move(version, "fail", actor=actor)
    _replace_pages(version, pages)
    version.unread_because = because
    version.save(update_fields=["unread_because", "pages_read", "pages_in_all", "reading_since"])
    data = {"because": because, "pages": len(pages)}
    journal.record(actor=actor, verb="library.fail_reading", target=version, data=data)
    return version


@transaction.atomic
def read_again(*, actor: User | None, version: Version) -> Version:
    READING.move(version, "again", actor=actor)
    version.reading_since = timezone.now()
    version.save(update_fields=["reading_since"])
    journal.record(actor=actor, verb="library.read_again", target=version)
    return version
