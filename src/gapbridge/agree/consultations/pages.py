"""What the pages of a round and of an agreement show."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.gaps.queries import steps_of
from gapbridge.agree.plans.models import Measure

from .models import Agreement, Comment, Consultation, Item, Position, Stakeholder
from .queries import (
    comments_of,
    days_left,
    items_of,
    my_stakeholders,
    positions_chart,
    stakeholders_of,
    takes_positions,
)
from .tally import current_position, tally
from .texts import frozen


@dataclass(frozen=True)
class Asked:
    """An item as its readers see it; `subject` is None where they may not open the gap or measure itself."""

    item: Item
    text: dict[str, Any]
    subject: Gap | Measure | None
    comments: list[Comment]


@dataclass(frozen=True)
class Seat:
    stakeholder: Stakeholder
    position: Position | None
    earlier: int
    names_speaker: bool
    needs_answer: bool


def asked(consultation: Consultation, user: Any) -> list[Asked]:
    """What is asked: in preparation the texts as they stand, then the texts as they were fixed."""
    items = items_of(consultation)
    gaps = set(
        Gap.objects.visible_to(user).filter(pk__in=[i.gap_id for i in items]).values_list("pk", flat=True)
    )
    seen = Measure.objects.visible_to(user).filter(pk__in=[i.measure_id for i in items])
    measures = set(seen.values_list("pk", flat=True))
    comments: dict[int, list[Comment]] = {}
    for comment in comments_of(consultation):
        comments.setdefault(comment.item_id, []).append(comment)
    return [
        Asked(
            item,
            readable(item.text or frozen(item)),
            item.gap if item.gap_id in gaps else item.measure if item.measure_id in measures else None,
            comments.get(item.pk, []),
        )
        for item in items
    ]


def readable(text: dict[str, Any]) -> dict[str, Any]:
    """A fixed text with its date as `due` and its cost as `amount`, to be shown in the reader's language."""
    due, cost = text.get("due_on"), text.get("cost")
    return {
        **text,
        "due": date.fromisoformat(due) if due else None,
        "amount": Decimal(cost) if cost else None,
    }


def consultation_context(consultation: Consultation, user: Any) -> dict[str, Any]:
    stakeholders = stakeholders_of(consultation)
    counted = tally(consultation, stakeholders)
    mine = my_stakeholders(consultation, user)
    may_change = user.has_perm("consultations.change_consultation", consultation)
    agreement = Agreement.objects.visible_to(user).filter(consultation=consultation).defer("record").first()
    return {
        "consultation": consultation,
        "stage": "agree",
        "asked": asked(consultation, user),
        "seats": [_seat(each, may_change, mine) for each in stakeholders],
        "tally": counted,
        "chart": positions_chart(counted) if counted.invited else None,
        "days_left": days_left(consultation),
        "takes_positions": takes_positions(consultation),
        "mine": mine,
        "has_spoken": all(current_position(each) for each in mine),
        "may_change": may_change and consultation.state == "draft",
        "may_answer": may_change and consultation.state == "open",
        "agreement": agreement,
        "steps": steps_of(consultation),
    }


def _seat(stakeholder: Stakeholder, may_change: bool, mine: list[Stakeholder]) -> Seat:
    position = current_position(stakeholder)
    positions = stakeholder.positions.all()
    return Seat(
        stakeholder=stakeholder,
        position=position,
        earlier=len(positions) - 1 if position else 0,
        names_speaker=may_change or any(each.pk == stakeholder.pk for each in mine),
        needs_answer=position is not None and position.stand == Position.Stand.OBJECT and not position.answer,
    )
