"""What the pages of a round's meetings show."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, QuerySet

from .models import Attendance, Comment, Consultation, Hearing, Position


@dataclass(frozen=True)
class Came:
    """A delegation or group that came, with what was written down for it. `number` is None where nobody counted."""

    attendance: Attendance
    comments: list[Comment]
    positions: list[Position]

    @property
    def number(self) -> int | None:
        counted = [getattr(self.attendance, name) for name in ("women", "men", "girls", "boys")]
        known = [each for each in counted if each is not None]
        return sum(known) if known else None


class HearingPage:
    def __init__(self, hearing: Hearing, user: Any):
        self.hearing, self._user = hearing, user

    @cached_property
    def may_write(self) -> bool:
        consultation = self.hearing.consultation
        may = self._user.has_perm("consultations.change_consultation", consultation)
        return may and consultation.state == "open"

    @property
    def state(self) -> str:
        return self.hearing.consultation.state

    @cached_property
    def came(self) -> list[Came]:
        comments = _by_seat(self.hearing.comments.select_related("item", "answer"))
        positions = _by_seat(self.hearing.positions.all())
        rows = self.hearing.attendances.select_related(
            "stakeholder__organisation", "stakeholder__group__place"
        )
        return [_came(row, comments, positions) for row in rows]


def _came(row: Attendance, comments: dict[int, list[Any]], positions: dict[int, list[Any]]) -> Came:
    mine = positions.get(row.stakeholder_id, [])
    for position in mine:
        position.stakeholder = row.stakeholder  # loaded with its names once
    return Came(row, comments.get(row.stakeholder_id, []), mine)


def _by_seat(rows: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows.order_by("pk"):
        found.setdefault(row.stakeholder_id, []).append(row)
    return found


def hearings_of(consultation: Consultation) -> QuerySet[Hearing]:
    """The meetings of a round, each with how many delegations or groups came and what was written down."""
    return (
        consultation.hearings.select_related("place")
        .annotate(
            came=Count("attendances", distinct=True),
            commented=Count("comments", distinct=True),
            stood=Count("positions", distinct=True),
        )
        .order_by("held_on", "pk")
    )
