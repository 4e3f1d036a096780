"""Questions from applicants and their answers, for all to read."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.act.calls import actions, forms, pages
from gapbridge.act.calls.forms.ask import is_long
from gapbridge.act.calls.models import Call, Question
from gapbridge.act.calls.queries import answered, own_open_questions, questions_to_answer, takes_questions
from gapbridge.act.calls.zones import spelt
from gapbridge.act.procedures.definition import words_in
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Column, list_page
from gapbridge.base.middleware import received_at

COLUMNS = (
    Column(
        "text",
        gettext_lazy("Question"),
        value=lambda row: shortened(row),
        link=True,
        href=lambda row: answer_href(row),
    ),
    Column("call", gettext_lazy("Call"), value=lambda row: str(row.call)),
    Column("organisation", gettext_lazy("Asked by"), value=lambda row: row.organisation or row.asked_by),
    Column("asked_at", gettext_lazy("Asked"), sort="asked_at", kind="date"),
    Column("words", gettext_lazy("Words"), value=lambda row: words_in(row.text), kind="number"),
)


def shortened(question: Question) -> str:
    return question.text if len(question.text) <= 160 else question.text[:159] + "…"


def answer_href(question: Question) -> str:
    return reverse("calls:answer", args=[question.pk])


@page(Call, public=True, related=("intervention__programme", "procedure"), methods=("GET", "HEAD"))
def question_list(request: HttpRequest, call: Call) -> HttpResponse:
    office = pages.is_office(call, request.user)
    context = pages.frame(call, "questions", _("Questions and answers")) | {
        "answered": answered(call),
        "own": own_open_questions(call, request.user),
        "office": office,
        "waiting": call.questions.filter(answered_at=None).order_by("asked_at") if office else [],
        "takes_questions": takes_questions(call, timezone.now()),
        "until": spelt(call.questions_until or call.closes_at, call.time_zone),
    }
    return render(request, "calls/questions.html", context)


@page(perm="calls.change_call", methods=("GET", "HEAD"))
def open_question_list(request: HttpRequest) -> HttpResponseBase:
    return list_page(
        request,
        title=_("Questions without an answer"),
        queryset=questions_to_answer(request.user),
        columns=COLUMNS,
        stage="act",
        empty=_("Every question is answered."),
    )


@page(
    Question,
    public=True,
    related=("call__intervention__programme", "call__procedure"),
    methods=("GET", "HEAD"),
)
def question_page(request: HttpRequest, question: Question) -> HttpResponse:
    """Who asked is on no page but the office's own, where it is answered."""
    context = pages.frame(
        question.call, "questions", _("Question %(number)s") % {"number": question.number}
    ) | {
        "question": question,
        "office": pages.is_office(question.call, request.user),
    }
    return render(request, "calls/question.html", context)


@page(Call, perm="calls.apply", related=("intervention__programme",))
def ask(request: HttpRequest, call: Call) -> HttpResponse:
    return form_page(
        request,
        forms.AskForm,
        user=request.user,
        title=_("Ask a question"),
        intro=_("Questions are taken until %(until)s. The answer is published for all applicants alike.")
        % {"until": spelt(call.questions_until or call.closes_at, call.time_zone)},
        submit=_("Send the question"),
        said=_("Your question has arrived. You will be told when it is answered."),
        parent=call,
        done=lambda question: question,
        stage="act",
        act=lambda data: actions.ask_question(
            actor=request.user, call=call, received_at=received_at(request), **data
        ),
    )


@page(
    Question, perm="calls.change_call", related=("call__intervention__programme", "organisation", "asked_by")
)
def answer(request: HttpRequest, question: Question) -> HttpResponse:
    number = words_in(question.text)
    return form_page(
        request,
        forms.AnswerForm,
        question=question,
        title=_("Answer question %(number)s") % {"number": question.number},
        submit=_("Publish the answer"),
        said=_("Published. Who asked and who has begun to apply are written to."),
        parent=question.call,
        done=lambda answered: answered,
        stage="act",
        template="calls/answer.html",
        context={"question": question, "words": number, "is_long": is_long(question)},
        act=lambda data: actions.answer_question(actor=request.user, question=question, **data),
    )
