"""How the coding screen is answered: the touched paragraphs drawn anew, or why not, in words."""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from gapbridge.listen.assessments.errors import TextChanged
from gapbridge.listen.assessments.models import Session
from gapbridge.listen.coding import queries
from gapbridge.listen.coding.drawing import Pen
from gapbridge.listen.coding.rules import may_code
from gapbridge.listen.coding.text import Paragraph, Text


def reader_of(request: HttpRequest) -> queries.Reader:
    """Whether somebody codes alone stands in the address, or in what is sent."""
    return queries.Reader(request.user, alone="1" in {request.POST.get("alone"), request.GET.get("alone")})


def asks_data(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def answered(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What is refused goes back to the screen in words: 409 when the notes changed underneath, else 422.

    A plain form gets the house's page that says why.
    """

    @wraps(view)
    def careful(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except ValidationError as refusal:
            if not asks_data(request):
                raise
            changed = isinstance(refusal, TextChanged)
            said = {"error": " ".join(refusal.messages), "changed": changed}
            return JsonResponse(said, status=409 if changed else 422)

    return careful


def screen_answer(
    request: HttpRequest, session: Session, places: Iterable[tuple[int, int]], **more: Any
) -> HttpResponse:
    """The paragraphs at these places and the counts, for the screen; for a plain form, the way back to it.

    `more` goes into the answer; what stands in it already is not asked for.
    """
    reader = reader_of(request)
    if not asks_data(request):
        alone = "?alone=1" if reader.alone else ""
        return redirect(f"{reverse('coding:session', args=[session.pk])}{alone}")
    text = Text(session.notes)
    return JsonResponse(
        {
            "paragraphs": drawn(request, session, text, text.touched(places)),
            **({} if "counts" in more else {"counts": queries.counts_in(session, reader)}),
            **({} if "undo" in more else queries.steps_open(session, request.user)),
            **more,
        }
    )


def drawn(
    request: HttpRequest, session: Session, text: Text, paragraphs: Sequence[Paragraph]
) -> dict[int, str]:
    """Each paragraph's HTML by its number."""
    reader = reader_of(request)
    marks = queries.marks_in(session, reader, paragraphs=paragraphs)
    pen = Pen(session, may_code(request.user, session), reader.alone)
    shown = queries.shown(text, paragraphs, marks, queries.names_in(session, paragraphs))
    return {each.paragraph.number: pen.paragraph(each) for each in shown}
