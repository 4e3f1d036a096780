"""Where the words of a session have gone."""

from gapbridge.base.sockets import WORDS, WORDS_OF_SESSIONS, UseOfWords
from gapbridge.listen.assessments.models import Session, Statement


def uses_of_words(session: Session) -> list[UseOfWords]:
    """Every place that holds what these people said: asked on the page before words are withdrawn, and by it."""
    marks = list(Statement.marks.filter(session=session).values_list("pk", flat=True))
    of_marks = [use for ask in WORDS for use in ask(marks)] if marks else []
    return [*of_marks, *(use for ask in WORDS_OF_SESSIONS for use in ask(session.pk))]
