"""What waits: follow-ups for whoever is to do them, and those that are overdue for who runs the programme."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from gapbridge.act.meetings.models import FollowUp
from gapbridge.base.sockets import Waiting
from gapbridge.people.models import Organisation
from gapbridge.programmes.standing import standing


def waiting_follow_ups(user: Any) -> Iterator[Waiting]:
    """Follow-ups that an organisation of mine is to do, one line an organisation."""
    mine: dict[Organisation, list[FollowUp]] = {}
    organisations = standing(user).organisations
    if organisations:
        open_ones = FollowUp.objects.visible_to(user).open().filter(owner__in=organisations)
        for each in open_ones.select_related("owner").order_by("due_on", "pk"):
            mine.setdefault(each.owner, []).append(each)
    for owner, follow_ups in mine.items():
        label = ngettext(
            "%(count)d follow-up of %(organisation)s",
            "%(count)d follow-ups of %(organisation)s",
            len(follow_ups),
        ) % {"count": len(follow_ups), "organisation": owner}
        due = min((each.due_on for each in follow_ups if each.due_on), default=None)
        url = f"{reverse('meetings:follow_ups')}?owner={owner.pk}&state=open"
        yield Waiting(label, url, len(follow_ups), due, "act")


def waiting_overdue(user: Any) -> Iterator[Waiting]:
    """For officers: what others promised in the meetings of their programmes and is overdue."""
    programmes = standing(user).officer_in
    if not programmes:
        return
    late = FollowUp.objects.overdue().filter(meeting__intervention__programme__in=programmes)
    others = late.exclude(owner__in=standing(user).organisations)
    days = list(others.order_by().values_list("due_on", flat=True))
    if days:
        label = ngettext(
            "%(count)d follow-up that others are to do is overdue",
            "%(count)d follow-ups that others are to do are overdue",
            len(days),
        ) % {"count": len(days)}
        yield Waiting(label, reverse("meetings:follow_ups") + "?overdue=true", len(days), min(days), "act")
