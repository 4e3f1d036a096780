"""Reading the knowledge hub: lists with titles in the reader's language, editions, twins by content."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet

from gapbridge.base.models import JournalEntry
from gapbridge.people.roles import Role
from gapbridge.programmes.models import Programme
from gapbridge.programmes.standing import standing

from .models import Doubt, Edition, Resource, Version

MOST_DOUBTS = 20  # on one page


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
    """The version that is shown now, where this one was shown before it."""
    current = version.edition.current
    is_earlier = version.adopted_at is not None and current is not None and current.pk != version.pk
    return current if is_earlier else None


def before(version: Version, user: Any) -> Version | None:
    """The one that was shown before this; for what is proposed, the one that is shown now."""
    if version.adopted_at is None:
        return version.edition.current
    earlier = versions_of(version.edition, user).filter(number__lt=version.number, adopted_at__isnull=False)
    return earlier.select_related("file").first()


def versions_of(edition: Edition, user: Any) -> QuerySet[Version]:
    """The newest first."""
    return Version.objects.visible_to(user).filter(edition=edition).order_by("-number")


def proposed(programmes: list[int]) -> QuerySet[Version]:
    """What partners propose and no curator answered yet; not what a later version has overtaken."""
    return (
        Version.objects.filter(
            adopted_at=None,
            declined_because="",
            edition__resource__programme_id__in=programmes,
            number__gt=F("edition__current__number"),
        )
        .exclude(edition__resource__state="archived")
        .select_related("edition")
        .order_by("pk")
    )


def _theirs(user: Any) -> Q:
    return Q(added_by=user) | Q(organisation_id__in=standing(user).organisations_as(Role.CSO_STAFF))


def ours(user: Any) -> QuerySet[Resource]:
    """What the person added or their organisation handed in, the newest first."""
    return resources(user).filter(_theirs(user)).order_by("-pk")


def returned_to(user: Any) -> QuerySet[Resource]:
    return Resource.objects.filter(_theirs(user), state="draft").exclude(because="")


def open_programmes(user: Any) -> list[Programme]:
    """Those for which this person may add a resource, or hand one in, now."""
    hands_in = user.has_perm("library.hand_in")
    seen = Programme.objects.visible_to(user).exclude(state="closed")
    return [
        each
        for each in seen
        if user.has_perm("library.add_resource", each) or (hands_in and each.state == "running")
    ]


def doubts_on(resource: Resource, user: Any) -> list[Doubt]:
    """Those the reader may see, first what is not answered yet."""
    if not user.is_authenticated:
        return []
    found = Doubt.objects.visible_to(user).filter(version__edition__resource=resource)
    related = found.select_related("version__edition__resource")
    return list(related.order_by("-state", "-asked_at", "-pk")[:MOST_DOUBTS])
