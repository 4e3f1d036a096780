"""What a round still lacks before it opens, in words."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.agree.consultations.letters import readers_of
from gapbridge.agree.consultations.models import Consultation, Stakeholder
from gapbridge.agree.consultations.queries import DAYS_TO_READ
from gapbridge.agree.consultations.tally import share
from gapbridge.agree.gaps import actions as gap_steps
from gapbridge.agree.gaps.queries import ready_drafts
from gapbridge.people.models import Organisation

from .texts import Asked

Kind = Organisation.Kind
SHORT_ROUND = 14  # days; in fewer, an organisation can hardly hear its board or its members


def of_the_method() -> list[tuple[str, set[str]]]:
    """Who sits at the table of the method, and the kinds that stand for each."""
    return [
        (_("Authorities"), {Kind.AUTHORITY}),
        (_("Donors"), {Kind.DONOR}),
        (_("UN agencies"), {Kind.UN_AGENCY, Kind.INTERNATIONAL}),
        (_("Partner organisations"), {Kind.INGO, Kind.NATIONAL_SOCIETY, Kind.BRANCH}),
        (_("Civil society"), {Kind.CSO}),
        (_("Displaced people"), {Kind.COMMUNITY}),
    ]


@dataclass(frozen=True)
class Line:
    """`state` is "done", "open" (better done before opening) or "missing" (the round can't open without it)."""

    state: str
    label: str
    detail: str
    url: str = ""

    @property
    def said(self) -> str:
        return {"done": _("Ready"), "open": _("To consider"), "missing": _("Missing")}[self.state]


def checklist(consultation: Consultation, asked: list[Asked], seats: list[Stakeholder]) -> list[Line]:
    return [
        _what(consultation, asked),
        *_evidence(consultation, asked),
        *_who(consultation, seats),
        *_voices(consultation, seats),
        _dates(consultation),
        *_quorum(consultation, seats),
    ]


def _address(name: str, consultation: Consultation) -> str:
    return reverse(f"consultations:{name}", args=[consultation.pk])


def _what(consultation: Consultation, asked: list[Asked]) -> Line:
    label, url = _("What is asked"), _address("add_items", consultation)
    if not asked:
        return Line("missing", label, _("Add at least one gap or measure."), url)
    gaps = sum(each.item.gap_id is not None for each in asked)
    measures = len(asked) - gaps
    counted = [
        ngettext("%(number)s gap", "%(number)s gaps", gaps) % {"number": gaps},
        ngettext("%(number)s measure", "%(number)s measures", measures) % {"number": measures},
    ]
    return Line("done", label, ", ".join(counted), url)


def _evidence(consultation: Consultation, asked: list[Asked]) -> Iterator[Line]:
    """The first draft that can't be proposed yet."""
    drafts = [each.item.gap for each in asked if each.item.gap and each.item.gap.state == "draft"]
    ready = set(ready_drafts([consultation.programme_id]).values_list("pk", flat=True)) if drafts else set()
    lacking = next((gap for gap in drafts if gap.pk not in ready), None)
    if lacking:
        label, url = _("Gaps are complete"), lacking.get_absolute_url()
        yield Line("missing", label, gap_steps.what_lacks(lacking), url)


def _who(consultation: Consultation, seats: list[Stakeholder]) -> Iterator[Line]:
    label, url = _("Who is asked"), _address("stakeholders", consultation)
    if not seats:
        yield Line("missing", label, _("Invite at least one organisation or group."), url)
        return
    kinds = Counter(each.kind for each in seats)
    present = [
        f"{name}: {number}" for name, of in of_the_method() if (number := sum(kinds[each] for each in of))
    ]
    yield Line("done", label, "; ".join(present), url)
    absent = [name for name, of in of_the_method() if not any(kinds[each] for each in of)]
    if absent:
        detail = _("Nobody is asked of: %(kinds)s. An agreement holds for those who were asked.")
        yield Line("open", _("Everyone concerned"), detail % {"kinds": ", ".join(absent)}, url)
    else:
        yield Line(
            "done", _("Everyone concerned"), _("Every kind of stakeholder of the method is asked."), url
        )


def silent(seats: list[Stakeholder]) -> list[Stakeholder]:
    """Organisations from whose seat nobody can speak yet: no account, no personal link."""
    heard = {seat.pk for reader in readers_of(seats) for seat in reader.seats}
    linked = {link.stakeholder_id for seat in seats for link in seat.links.all() if not link.withdrawn_at}
    return [each for each in seats if each.organisation_id and each.pk not in heard | linked]


def _voices(consultation: Consultation, seats: list[Stakeholder]) -> Iterator[Line]:
    if not seats:
        return
    label, url = _("Everybody can speak"), _address("stakeholders", consultation)
    mute = silent(seats)
    if not mute:
        yield Line(
            "done", label, _("Each organisation has somebody with an account or a personal link."), url
        )
        return
    detail = ngettext(
        "%(number)s organisation has nobody with an account or a personal link: %(names)s.",
        "%(number)s organisations have nobody with an account or a personal link: %(names)s.",
        len(mute),
    )
    names = ", ".join(str(each) for each in mute[:5]) + (" …" if len(mute) > 5 else "")
    yield Line("open", label, detail % {"number": len(mute), "names": names}, url)


def _dates(consultation: Consultation) -> Line:
    label, url = _("Dates"), _address("edit", consultation)
    if consultation.closes_on < timezone.localdate():
        return Line("missing", label, _("The closing date is past. Choose a later one first."), url)
    begins = max(consultation.opens_on, timezone.localdate())
    days = (consultation.closes_on - begins).days + 1
    facts: dict[str, Any] = {
        "days": days,
        "from": date_format(begins, "SHORT_DATE_FORMAT"),
        "to": date_format(consultation.closes_on, "SHORT_DATE_FORMAT"),
        "last": DAYS_TO_READ,
    }
    detail = ngettext(
        "Positions are taken on %(days)s day, from %(from)s to %(to)s.",
        "Positions are taken on %(days)s days, from %(from)s to %(to)s.",
        days,
    )
    if days >= SHORT_ROUND:
        return Line("done", label, detail % facts, url)
    advice = _("That is short for organisations that must ask their board or members.")
    return Line("open", label, f"{detail % facts} {advice}", url)


def _quorum(consultation: Consultation, seats: list[Stakeholder]) -> Iterator[Line]:
    if not seats:
        return
    label, url = _("Quorum"), _address("quorums", consultation)
    needed = share(consultation.quorum, len(seats))
    able = len(seats) - len(silent(seats))
    facts = {"needed": needed, "invited": len(seats), "able": able}
    if able < needed:
        detail = _(
            "%(needed)s of %(invited)s must take a position, but only %(able)s have somebody who can. Invite further"
            " people, make personal links, or change the quorum."
        )
        yield Line("open", label, detail % facts, url)
    else:
        yield Line("done", label, _("%(needed)s of %(invited)s must take a position.") % facts, url)
    kinds = Counter(each.kind for each in seats)
    for each in consultation.quorums.all():
        detail = _("%(kind)s: %(needed)s of %(invited)s must take a position.")
        part = {
            "kind": each.get_kind_display(),
            "needed": share(each.percent, kinds[each.kind]),
            "invited": kinds[each.kind],
        }
        yield Line("done", _("Quorum of one kind"), detail % part, url)
