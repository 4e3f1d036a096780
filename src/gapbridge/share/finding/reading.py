"""What a reader who comes from the search sees on the pages of the library, and what is counted then."""

from urllib.parse import parse_qs, urlsplit

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from gapbridge.share.library.models import Edition

from .actions import count_opened
from .words import asked, mark, mark_html


def marked(request: HttpRequest, text: str, language: str) -> str:
    """With the words of `?q=` marked, read as the search read them; `#marked` leads to where they stand together.
    A text that is HTML stays HTML."""
    query = request.GET.get("q", "").strip()
    if not query:
        return text
    words = asked(query, get_language() or "en")
    if isinstance(text, SafeString):
        return mark_html(text, language, words)
    return mark(text, language, words, anchor=True)


def opened(request: HttpRequest, edition: Edition) -> None:
    """Counted where it was opened from the search, under what was typed there; an address that was handed on is not."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    query = parse_qs(came_from.query).get("q", [""])[0].strip()
    if query and came_from.path == reverse("finding:search"):
        count_opened(query=query, language=get_language() or "en", resource=edition.resource)
