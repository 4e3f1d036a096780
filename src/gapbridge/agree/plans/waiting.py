"""What waits for those who carry measures out, and for those who look at their reports."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.base.sockets import Waiting
from gapbridge.programmes.standing import standing

from .models import Measure
from .queries import due_measures, reports_to_verify, returned_reports, silent_measures


def waiting(user: Any) -> Iterator[Waiting]:
    if not standing(user).organisations:
        return
    yield from _due(user)
    yield from _silent(user)
    yield from _to_verify(user)
    yield from _returned(user)


def _due(user: Any) -> Iterator[Waiting]:
    due = list(due_measures(user))
    if len(due) == 1:
        label = _("Measure %(code)s is due: %(title)s") % {"code": due[0].code, "title": due[0].title}
        yield Waiting(label, due[0].get_absolute_url(), 1, due[0].due_on, "agree")
    elif due:
        label = ngettext("%(number)s measure is due", "%(number)s measures are due", len(due)) % {
            "number": len(due)
        }
        yield Waiting(label, _list_of(due, "soon"), len(due), due[0].due_on, "agree")


def _silent(user: Any) -> Iterator[Waiting]:
    found = list(silent_measures(user))
    if len(found) == 1:
        label = _("Report how measure %(code)s stands: %(title)s")
        yield Waiting(
            label % {"code": found[0].code, "title": found[0].title},
            reverse("plans:new_report", args=[found[0].pk]),
            stage="agree",
        )
    elif found:
        label = ngettext(
            "%(number)s measure has had no report for 90 days",
            "%(number)s measures have had no report for 90 days",
            len(found),
        )
        yield Waiting(label % {"number": len(found)}, _list_of(found, "silent"), len(found), stage="agree")


def _list_of(measures: list[Measure], due: str) -> str:
    responsible = {measure.responsible_id for measure in measures}
    address = f"{reverse('plans:measures')}?due={due}"
    return f"{address}&responsible={responsible.pop()}" if len(responsible) == 1 else address


def _to_verify(user: Any) -> Iterator[Waiting]:
    found = list(reports_to_verify(user).select_related("measure"))
    if len(found) == 1:
        label = _("A report on measure %(code)s is to be verified") % {"code": found[0].measure.code}
        yield Waiting(label, found[0].get_absolute_url(), stage="agree")
    elif found:
        label = ngettext(
            "%(number)s report is to be verified", "%(number)s reports are to be verified", len(found)
        )
        address = reverse("plans:reports") + "?state=submitted"
        yield Waiting(label % {"number": len(found)}, address, len(found), stage="agree")


def _returned(user: Any) -> Iterator[Waiting]:
    found = list(returned_reports(user).select_related("measure"))
    if len(found) == 1:
        label = _("Your report on measure %(code)s was returned to be corrected")
        yield Waiting(label % {"code": found[0].measure.code}, found[0].get_absolute_url(), stage="agree")
    elif found:
        label = ngettext(
            "%(number)s report was returned to be corrected",
            "%(number)s reports were returned to be corrected",
            len(found),
        )
        address = reverse("plans:reports") + "?state=returned"
        yield Waiting(label % {"number": len(found)}, address, len(found), stage="agree")
