"""Comments: all of them to look through, and those that wait for an answer."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, QueryDict

from gapbridge.agree.consultations.filters import CommentFilter
from gapbridge.agree.consultations.models import Consultation
from gapbridge.agree.consultations.queries import comments_of

from .frame import frame, open_objections

COMMENTS = 25  # on a page
TO_ANSWER = 50


def comments_context(consultation: Consultation, request: HttpRequest) -> dict[str, Any]:
    """Filtered, paged, each with its answer. Constant queries."""
    found = CommentFilter(
        request.GET, queryset=_comments(consultation), request=request, consultation=consultation
    )
    return {
        **frame(consultation, request.user, "comments"),
        "filterset": found,
        "filtered": any(request.GET.get(name) for name in found.filters),
        "sentence": found.sentence,
        "page": Paginator(found.qs, COMMENTS).get_page(request.GET.get("page")),
        "page_query": _without_page(request.GET),
    }


def waiting_context(consultation: Consultation, request: HttpRequest) -> dict[str, Any]:
    """Objections and comments without an answer, those about the same sentence together."""
    waiting = _comments(consultation).filter(answer=None).order_by("item", "field", "start", "pk")
    return {
        **frame(consultation, request.user, "answering"),
        "objections": open_objections(consultation),
        "page": Paginator(waiting, TO_ANSWER).get_page(request.GET.get("page")),
        "page_query": "",
    }


def _comments(consultation: Consultation) -> Any:
    return comments_of(consultation).select_related(
        "stakeholder__organisation",
        "stakeholder__group__place",
        "answer__version",
        "item",
        "version",
        "hearing",
        "link",
    )


def _without_page(asked: QueryDict) -> str:
    kept = asked.copy()
    kept.pop("page", None)
    return kept.urlencode()
