"""What curators see of what readers search."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from gapbridge.share.library.models import Resource
from gapbridge.share.library.queries import titled

from .models import Asking, Opening


def askings(user: Any) -> QuerySet[Asking]:
    """With what was opened from each, so that a row asks nothing."""
    openings = Opening.objects.order_by("-times").prefetch_related(
        Prefetch("resource", titled(Resource.objects.all()))
    )
    return Asking.objects.visible_to(user).prefetch_related(Prefetch("openings", openings))
