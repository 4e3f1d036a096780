"""Who is written to: those who speak from a seat by account, and those who do by a personal link with an address."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gapbridge.agree.consultations.models import Consultation, Link, Stakeholder
from gapbridge.agree.consultations.rules import SPEAKERS
from gapbridge.people.models import Membership


@dataclass(frozen=True)
class Reader:
    """`key` is "u7" for an account and "l3" for a link; `seats` are those it speaks from, of the ones asked about."""

    key: str
    email: str
    language: str
    seats: tuple[Stakeholder, ...]
    user: int | None = None

    @property
    def by_link(self) -> bool:
        return self.user is None

    @property
    def who(self) -> str:
        """The names of the seats, in the language that is active."""
        return "; ".join(str(each) for each in self.seats)

    @property
    def mandates(self) -> list[Stakeholder]:
        return [each for each in self.seats if self.user is not None and each.holder_id == self.user]


def seats_in(consultation: Consultation) -> list[Stakeholder]:
    """Every standing seat, with what its name is made of. One query."""
    return list(consultation.stakeholders.standing().select_related("organisation", "group__place"))


def readers_of_round(consultation: Consultation) -> list[Reader]:
    return readers_of(seats_in(consultation))


def readers_of(seats: Iterable[Stakeholder], *, who_decide: bool = False) -> list[Reader]:
    """Each once, however many seats they speak from; with `who_decide` only those who may take the position."""
    seats = list(seats)
    return [*_by_account(seats, who_decide), *_by_link(seats)]


def _by_account(seats: list[Stakeholder], who_decide: bool) -> list[Reader]:
    of = {each.organisation_id: each for each in seats if each.organisation_id}
    members = (
        Membership.objects.current()
        .filter(organisation__in=of, role__in=SPEAKERS, user__is_active=True)
        .select_related("user")
        .order_by("user", "organisation")
    )
    people: dict[int, Any] = {}
    found: dict[int, dict[int, Stakeholder]] = {}
    for member in members:
        seat = of[member.organisation_id]
        if not who_decide or seat.holder_id in {None, member.user_id}:
            people[member.user_id] = member.user
            found.setdefault(member.user_id, {})[seat.pk] = seat
    return [
        Reader(f"u{pk}", people[pk].email, people[pk].language, tuple(own.values()), pk)
        for pk, own in found.items()
    ]


def _by_link(seats: list[Stakeholder]) -> list[Reader]:
    of = {each.pk: each for each in seats}
    links = Link.objects.filter(stakeholder__in=of, withdrawn_at=None).order_by("pk")
    return [by_link(each, of[each.stakeholder_id]) for each in links if each.email]


def by_link(link: Link, seat: Stakeholder) -> Reader:
    return Reader(f"l{link.pk}", link.email, link.language, (seat,))
