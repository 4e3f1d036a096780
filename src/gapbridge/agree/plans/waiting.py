"""What waits for the organisations that carry measures out."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.base.sockets import Waiting
from gapbridge.programmes.standing import standing

from .queries import due_measures


def waiting(user: Any) -> Iterator[Waiting]:
    if not standing(user).organisations:
        return
    due = list(due_measures(user))
    if len(due) == 1:
        label = _("Measure %(code)s is due: %(title)s") % {"code": due[0].code, "title": due[0].title}
        yield Waiting(label, due[0].get_absolute_url(), 1, due[0].due_on, "agree")
    elif due:
        label = ngettext("%(number)s measure is due", "%(number)s measures are due", len(due)) % {
            "number": len(due)
        }
        responsible = {measure.responsible_id for measure in due}
        address = reverse("plans:measures") + "?due=soon"
        if len(responsible) == 1:
            address += f"&responsible={responsible.pop()}"
        yield Waiting(label, address, len(due), due[0].due_on, "agree")
