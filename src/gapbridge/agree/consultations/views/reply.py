"""Where the office answers comments and objections."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.consultations import actions
from gapbridge.agree.consultations.forms import AnswerForm, ObjectionForm
from gapbridge.agree.consultations.models import Comment, Consultation, Position
from gapbridge.agree.consultations.queries import comments_of
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.pagination import clean_pk


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
