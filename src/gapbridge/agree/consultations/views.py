from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Column, list_page
from gapbridge.base.pagination import clean_pk
from gapbridge.programmes.models import Programme
from gapbridge.programmes.queries import create_actions

from . import actions
from .filters import AgreementFilter, ConsultationFilter
from .forms import (
    AnswerForm,
    CommentForm,
    ConsultationForm,
    InviteForm,
    ItemsForm,
    ObjectionForm,
    PositionForm,
)
from .models import Agreement, Comment, Consultation, Position
from .pages import agreement_context, asked, consultation_context, readable
from .queries import (
    agreements_for,
    comments_of,
    consultations_for,
    days_left,
    my_stakeholders,
    takes_positions,
)
from .tally import current_position

COLUMNS = (
    Column("title", _("Consultation"), sort="title", link=True),
    Column("programme", _("Programme"), sort="programme__short_title"),
    Column("opens_on", _("Opens"), sort="opens_on", kind="date"),
    Column("closes_on", _("Closes"), sort="closes_on", kind="date"),
    Column("invited", _("Invited"), sort="invited", kind="number"),
    Column("taken", _("Positions taken"), sort="taken", kind="number"),
    Column("state", _("State"), sort="state", kind="badge"),
)
AGREEMENT_COLUMNS = (
    Column("consultation", _("Agreement"), sort="consultation__title", link=True),
    Column("programme", _("Programme"), value=lambda each: each.consultation.programme),
    Column("closed_at", _("Agreed on"), sort="closed_at", kind="date"),
    Column("gaps_agreed", _("Gaps"), sort="gaps_agreed", kind="number"),
    Column("measures_agreed", _("Measures"), sort="measures_agreed", kind="number"),
    Column("published_at", _("Public since"), sort="published_at", kind="date"),
)


@page(public=True)
def consultation_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Consultations"),
        intro=_("Rounds in which everyone concerned reads the same text, comments and takes a position."),
        queryset=consultations_for(request.user),
        columns=COLUMNS,
        filters=ConsultationFilter,
        actions=create_actions(
            request.user, "consultations.add_consultation", "consultations:new", _("New consultation")
        ),
        empty=_("No consultation yet. Gaps and measures come first, then everyone concerned is asked."),
        stage="agree",
    )


@page(public=True)
def agreement_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Agreements"),
        intro=_("What was agreed, word for word, by whom, and who saw it otherwise."),
        queryset=agreements_for(request.user),
        columns=AGREEMENT_COLUMNS,
        filters=AgreementFilter,
        empty=_("Nothing has been agreed yet."),
        stage="agree",
    )


@page(Consultation, public=True, related=("programme",))
def consultation_page(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    return render(
        request, "consultations/consultation.html", consultation_context(consultation, request.user)
    )


# --- preparing -----------------------------------------------------------------------------------


@page(Programme, perm="consultations.add_consultation")
def new_consultation(request: HttpRequest, programme: Programme) -> HttpResponse:
    return form_page(
        request,
        ConsultationForm,
        title=_("New consultation"),
        parent=programme,
        stage="agree",
        act=lambda data: actions.create_consultation(actor=request.user, programme=programme, **data),
    )


@page(Consultation, perm="consultations.change_consultation")
def edit_consultation(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    return form_page(
        request,
        ConsultationForm,
        instance=consultation,
        title=_("Change the consultation"),
        parent=consultation,
        stage="agree",
        act=lambda data: actions.change_consultation(actor=request.user, consultation=consultation, **data),
    )


@page(Consultation, perm="consultations.change_consultation")
def add_items(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    return form_page(
        request,
        ItemsForm,
        consultation=consultation,
        title=_("What is asked"),
        intro=_("Their texts are fixed when the round opens."),
        submit=_("Add what is ticked"),
        parent=consultation,
        done=consultation,
        stage="agree",
        act=lambda data: actions.add_items(actor=request.user, consultation=consultation, **data),
    )


@page(Consultation, perm="consultations.change_consultation", methods=("POST",))
def remove_item(request: HttpRequest, consultation: Consultation, item: int) -> HttpResponse:
    found = get_object_or_404(consultation.items, pk=clean_pk(item))
    return _attempt(request, consultation, lambda: actions.remove_item(actor=request.user, item=found))


@page(Consultation, perm="consultations.change_consultation")
def invite(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    return form_page(
        request,
        InviteForm,
        consultation=consultation,
        title=_("Who is asked"),
        intro=_("They are told when the round opens, each speaker in their own language."),
        submit=_("Invite who is ticked"),
        parent=consultation,
        done=consultation,
        stage="agree",
        act=lambda data: actions.invite(actor=request.user, consultation=consultation, **data),
    )


@page(Consultation, perm="consultations.change_consultation", methods=("POST",))
def uninvite(request: HttpRequest, consultation: Consultation, stakeholder: int) -> HttpResponse:
    found = get_object_or_404(consultation.stakeholders, pk=clean_pk(stakeholder))
    return _attempt(request, consultation, lambda: actions.uninvite(actor=request.user, stakeholder=found))


# --- answering -----------------------------------------------------------------------------------


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
        act=lambda data: actions.take_position(actor=request.user, **data),
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
        act=lambda data: actions.add_comment(actor=request.user, item=found, **data),
    )


@page(Consultation, perm="consultations.change_consultation")
def answer_comment(request: HttpRequest, consultation: Consultation, comment: int) -> HttpResponse:
    found = get_object_or_404(
        comments_of(consultation).select_related("item__consultation"), pk=clean_pk(comment)
    )
    return form_page(
        request,
        AnswerForm,
        initial=_answered_before(found),
        template="consultations/reply.html",
        title=_("Answer a comment"),
        submit=_("Answer"),
        parent=consultation,
        done=consultation,
        stage="agree",
        context={"said": found.text, "language": found.language, "who": found.stakeholder},
        act=lambda data: actions.answer_comments(actor=request.user, comments=[found], **data),
    )


def _answered_before(comment: Comment) -> dict[str, str]:
    if comment.answer is None:
        return {"language": get_language() or "en"}
    return {
        "outcome": comment.answer.outcome,
        "answer": comment.answer.text,
        "language": comment.answer.language,
    }


@page(Consultation, perm="consultations.change_consultation")
def answer_objection(request: HttpRequest, consultation: Consultation, position: int) -> HttpResponse:
    positions = Position.objects.filter(stakeholder__consultation=consultation, stand=Position.Stand.OBJECT)
    found = get_object_or_404(
        positions.select_related("stakeholder__consultation", "stakeholder__organisation"),
        pk=clean_pk(position),
    )
    return form_page(
        request,
        ObjectionForm,
        initial={"answer": found.answer},
        template="consultations/reply.html",
        title=_("Answer an objection"),
        submit=_("Answer"),
        parent=consultation,
        done=consultation,
        stage="agree",
        context={
            "said": found.reason,
            "condition": found.condition,
            "language": found.language,
            "who": found.stakeholder,
        },
        act=lambda data: actions.answer_objection(actor=request.user, position=found, **data),
    )


# --- agreements ----------------------------------------------------------------------------------


@page(Agreement, public=True, related=("consultation__programme",))
def agreement_page(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    return render(request, "consultations/agreement.html", agreement_context(agreement, request.user))


@page(Agreement, perm="consultations.publish_agreement", related=("consultation",), methods=("POST",))
def publish(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    return _attempt(
        request,
        agreement,
        lambda: actions.publish_agreement(actor=request.user, agreement=agreement),
        _("Everyone can read it now."),
    )


def _attempt(request: HttpRequest, target: Any, act: Callable[[], Any], said: Any = None) -> HttpResponse:
    """A button without a form: do it and say so, or say why not."""
    try:
        act()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, said or _("Removed."))
    return redirect(target)
