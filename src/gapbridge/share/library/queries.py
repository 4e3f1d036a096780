"""Reading the knowledge hub: lists with titles in the reader's language, editions, twins by content."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from gapbridge.base.models import JournalEntry

from .models import Edition, Resource, Version


def titled(queryset: QuerySet[Resource]) -> QuerySet[Resource]:
    """With their editions, so that `resource.title` asks nothing."""
    return queryset.prefetch_related(Prefetch("editions", Edition.objects.order_by("language")))


def resources(user: Any) -> QuerySet[Resource]:
    """Those that the reader sees, the newest first."""
    return titled(Resource.objects.visible_to(user).order_by("-published_at", "-pk"))


def twins(user: Any, *, file_sha256: str = "", sha256: str = "") -> QuerySet[Version]:
    """Versions with the same file or the same whole content that this person may see: perhaps it is there already."""
    found = Version.objects.visible_to(user).select_related("edition__resource")
    if file_sha256:
        return found.filter(file__sha256=file_sha256).order_by("pk")
    return found.filter(sha256=sha256).order_by("pk") if sha256 else found.none()


@dataclass(frozen=True)
class Withdrawn:
    """What everybody could read once: which it was is not said any more, only since when it is gone."""

    pk: int
    since: datetime | None


def withdrawn(**which: Any) -> Withdrawn | None:
    """A resource that was published and then archived, found by `pk` or by a version that was shown."""
    found = Resource.objects.filter(state="archived", published_at__isnull=False, **which)
    pk = found.order_by("pk").values_list("pk", flat=True).first()
    if pk is None:
        return None
    said = JournalEntry.objects.filter(
        target_type=Resource._meta.label_lower, target_id=pk, verb="library.archive_resource"
    )
    return Withdrawn(pk, said.order_by("-sequence").values_list("at", flat=True).first())


def newer_than(version: Version) -> Version | None:
    """The version that is shown now, where this one is not it."""
    current = version.edition.current
    return None if current is None or current.pk == version.pk else current


def versions_of(edition: Edition, user: Any) -> QuerySet[Version]:
    """The newest first."""
    return Version.objects.visible_to(user).filter(edition=edition).order_by("-number")
