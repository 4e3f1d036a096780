"""Who is asked, and where they stand."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from gapbridge.agree.consultations.models import Comment, Consultation, Position, Stakeholder
from gapbridge.agree.consultations.queries import stakeholders_of
from gapbridge.agree.consultations.tally import counts, current_position, tally
from gapbridge.base.folding import fold

from .checklist import silent
from .frame import frame

SEATS = 50  # on a page


@dataclass(frozen=True)
class Seat:
    """A stakeholder as the list shows it. `note`: why a position does not count; "" when it does or there is none."""

    stakeholder: Stakeholder
    position: Position | None
    earlier: int
    comments: int
    names_speaker: bool
    needs_answer: bool
    note: str
    links: int
    mute: bool

    @property
    def ended(self) -> bool:
        return self.stakeholder.ended_at is not None


def seats_context(consultation: Consultation, user: Any, asked: dict[str, str], page: Any) -> dict[str, Any]:
    """`asked` holds what is looked for: `kind`, `stand`, `find` (all may be empty). Constant queries."""
    seats = stakeholders_of(
        consultation,
        Stakeholder.objects.prefetch_related("succeeds__organisation", "successors__organisation", "links"),
    )
    context = frame(consultation, user, "stakeholders")
    rows = [_seat(each, consultation) for each in seats]
    shown = Paginator([row for row in rows if _matches(row, asked)], SEATS).get_page(page)
    return {
        **context,
        "seats": _told(shown, consultation, context),
        "page": shown,
        "all_seats": rows,
        "tally": tally(consultation, seats),
        "kinds": sorted({(each.kind, each.kind_label) for each in seats}, key=lambda kind: str(kind[1])),
        "stands": [
            *Position.Stand.choices,
            ("none", _("No position yet")),
            ("earlier", _("On an earlier text")),
        ],
        "filters": asked,
        "filtered": any(asked.values()),
        "ended": [each for each in rows if each.ended],
    }


def _seat(stakeholder: Stakeholder, consultation: Consultation) -> Seat:
    position = current_position(stakeholder)
    return Seat(
        stakeholder=stakeholder,
        position=position,
        earlier=len(stakeholder.positions.all()) - (position is not None),
        comments=0,
        names_speaker=False,
        needs_answer=position is not None
        and position.stand == Position.Stand.OBJECT
        and not position.answer
        and not stakeholder.ended_at,
        note=_note(position, consultation),
        links=sum(not link.withdrawn_at for link in stakeholder.links.all()),
        mute=False,
    )


def _note(position: Position | None, consultation: Consultation) -> str:
    if position is None or counts(position, consultation):
        return ""
    if position.confirmed_at is None:
        return _("Written down in a meeting; not confirmed by the delegation yet, so it does not count.")
    return _("On an earlier text: it counts again once it is renewed.")


def _matches(row: Seat, asked: dict[str, str]) -> bool:
    if asked.get("kind") and row.stakeholder.kind != asked["kind"]:
        return False
    if asked.get("find") and fold(asked["find"]) not in fold(str(row.stakeholder)):
        return False
    wanted = asked.get("stand")
    if not wanted:
        return True
    if row.position is None:
        return wanted == "none"
    return wanted == ("earlier" if row.note else row.position.stand)


def _told(page: Page, consultation: Consultation, context: dict[str, Any]) -> list[Seat]:
    """The rows of one page, with what only they need."""
    mine = {each.pk for each in context["mine"]}
    pks = [row.stakeholder.pk for row in page]
    number = Counter(Comment.objects.filter(stakeholder__in=pks).values_list("stakeholder", flat=True))
    open_round = consultation.state in {"draft", "open"}
    mute = {each.pk for each in silent([row.stakeholder for row in page])} if open_round else set()
    return [
        replace(
            row,
            comments=number[row.stakeholder.pk],
            names_speaker=context["may_tend"] or row.stakeholder.pk in mine,
            mute=row.stakeholder.pk in mute and context["may_tend"] and not row.ended,
        )
        for row in page
    ]
