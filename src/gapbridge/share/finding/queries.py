"""What curators see of what readers search."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from gapbridge.share.library.models import Resource
from gapbridge.share.library.queries import titled

from .models import Asking, Opening


def askings(user: Any) -> QuerySet[Asking]:
    """With what was opened from each, as far as this curator sees it, so that a row asks nothing: authors open their
    drafts from the search too."""
    seen = Resource.objects.visible_to(user).order_by().values("pk")
    openings = (
        Opening.objects.filter(resource__in=seen)
        .order_by("-times", "pk")
        .prefetch_related(Prefetch("resource", titled(Resource.objects.all())))
    )
    return Asking.objects.visible_to(user).prefetch_related(Prefetch("openings", openings))
