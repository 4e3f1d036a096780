"""What still keeps a round from closing with an agreement: every reason at once, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Consultation, Item, Position, Stakeholder, Version
from .queries import last_moment, unanswered_comments
from .tally import KindTally, Tally, current_position
from .texts import frozen

# After the last moment: what the server had received by then, and what waits its turn, is taken in first.
GRACE = timedelta(minutes=10)


@dataclass(frozen=True)
class Obstacle:
    """A reason, and what to do about it: the words and the address of a link ("" where only time helps)."""

    text: str
    url: str = ""
    todo: str = ""


def obstacles(
    consultation: Consultation, items: list[Item], stakeholders: list[Stakeholder], counted: Tally
) -> list[Obstacle]:
    """What keeps this open round from closing now; nothing when it may."""
    return [
        *_silence(consultation, counted),
        *_comments(consultation),
        *_quorum(consultation, counted),
        *_rule(consultation, stakeholders, counted),
        *_changed(items),
    ]


def _silence(consultation: Consultation, counted: Tally) -> Iterator[Obstacle]:
    if not counted.missing:
        return
    if timezone.localdate() <= consultation.closes_on:
        text = _(
            "Positions can be taken until %(day)s, and not everybody has taken one. Close it after that day."
        )
        day = date_format(consultation.closes_on)
        yield Obstacle(text % {"day": day}, consultation.get_absolute_url(), _("See who is missing"))
    elif timezone.now() < last_moment(consultation) + GRACE:
        yield Obstacle(
            _("What arrived in the last minute is still being taken in. Close the round in a few minutes.")
        )


def _comments(consultation: Consultation) -> Iterator[Obstacle]:
    waiting = unanswered_comments(consultation)
    if number := waiting.count():
        text = ngettext(
            "%(number)s comment has no answer yet. Answer it first.",
            "%(number)s comments have no answer yet. Answer them first.",
            number,
        )
        first = waiting.order_by("pk").first()
        url = reverse("consultations:answer_comment", args=[consultation.pk, first.pk]) if first else ""
        yield Obstacle(text % {"number": number}, url, _("Answer"))


def _quorum(consultation: Consultation, counted: Tally) -> Iterator[Obstacle]:
    if counted.taken < counted.needed:
        text = _(
            "Quorum is missed: %(taken)s of %(invited)s took a position that counts, %(needed)s are needed."
        )
        numbers = {"taken": counted.taken, "invited": counted.invited, "needed": counted.needed}
        yield Obstacle(text % numbers, consultation.get_absolute_url(), _("See who is missing"))
    if short := counted.short_kinds:
        text = _("Quorum is missed among: %(kinds)s.") % {"kinds": "; ".join(map(_short, short))}
        yield Obstacle(text, consultation.get_absolute_url(), _("See who is missing"))


def _short(kind: KindTally) -> str:
    return _("%(kind)s (%(taken)s of %(invited)s, %(needed)s needed)") % {
        "kind": kind.label,
        "taken": kind.taken,
        "invited": kind.invited,
        "needed": kind.needed,
    }


def _rule(consultation: Consultation, stakeholders: list[Stakeholder], counted: Tally) -> Iterator[Obstacle]:
    if counted.rule_holds:
        return
    consensus = consultation.rule == Consultation.Rule.CONSENSUS
    for position in _objections(stakeholders):
        if consensus or not position.answer:
            text = (
                _("%(who)s objects, and this round decides by consensus.")
                if consensus
                else _("The objection of %(who)s has no answer yet. Answer it first.")
            )
            url = reverse("consultations:answer_objection", args=[consultation.pk, position.pk])
            yield Obstacle(text % {"who": position.stakeholder}, url, _("Answer"))


def _objections(stakeholders: list[Stakeholder]) -> Iterator[Position]:
    for seat in stakeholders:
        position = None if seat.ended_at else current_position(seat)
        if position is not None and position.stand == Position.Stand.OBJECT:
            position.stakeholder = seat
            yield position


def _changed(items: list[Item]) -> Iterator[Obstacle]:
    """A gap or measure that was changed past the round: its readers have not seen that."""
    first = {each.item_id: each.text for each in Version.objects.filter(item__in=items, number=1)}
    for item in items:
        if frozen(item) != first.get(item.pk):
            text = _("%(what)s has changed since the round opened. Close without an agreement and ask again.")
            subject = item.gap or item.measure
            url = subject.get_absolute_url() if subject else ""
            yield Obstacle(text % {"what": item}, url, _("Look at it"))
