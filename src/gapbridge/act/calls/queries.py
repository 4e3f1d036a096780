from typing import Any

from django.db.models import Case, IntegerField, QuerySet, When
from django.utils import timezone

from .models import Call


def calls_for(user: Any) -> QuerySet[Call]:
    """What the reader may see: those that take applications first, then by deadline, the latest first."""
    first = Case(
        When(state="open", closes_at__gt=timezone.now(), then=0), default=1, output_field=IntegerField()
    )
    visible = Call.objects.visible_to(user).select_related("intervention__programme").prefetch_related("lots")
    return visible.annotate(past=first).order_by("past", "-closes_at", "pk")
