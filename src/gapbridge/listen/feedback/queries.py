from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.base.sockets import Waiting
from gapbridge.people.models import Membership
from gapbridge.people.roles import OFFICERS, Role
from gapbridge.programmes.models import Programme
from gapbridge.programmes.standing import standing

from .models import Feedback
from .receipts import receipt_hash


def feedback_for(user: Any) -> QuerySet[Feedback]:
    """What the reader may see, without the texts: a list never decrypts them."""
    texts = ("text", "contact", "answer", "reopened_because")
    return Feedback.objects.visible_to(user).select_related("programme", "place").defer(*texts)


def by_receipt(code: str) -> Feedback | None:
    """The message a receipt belongs to, with its answer alone. A wrong code of any shape costs the same."""
    shown = ("kind", "state", "received_at", "answer", "answered_at", "programme__short_title")
    return (
        Feedback.objects.filter(receipt_hash=receipt_hash(code))
        .select_related("programme")
        .only(*shown)
        .first()
    )


def open_programmes() -> QuerySet[Programme]:
    """Programmes that take messages."""
    return Programme.objects.filter(state="running")


def waiting_for(user: Any) -> Iterable[Waiting]:
    """Messages without an answer, and programmes in which nobody could read a sealed one."""
    held = standing(user)
    officers = Q(sealed=False, programme__in=held.programmes_with(*OFFICERS))
    case_workers = Q(sealed=True, programme__in=held.programmes_with(Role.CASE_WORKER))
    if not held.programmes:
        return
    for state, said in (("received", _unread), ("in_review", _unanswered)):
        count = Feedback.objects.filter(officers | case_workers, state=state).count()
        if count:
            yield Waiting(said(count), f"{reverse('feedback:list')}?state={state}", count, stage="listen")
    for programme in _without_case_worker(held.programmes_with(Role.PROGRAMME_OFFICER)):
        label = _("Nobody could read a sealed concern: appoint a case worker for %(programme)s")
        yield Waiting(label % {"programme": programme}, programme.get_absolute_url(), stage="listen")


def _unread(count: int) -> str:
    said = ngettext(
        "%(number)s message from the community to look into",
        "%(number)s messages from the community to look into",
        count,
    )
    return said % {"number": count}


def _unanswered(count: int) -> str:
    said = ngettext(
        "%(number)s message from the community to answer",
        "%(number)s messages from the community to answer",
        count,
    )
    return said % {"number": count}


def _without_case_worker(programmes: list[int]) -> QuerySet[Programme]:
    workers = Membership.objects.current().filter(role=Role.CASE_WORKER).values("organisation_id")
    served = Programme.objects.filter(partners__organisation__in=workers).values("pk")
    return Programme.objects.filter(pk__in=programmes, state="running").exclude(pk__in=served)
