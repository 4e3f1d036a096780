"""Taking words out for good. Called by `withdraw_consent`, within its transaction."""

from django.urls import reverse

from gapbridge.base import drafts, search, wordings
from gapbridge.listen.assessments.models import Session, Statement
from gapbridge.listen.assessments.queries import uses_of_words
from gapbridge.listen.assessments.quotations import TAKEN_OUT, quoting

from .recordings import delete_recordings


def erase_words(session: Session) -> dict[str, int]:
    """Notes, excerpts, memos, wordings, recordings, drafts and search entries; then wherever else the words went.

    What stays says that people were heard, and on what: group, codes, rank. Returns what the journal keeps.
    """
    marks = list(Statement.marks.filter(session=session))
    uses = uses_of_words(session)
    for use in uses:
        use.take_back()  # first: those places find the words by the excerpts
    _erase_drafts(session, marks)
    wordings.erase([session, *marks])
    Statement.marks.filter(session=session).update(excerpt="", memo="", start=None, end=None)
    for mark in marks:
        search.forget(mark)
    session.notes = ""
    session.notes_version += 1
    session.save(update_fields=["notes", "notes_version"])
    return {"statements": len(marks), "uses": len(uses), "recordings": delete_recordings(session)}


def _erase_drafts(session: Session, marks: list[Statement]) -> None:
    """What somebody typed and has not sent: forms of this session, and quotations in any other form."""
    drafts.forget_all(
        [
            reverse("assessments:edit_session", args=[session.pk]),
            reverse("assessments:new_statement", args=[session.pk]),
            *(reverse("assessments:edit_statement", args=[mark.pk]) for mark in marks),
        ]
    )
    if pattern := quoting(mark.excerpt for mark in marks):
        drafts.replace_in_all(pattern, TAKEN_OUT)
