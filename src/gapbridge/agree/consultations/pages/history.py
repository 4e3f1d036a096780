"""What has happened in a round, the latest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.agree.consultations.lifecycle import CONSULTATION
from gapbridge.agree.consultations.models import Consultation, Stakeholder, Version

from .frame import frame


@dataclass(frozen=True)
class Event:
    at: datetime
    what: str
    because: str = ""
    url: str = ""


def history_context(consultation: Consultation, user: Any) -> dict[str, Any]:
    events = [*_of_the_round(consultation), *_of_texts(consultation), *_of_seats(consultation)]
    return {
        **frame(consultation, user, "history"),
        "events": sorted(events, key=lambda each: each.at, reverse=True),
    }


def _of_the_round(consultation: Consultation) -> Iterator[Event]:
    labels = dict(CONSULTATION.choices)
    before: Any = None
    for row in consultation.history.order_by("history_date", "history_id"):
        reason = row.history_change_reason or ""
        if before is None or row.state != before.state:
            yield Event(row.history_date, str(labels.get(row.state, row.state)), reason)
        elif row.state == "open" and row.closes_on != before.closes_on:
            days = {"before": date_format(before.closes_on), "after": date_format(row.closes_on)}
            yield Event(row.history_date, _("Open until %(after)s instead of %(before)s") % days, reason)
        before = row


def _of_texts(consultation: Consultation) -> Iterator[Event]:
    changed = Version.objects.filter(item__consultation=consultation, number__gt=1)
    for version in changed.order_by("made_at"):
        url = reverse("consultations:versions", args=[consultation.pk, version.item_id])
        named = {"code": version.text.get("code", ""), "number": version.number}
        yield Event(
            version.made_at,
            _("The text of %(code)s was changed: version %(number)s") % named,
            version.because,
            url,
        )


def _of_seats(consultation: Consultation) -> Iterator[Event]:
    ended = (
        Stakeholder.objects.filter(consultation=consultation, ended_at__isnull=False)
        .select_related("organisation", "group__place")
        .prefetch_related("successors__organisation", "successors__group__place")
    )
    for seat in ended:
        named = {"who": seat, "followers": ", ".join(str(each) for each in seat.successors.all())}
        if seat.ended_at:
            yield Event(
                seat.ended_at,
                _("%(who)s is no more; asked instead: %(followers)s") % named,
                seat.ended_because,
                reverse("consultations:stakeholders", args=[consultation.pk]),
            )
