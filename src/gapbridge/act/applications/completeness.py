"""What must still be done before a part can be submitted: named, with where it is done."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from gapbridge.act.procedures.definition import editor_of

from .models import Application, Part


@dataclass(frozen=True)
class Missing:
    """`section` and `field` are keys of the form; "facts" is the section of the cover. `url` is where to mend it."""

    section: str
    field: str
    text: str
    url: str = ""


# Each gives what is missing in its part of the work: the answers, the budget, the logframe, the partners.
CHECKS: list[Callable[[Part], Iterable[Missing]]] = []


def missing(part: Part) -> list[Missing]:
    """Everything that is missing, the cover's facts first."""
    return [*_facts(part), *(each for check in CHECKS for each in check(part))]


def _facts(part: Part) -> Iterator[Missing]:
    application = part.application
    page, budget = reverse("applications:facts", args=[part.pk]), editor_of(part.form, "budget")
    empty = {"people": _("Say how many people it is to reach."), "months": _("Say how many months it takes.")}
    if not budget:
        empty["amount"] = _("Say how much you ask for.")
    for name, text in empty.items():
        if getattr(application, name) in (None, 0):
            yield Missing("facts", name, text, f"{page}#id_{name}")
    if not application.target_groups.exists():
        yield Missing("facts", "target_groups", _("Choose whom it is for."), page)
    if not application.places.exists():
        yield Missing("facts", "places", _("Choose where it takes place."), f"{page}#id_places")
    for name, text in outside(application):
        yield Missing("facts", name, text, f"{page}#id_{name}")
    if budget and application.amount in (None, 0):
        text = _("Fill in the budget: the amount asked for comes from it.")
        url = reverse("applications:budget", args=[part.pk])
        yield Missing(section_of(part, "budget"), budget.key, text, url)


def section_of(part: Part, kind: str) -> str:
    """The key of the form's section that holds an editor; the cover's where no section does."""
    for section in part.form.definition.get("sections", ()):
        if any(each.get("kind") == kind for each in section.get("fields", ())):
            return section["key"]
    return "facts"


def outside(application: Application) -> Iterator[tuple[str, str]]:
    """What doesn't fit the call's limits: field → sentence."""
    call, lot = application.call, application.lot
    amount, months = application.amount, application.months
    if amount and not lot.smallest <= amount <= lot.largest:
        text = _("Ask for at least %(smallest)s and at most %(largest)s %(currency)s.")
        limits = {
            "smallest": _figure(lot.smallest),
            "largest": _figure(lot.largest),
            "currency": call.currency,
        }
        yield "amount", text % limits
    if months and not call.least_months <= months <= call.most_months:
        text = _("The project may take from %(least)s to %(most)s months.")
        yield "months", text % {"least": call.least_months, "most": call.most_months}


def _figure(amount: Decimal) -> str:
    return number_format(amount, force_grouping=True)
