"""What waits for those who go back to the people."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.base.sockets import Waiting

from .queries import gaps_to_return, latest_promises, tended_by, to_ask_now


def waiting(user: Any) -> Iterator[Waiting]:
    programmes = tended_by(user)
    if not programmes:
        return
    yield from _to_ask(user, programmes)
    yield from _promised(user)


def _to_ask(user: Any, programmes: list[int]) -> Iterator[Waiting]:
    gaps = to_ask_now(gaps_to_return(user).filter(programme__in=programmes))
    found = list(gaps.values_list("pk", "code", "said_title")[:2])
    if len(found) == 1:
        pk, code, title = found[0]
        label = _("The measures of %(code)s are done. Ask the groups that raised it again: %(title)s")
        url = reverse("returns:gap", args=[pk])
        yield Waiting(label % {"code": code, "title": title}, url, 1, stage="agree")
    elif found:
        number = gaps.count()
        label = ngettext(
            "The measures of %(number)s gap are done: ask the groups that raised it again",
            "The measures of %(number)s gaps are done: ask the groups that raised them again",
            number,
        )
        url = f"{reverse('returns:list')}?show=to_ask"
        yield Waiting(label % {"number": number}, url, number, stage="agree")


def _promised(user: Any) -> Iterator[Waiting]:
    due = list(latest_promises(user).values_list("gap", "gap__code", "again_on"))
    if len(due) == 1:
        gap, code, day = due[0]
        label = _("A group was promised that somebody comes back about %(code)s") % {"code": code}
        yield Waiting(label, reverse("returns:gap", args=[gap]), 1, day, "agree")
    elif due:
        label = ngettext(
            "%(number)s group was promised that somebody comes back",
            "%(number)s groups were promised that somebody comes back",
            len(due),
        )
        url = f"{reverse('returns:answers')}?show=promised"
        yield Waiting(label % {"number": len(due)}, url, len(due), due[0][2], "agree")
