"""Reads: whose applications, what of them, and what waits for their writers."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.act.calls.models import Call
from gapbridge.act.calls.rules import organisations_of
from gapbridge.base.sockets import Waiting
from gapbridge.people.roles import Role
from gapbridge.programmes.standing import standing

from .deadlines import deadline_of
from .models import Application, Part, Partner, Receipt

RELATED = ("call__intervention__programme", "organisation", "lot")


def applications_of(user: Any) -> QuerySet[Application]:
    """Those of the organisations for which the person writes, and those in which they are partners."""
    mine = organisations_of(user)
    seen = Application.objects.visible_to(user)
    own = seen.filter(organisation_id__in=mine) | seen.filter(partners__organisation_id__in=mine)
    return own.distinct().select_related(*RELATED).order_by("-pk")


def applications_sent(call: Call, user: Any) -> QuerySet[Application]:
    """What was submitted to a call and not withdrawn, as far as the reader may see it."""
    sent = Application.objects.visible_to(user).filter(call=call).exclude(number="")
    return sent.exclude(state__in=["draft", "withdrawn"]).select_related(*RELATED)


def part_of(application: Application, kind: str) -> Part | None:
    return application.parts.filter(kind=kind).select_related("form").first()


def unsent(call: Call, which: str) -> int:
    """How many applications, or invited full ones ("full_closes_at"), were begun and are not with the office."""
    state = "full_draft" if which == "full_closes_at" else "draft"
    return Application.objects.filter(call=call, state=state).count()


def applied_to(programmes: Collection[int]) -> Q:
    """On Organisation: those that applied to these programmes, and the confirmed partners of those."""
    sent = Application.objects.filter(call__intervention__programme_id__in=programmes).exclude(number="")
    partners = Partner.objects.filter(application__in=sent, state="confirmed")
    return Q(pk__in=sent.values("organisation_id")) | Q(pk__in=partners.values("organisation_id"))


def standing_receipt(part: Part) -> Receipt | None:
    """The receipt of the part as it is with the office; None while it is written."""
    return part.receipts.filter(taken_back_at=None).order_by("-pk").first()


def waiting_for_applicants(user: Any) -> Iterator[Waiting]:
    """Drafts that can still be sent."""
    if Role.CSO_STAFF not in standing(user).roles:
        return
    now = timezone.now()
    drafts = Application.objects.filter(
        organisation_id__in=organisations_of(user), state__in=["draft", "full_draft"]
    ).select_related(*RELATED)
    for each in drafts:
        closes = deadline_of(each.call, "full" if each.state == "full_draft" else "concept")
        if closes > now and each.call.state in {"open", "evaluation"}:
            label = _("Finish and submit the application “%(title)s”") % {"title": each.title}
            day, url = timezone.localdate(closes), each.get_absolute_url()
            yield Waiting(label, url, due=day, stage="act", closes_at=closes)
