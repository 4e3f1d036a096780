"""Where the invited read the texts, comment and take positions."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.consultations import actions
from gapbridge.agree.consultations.forms import CommentForm, PositionForm
from gapbridge.agree.consultations.models import Consultation
from gapbridge.agree.consultations.pages import asked, readable
from gapbridge.agree.consultations.queries import days_left, my_stakeholders, takes_positions
from gapbridge.agree.consultations.tally import current_position
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.middleware import received_at
from gapbridge.base.pagination import clean_pk


@page(Consultation, perm="consultations.take_position", related=("programme",))
def answer(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Where an invited organisation reads the texts and takes its position."""
    mine = my_stakeholders(consultation, request.user)
    return form_page(
        request,
        PositionForm,
        mine=mine,
        initial=_said_before(mine),
        template="consultations/answer.html",
        title=_("Your position"),
        submit=_("Take this position"),
        said=_("Your position is recorded. You can change it until the round closes."),
        parent=consultation,
        done=consultation,
        stage="agree",
        context={
            "consultation": consultation,
            "asked": asked(consultation, request.user),
            "mine": mine,
            "days_left": days_left(consultation),
            "takes_positions": takes_positions(consultation),
        },
        act=lambda data: actions.take_position(actor=request.user, received_at=received_at(request), **data),
    )


def _said_before(mine: list[Any]) -> dict[str, str]:
    """The current position of the one organisation somebody speaks for, to start from."""
    current = current_position(mine[0]) if len(mine) == 1 else None
    if current is None:
        return {"language": get_language() or "en"}
    return {name: getattr(current, name) for name in ("stand", "reason", "condition", "language")}


@page(Consultation, perm="consultations.take_position")
def comment(request: HttpRequest, consultation: Consultation, item: int) -> HttpResponse:
    found = get_object_or_404(consultation.items.select_related("consultation"), pk=clean_pk(item))
    return form_page(
        request,
        CommentForm,
        mine=my_stakeholders(consultation, request.user),
        initial={"language": get_language() or "en"},
        template="consultations/comment.html",
        title=_("A comment"),
        submit=_("Send the comment"),
        said=_("Your comment is there for everyone in the round. It will be answered."),
        parent=consultation,
        done=consultation,
        stage="agree",
        context={"text": readable(found.text)},
        act=lambda data: actions.add_comment(
            actor=request.user, item=found, received_at=received_at(request), **data
        ),
    )
