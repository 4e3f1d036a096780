"""What stands on every page of a round: its name, its state, its tabs, and what this reader may do."""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from gapbridge.agree.consultations.models import Agreement, Comment, Consultation, Position, Stakeholder
from gapbridge.agree.consultations.queries import days_left, my_stakeholders, takes_positions
from gapbridge.agree.consultations.tally import counts, current_position


@dataclass(frozen=True)
class Tab:
    """`number` stands behind the name where it says something; `waits`: it is work to do."""

    name: str
    label: str
    url: str
    here: bool
    number: int | None = None


def frame(consultation: Consultation, user: Any, here: str) -> dict[str, Any]:
    """`here` is the name of the tab that is open ("consultation", "comments", …)."""
    mine = my_stakeholders(consultation, user)
    said = [current_position(each) for each in mine]
    may_tend = user.has_perm("consultations.change_consultation", consultation)
    return {
        "consultation": consultation,
        "stage": "agree",
        "days_left": days_left(consultation),
        "takes_positions": takes_positions(consultation),
        "mine": mine,
        "has_spoken": all(said),
        "must_renew": any(each is not None and not counts(each, consultation) for each in said),
        "may_tend": may_tend,
        "may_change": may_tend and consultation.state == "draft",
        "may_answer": may_tend and consultation.state == "open",
        "agreement": Agreement.objects.visible_to(user)
        .filter(consultation=consultation)
        .defer("record")
        .first(),
        "tabs": _tabs(consultation, here, may_tend=may_tend),
    }


def _tabs(consultation: Consultation, here: str, *, may_tend: bool) -> list[Tab]:
    comments = Comment.objects.filter(item__consultation=consultation)
    rows: list[tuple[str, str, int | None]] = [
        ("consultation", _("Texts"), None),
        ("stakeholders", _("Who is asked"), consultation.stakeholders.standing().count()),
    ]
    if consultation.state != "draft":
        rows.insert(1, ("comments", _("Comments"), comments.count()))
        if may_tend and consultation.state == "open":
            waiting = comments.filter(answer=None).count() + open_objections(consultation).count()
            rows.append(("answering", _("To be answered"), waiting))
    rows += [
        ("hearings", _("Meetings"), None),
        ("materials", _("Materials"), None),
        ("history", _("History"), None),
    ]
    found = [(name, label, _address(name, consultation), number) for name, label, number in rows]
    return [Tab(name, label, url, name == here, number) for name, label, url, number in found if url]


def _address(name: str, consultation: Consultation) -> str:
    try:
        return reverse(f"consultations:{name}", args=[consultation.pk])
    except NoReverseMatch:
        return ""


def open_objections(consultation: Consultation) -> Any:
    """Objections of standing seats that nobody has answered, with whose they are."""
    seats = Stakeholder.objects.standing().filter(consultation=consultation)
    return (
        Position.objects.filter(
            stakeholder__in=seats, is_current=True, stand=Position.Stand.OBJECT, answer="", void_because=""
        )
        .select_related("stakeholder__organisation", "stakeholder__group__place")
        .order_by("taken_at", "pk")
    )
