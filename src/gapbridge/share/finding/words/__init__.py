"""Words of texts and of questions, so that they meet: az, ru and en, however they are spelled. No database."""

from .asking import Asked, asked
from .marking import ANCHOR, mark, mark_html, passage
from .synonyms import synonyms
from .terms import terms
from .typing_errors import is_near, neighbours

__all__ = [
    "ANCHOR",
    "Asked",
    "asked",
    "is_near",
    "mark",
    "mark_html",
    "neighbours",
    "passage",
    "synonyms",
    "terms",
]
