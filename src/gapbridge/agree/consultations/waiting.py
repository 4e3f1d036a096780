"""What waits: a position for the invited, answers and closing for the office."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.base.sockets import Waiting
from gapbridge.people.roles import Role
from gapbridge.programmes.standing import standing

from .queries import positions_to_take, rounds_to_tend, undelivered_seats


def waiting(user: Any) -> Iterator[Waiting]:
    held = standing(user)
    if held.organisations:
        yield from _positions(user)
    if programmes := held.programmes_with(Role.PROTECTION_OFFICER):
        yield from _office(programmes)


def _positions(user: Any) -> Iterator[Waiting]:
    for each in positions_to_take(user):
        label = _("Take a position on “%(title)s”") % {"title": each.title}
        yield Waiting(label, reverse("consultations:answer", args=[each.pk]), 1, each.closes_on, "agree")


def _office(programmes: list[int]) -> Iterator[Waiting]:
    rounds = list(rounds_to_tend(programmes))
    for each in rounds:
        yield from _to_answer(each)
        if each.closes_on < timezone.localdate():
            label = _("“%(title)s” is past its closing date: close it")
            yield Waiting(label % {"title": each.title}, each.get_absolute_url(), 1, each.closes_on, "agree")
    if unreached := [each.pk for each in rounds if each.undelivered]:
        yield from _to_reach(unreached)


def _to_answer(consultation: Any) -> Iterator[Waiting]:
    number = consultation.comments_waiting + consultation.objections_waiting
    if number:
        label = ngettext(
            "%(number)s comment or objection to answer in “%(title)s”",
            "%(number)s comments and objections to answer in “%(title)s”",
            number,
        )
        names = {"number": number, "title": consultation.title}
        url = reverse("consultations:answering", args=[consultation.pk])
        yield Waiting(label % names, url, number, consultation.closes_on, "agree")


def _to_reach(rounds: list[int]) -> Iterator[Waiting]:
    for seat in undelivered_seats(rounds):
        label = _("A letter to %(who)s could not be delivered: correct the address or reach them otherwise")
        url = reverse("consultations:stakeholders", args=[seat.consultation_id])
        yield Waiting(
            label % {"who": seat},
            f"{url}#seat-{seat.pk}",
            1,
            seat.consultation.closes_on,
            "agree",
        )
