"""Reminders 7 days and 1 day before the closing day, to those whose position is missing. Run by `run_due`."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from gapbridge.agree.consultations.models import Consultation, Position, Stakeholder

from . import words
from .post import post
from .readers import readers_of

DAYS_BEFORE = (7, 1)


def remind() -> int:
    """Each is reminded once per day of DAYS_BEFORE and closing day: a date that was moved is reminded of anew."""
    today = timezone.localdate()
    soon = today + timedelta(days=max(DAYS_BEFORE))
    rounds = Consultation.objects.filter(
        state="open", opens_on__lte=today, closes_on__gte=today, closes_on__lte=soon
    )
    return sum(_remind(each, (each.closes_on - today).days) for each in rounds)


def _remind(consultation: Consultation, days: int) -> int:
    before = min(each for each in DAYS_BEFORE if days <= each)
    if consultation.opens_on > consultation.closes_on - timedelta(days=before + 1):
        return 0  # it opened so late that the invitation itself has just been sent
    return post(
        consultation,
        f"reminder-{before}-{consultation.closes_on.isoformat()}",
        readers_of(silent_seats(consultation), who_decide=True),
        lambda reader: words.reminder(consultation, reader, days),
    )


def silent_seats(consultation: Consultation) -> list[Stakeholder]:
    """Standing seats without a position that counts."""
    counted = Position.objects.filter(
        stakeholder=OuterRef("pk"),
        is_current=True,
        edition=consultation.edition,
        confirmed_at__isnull=False,
        void_because="",
    )
    seats = consultation.stakeholders.standing().filter(~Exists(counted))
    return list(seats.select_related("organisation", "group__place"))
