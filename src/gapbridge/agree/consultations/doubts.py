"""What waits for the office: personal links that somebody says are in the wrong hands."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gapbridge.base.sockets import Waiting
from gapbridge.people.roles import Role
from gapbridge.programmes.standing import standing

from .models import Link


def waiting(user: Any) -> Iterator[Waiting]:
    programmes = standing(user).programmes_with(Role.PROTECTION_OFFICER)
    if not programmes:
        return
    links = Link.objects.filter(
        stakeholder__consultation__programme__in=programmes,
        stakeholder__consultation__state__in=("draft", "open"),
        withdrawn_at=None,
        doubted_at__isnull=False,
    ).select_related("stakeholder__organisation", "stakeholder__consultation")
    for link in links.order_by("doubted_at"):
        seat = link.stakeholder
        label = _("A personal link of %(who)s is in doubt (“%(title)s”)") % {
            "who": seat,
            "title": seat.consultation.title,
        }
        address = reverse("consultations:links", args=[seat.consultation_id, seat.pk])
        yield Waiting(label, address, 1, seat.consultation.closes_on, "agree")
