"""Which versions wait to be read, and what their pages show of it."""

from datetime import timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from gapbridge.base.models import StoredFile
from gapbridge.base.uploads import files_of
from gapbridge.share.library.actions import LOST_AFTER
from gapbridge.share.library.models import Page, Version

PREVIEW = "preview-"  # how the names of pictures of pages begin
SHOWN = 40  # pages in the list on a resource's page


def waiting() -> QuerySet[Version]:
    """Those that wait, and those whose reader has ended without a word; the longest waiting first."""
    lost = Q(reading="reading", reading_since__lt=timezone.now() - LOST_AFTER)
    return (
        Version.objects.filter(Q(reading="waiting") | lost)
        .select_related("edition__resource", "file")
        .order_by(F("reading_since").asc(nulls_first=True), "pk")
    )


def previews_of(version: Version) -> QuerySet[StoredFile]:
    found = files_of(version).filter(original_name__startswith=PREVIEW)
    return found.exclude(pk=version.file_id) if version.file_id else found


def pages_shown(version: Version) -> list[Page]:
    """The first forty, with their pictures."""
    return list(version.pages.select_related("preview").defer("text").order_by("number")[:SHOWN])


def is_slow(version: Version) -> bool:
    """Waits longer than reading takes when it is run at all."""
    since = version.reading_since
    return (
        version.reading == "waiting" and since is not None and since < timezone.now() - timedelta(minutes=10)
    )
