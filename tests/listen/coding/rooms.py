"""Notes to be coded, and short ways of coding them as a browser does."""

from typing import Any

from django.urls import reverse

from gapbridge.listen.assessments.models import Session
from gapbridge.listen.coding import actions
from gapbridge.programmes.models import Clause
from tests.listen.rooms import held, listening

NOTES = (
    "We fetch water from the river. It is far, and the road is dark.\n"
    "\n"
    "😀 Su iki gündən bir gəlir. Məktəb uzaqdır.\r\n"
    "Nobody asked us before."
)


def notes_to_code(cast: Any, notes: str = NOTES, **fields: Any) -> Session:
    return held(cast, listening(cast), notes=notes, **fields)


def clause(cast: Any, code: str = "E4", title: str = "Water and sanitation") -> Clause:
    top = cast.framework.clauses.get(code="E")
    found = cast.framework.clauses.filter(code=code).first()
    return found or cast.framework.clauses.create(
        code=code, title_en=title, title_az="Su və sanitariya", parent=top, position=2
    )


def place(session: Session, words: str) -> dict[str, Any]:
    start = session.notes.index(words)
    return {"start": start, "end": start + len(words), "excerpt": words}


def marked(cast: Any, session: Session, words: str, *, by: str = "protection_officer", **fields: Any) -> Any:
    codes = {} if "themes" in fields or "clauses" in fields else {"clauses": [clause(cast)]}
    return actions.mark(actor=cast.people[by], session=session, **place(session, words), **codes, **fields)


def send(client: Any, name: str, session: Session, *args: int, **data: Any) -> Any:
    """As the screen sends it: the answer is data."""
    address = reverse(f"coding:{name}", args=[session.pk, *args])
    return client.post(address, data, headers={"accept": "application/json"})


def selection(session: Session, words: str, *codes: str) -> dict[str, Any]:
    return {**place(session, words), "notes_version": session.notes_version, "codes": codes}
