"""What waits for those who are asked, and for the office."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from gapbridge.agree.consultations.models import Comment, Consultation, Position, Stakeholder
from gapbridge.agree.consultations.rules import holds_mandate, seats_of

from .rounds import number_of


def positions_to_take(user: Any) -> QuerySet[Consultation]:
    """Open rounds in which a seat this person speaks from has no position that counts: none, or not confirmed, or on an
    earlier text."""
    today = timezone.localdate()
    told = Position.objects.filter(
        stakeholder=OuterRef("pk"),
        is_current=True,
        confirmed_at__isnull=False,
        edition=OuterRef("consultation__edition"),
    )
    silent = seats_of(user).filter(holds_mandate(user), ~Exists(told), consultation=OuterRef("pk"))
    return Consultation.objects.filter(
        Exists(silent), state="open", opens_on__lte=today, closes_on__gte=today
    ).order_by("closes_on")


def rounds_to_tend(programmes: list[int]) -> QuerySet[Any]:
    """Open rounds of these programmes: comments and objections without an answer, letters that did not arrive."""
    seats = Stakeholder.objects.standing()
    objections = Position.objects.filter(
        stakeholder__ended_at=None, is_current=True, stand=Position.Stand.OBJECT, answer="", void_because=""
    )
    return (
        Consultation.objects.filter(state="open", programme__in=programmes)
        .annotate(
            comments_waiting=number_of(Comment.objects.filter(answer=None), "item__consultation"),
            objections_waiting=number_of(objections, "stakeholder__consultation"),
            undelivered=number_of(seats.exclude(undelivered_at=None), "consultation"),
        )
        .order_by("closes_on", "pk")
    )


def undelivered_seats(consultations: list[int]) -> QuerySet[Stakeholder]:
    return (
        Stakeholder.objects.standing()
        .filter(consultation__in=consultations)
        .exclude(undelivered_at=None)
        .select_related("organisation", "group__place", "consultation")
        .order_by("consultation", "pk")
    )
