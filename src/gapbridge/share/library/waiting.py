"""What waits for curators, and for authors whose resource came back."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.base.sockets import Waiting
from gapbridge.programmes.standing import standing

from . import queries
from .models import Doubt, Resource

MOST_NAMED = 10  # proposed versions, each on a line of its own


def waiting_for_curators(user: Any) -> Iterator[Waiting]:
    curated = standing(user).officer_in
    if not curated:
        return
    yield from _doubts(curated)
    yield from _resources(curated)
    for version in queries.proposed(curated)[:MOST_NAMED]:
        label = _("A new version of “%(title)s” is proposed") % {"title": version.edition.title}
        yield Waiting(label, version.get_absolute_url(), stage="share")


def _doubts(curated: list[int]) -> Iterator[Waiting]:
    found = Doubt.objects.filter(state="open", version__edition__resource__programme_id__in=curated)
    if count := found.count():
        label = ngettext(
            "%(count)s reader asks whether a resource is out of date",
            "%(count)s readers ask whether a resource is out of date",
            count,
        )
        address = reverse("library:doubts") + "?state=open"
        yield Waiting(label % {"count": count}, address, count, stage="share")


def _resources(curated: list[int]) -> Iterator[Waiting]:
    found = Resource.objects.filter(programme_id__in=curated, state__in=("submitted", "reviewed", "due"))
    rows = found.order_by().values("state").annotate(count=Count("pk"), first=Min("pk"), due=Min("review_on"))
    for row in sorted(rows, key=lambda row: row["state"]):
        label = _label(row["state"], row["count"]) % {"count": row["count"]}
        due = row["due"] if row["state"] == "due" else None
        yield Waiting(label, _where(row, "library:list"), row["count"], due, "share")


def _label(state: str, count: int) -> str:
    if state == "submitted":
        return ngettext("%(count)s resource waits for review", "%(count)s resources wait for review", count)
    if state == "reviewed":
        return ngettext(
            "%(count)s reviewed resource waits to be published",
            "%(count)s reviewed resources wait to be published",
            count,
        )
    return ngettext("%(count)s resource is due for review", "%(count)s resources are due for review", count)


def _where(row: Mapping[str, Any], url_name: str) -> str:
    """The one that there is, or the list of them."""
    if row["count"] == 1:
        return reverse("library:resource", args=[row["first"]])
    return f"{reverse(url_name)}?state={row['state']}"


def waiting_for_authors(user: Any) -> Iterator[Waiting]:
    if not standing(user).roles:
        return
    row = queries.returned_to(user).order_by().aggregate(count=Count("pk"), first=Min("pk"))
    if row["count"]:
        label = ngettext(
            "%(count)s resource was returned to you", "%(count)s resources were returned to you", row["count"]
        )
        address = _where({**row, "state": "draft"}, "library:ours")
        yield Waiting(label % {"count": row["count"]}, address, row["count"], stage="share")
