"""Where the office answers comments and objections, alone or several at once."""

import hashlib
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.consultations import actions
from gapbridge.agree.consultations.forms import AnswerForm, ObjectionForm
from gapbridge.agree.consultations.models import Answer, Comment, Consultation, Position
from gapbridge.agree.consultations.pages import comments_context, waiting_context
from gapbridge.agree.consultations.queries import comments_of
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.pagination import clean_pk


@page(Consultation, public=True, related=("programme",))
def comments(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    return render(request, "consultations/comments.html", comments_context(consultation, request))


@page(Consultation, perm="consultations.change_consultation", related=("programme",))
def answering(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    return render(request, "consultations/answering.html", waiting_context(consultation, request))


@page(Consultation, perm="consultations.change_consultation")
def reply(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """One answer to all comments that were ticked; the address names them."""
    ticked = chosen(consultation, request.GET.getlist("comment"))
    if not ticked:
        messages.error(request, _("Tick the comments first that you want to answer."))
        return redirect("consultations:answering", consultation.pk)
    return _answer(request, consultation, ticked)


@page(Consultation, perm="consultations.change_consultation")
def answer_comment(request: HttpRequest, consultation: Consultation, comment: int) -> HttpResponse:
    found = get_object_or_404(_comments(consultation), pk=clean_pk(comment))
    return _answer(request, consultation, [found])


def chosen(consultation: Consultation, pks: list[str]) -> list[Comment]:
    return list(_comments(consultation).filter(pk__in=[clean_pk(pk) for pk in pks]).order_by("item", "pk"))


def _comments(consultation: Consultation) -> Any:
    return comments_of(consultation).select_related(
        "stakeholder__organisation", "stakeholder__group__place", "answer", "item__consultation", "version"
    )


def _answer(request: HttpRequest, consultation: Consultation, ticked: list[Comment]) -> HttpResponse:
    items = list({each.item_id: each.item for each in ticked}.values())
    number = len(ticked)
    return form_page(
        request,
        AnswerForm,
        items=[each.pk for each in items],
        initial=_answered_before(ticked) | _changed_for(request),
        template="consultations/reply.html",
        title=ngettext("Answer a comment", "Answer %(number)s comments at once", number) % {"number": number},
        submit=_("Answer"),
        said=_("Answered. Everybody who commented is told."),
        parent=consultation,
        done=reverse("consultations:answering", args=[consultation.pk]),
        stage="agree",
        draft_key=_draft_key(request, ticked),
        context={
            "comments": ticked,
            "revisable": [(each, _to_revise(each, ticked)) for each in items],
        },
        act=lambda data: actions.answer_comments(actor=request.user, comments=ticked, **data),
    )


def _draft_key(request: HttpRequest, ticked: list[Comment]) -> str:
    """What was typed for one selection is not shown for another."""
    ids = ",".join(str(each.pk) for each in sorted(ticked, key=lambda each: each.pk))
    return f"{request.path}#{hashlib.sha256(ids.encode()).hexdigest()[:20]}"


def _to_revise(item: Any, ticked: list[Comment]) -> str:
    query = urlencode([("comment", each.pk) for each in ticked])
    return f"{reverse('consultations:revise', args=[item.consultation_id, item.pk])}?{query}"


def _answered_before(ticked: list[Comment]) -> dict[str, Any]:
    answers = {each.answer for each in ticked}
    answer = answers.pop() if len(answers) == 1 else None
    if answer is None:
        return {"language": get_language() or "en"}
    return {
        "outcome": answer.outcome,
        "answer": answer.text,
        "language": answer.language,
        "version": answer.version_id,
    }


def _changed_for(request: HttpRequest) -> dict[str, Any]:
    """Back from changing the text: the version is named, and the comment is taken up."""
    version = request.GET.get("version", "")
    return {"version": version, "outcome": Answer.Outcome.TAKEN_UP} if version.isdecimal() else {}


@page(Consultation, perm="consultations.change_consultation")
def answer_objection(request: HttpRequest, consultation: Consultation, position: int) -> HttpResponse:
    positions = Position.objects.filter(stakeholder__consultation=consultation, stand=Position.Stand.OBJECT)
    found = get_object_or_404(
        positions.select_related(
            "stakeholder__consultation", "stakeholder__organisation", "stakeholder__group__place"
        ),
        pk=clean_pk(position),
    )
    return form_page(
        request,
        ObjectionForm,
        initial={"answer": found.answer},
        template="consultations/reply_objection.html",
        title=_("Answer an objection"),
        submit=_("Answer"),
        said=_("Answered. Whoever objects is told."),
        parent=consultation,
        done=reverse("consultations:answering", args=[consultation.pk]),
        stage="agree",
        context={
            "said": found.reason,
            "condition": found.condition,
            "language": found.language,
            "who": found.stakeholder,
        },
        act=lambda data: actions.answer_objection(actor=request.user, position=found, **data),
    )
