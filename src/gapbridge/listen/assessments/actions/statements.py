"""Marking what people said. The coding screen does this at every stroke, so each verb costs few queries."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from gapbridge.base import journal, search, wordings
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.listen.assessments.anchors import Place, nearest_place, only_place, written
from gapbridge.listen.assessments.anonymity import refuse_identity
from gapbridge.listen.assessments.errors import TextChanged
from gapbridge.listen.assessments.models import Session, Statement, Theme
from gapbridge.people.models import User
from gapbridge.programmes.models import Clause, Topic

from .writing import lock_session, refuse_unless_listening, refuse_withdrawn

CODES = {"clauses", "themes", "topics"}
FIELDS = {"excerpt", "language", "people_rank", "memo", "start", "end"}
HELD_ALREADY = {"session", "coded_by"}  # read by this very action; cleaning would ask for them once more


@transaction.atomic
def add_statement(
    *,
    actor: User,
    session: Session,
    excerpt: str,
    language: str,
    clauses: Iterable[Clause] = (),
    themes: Iterable[Theme] = (),
    topics: Iterable[Topic] = (),
    people_rank: int | None = None,
    start: int | None = None,
    end: int | None = None,
    notes_version: int | None = None,
    memo: str = "",
    for_comparison: bool = False,
) -> Statement:
    """Mark an excerpt of the notes. Refuses unless the session was held and listening goes on.

    `start` and `end` are the code points the coder selected, in the notes of `notes_version`; TextChanged when
    the excerpt is no longer there, nor in exactly one other place. Without them the excerpt is placed where it
    stands in the notes, if it does in one place only.
    """
    permit(actor, "assessments.add_statement", session)
    _open(session)
    if session.state not in {"held", "coded"}:
        raise Refused(_("Statements are marked once the session was held."))
    excerpt = written(excerpt)
    place = _selected(session.notes, excerpt, start, end)
    statement = Statement(
        session=session,
        number=_next_number(session),
        coded_by=actor,
        excerpt=excerpt,
        language=language,
        people_rank=people_rank,
        memo=memo,
        for_comparison=for_comparison,
    )
    statement.start, statement.end = place or (None, None)
    _check(statement, {})
    statement.save(force_insert=True)
    _set_codes(statement, {"clauses": clauses, "themes": themes, "topics": topics}, fresh=True)
    _keep_out_of_search(statement)
    journal.record(
        actor=actor,
        verb="assessments.add_statement",
        target=statement,
        data={"session": session.pk, "notes_version": notes_version or session.notes_version},
    )
    return statement


@transaction.atomic
def change_statement(*, actor: User | None, statement: Statement, **fields: Any) -> Statement:
    """Change words, borders, codes, memo or rank. Other words are placed anew, near where the old ones stood."""
    permit(actor, "assessments.change_statement", statement)
    if unknown := fields.keys() - FIELDS - CODES:
        raise TypeError(f"Statement takes no {', '.join(sorted(unknown))}")
    session = statement.session
    _open(session)
    statement.refresh_from_db()
    statement.session = session
    before = {"excerpt": statement.excerpt, "memo": statement.memo}
    for name in fields.keys() & FIELDS:
        setattr(statement, name, fields[name])
    statement.excerpt = written(statement.excerpt)
    if statement.excerpt != before["excerpt"] or fields.keys() & {"start", "end"}:
        _place_anew(statement, selected="start" in fields)
    _check(statement, before)
    statement.save()
    _set_codes(statement, {name: fields[name] for name in fields.keys() & CODES}, fresh=False)
    _keep_out_of_search(statement)
    journal.record(
        actor=actor, verb="assessments.change_statement", target=statement, data={"fields": sorted(fields)}
    )
    return statement


@transaction.atomic
def remove_statement(*, actor: User | None, statement: Statement) -> None:
    """Take a mark off the notes again. Refuses where a gap's evidence rests on it."""
    permit(actor, "assessments.change_statement", statement)
    session, gone = statement.session, statement.pk
    _open(session)
    wordings.erase(statement)
    try:
        statement.delete()
    except ProtectedError as error:
        resting = sorted({str(getattr(each, "gap", each)) for each in error.protected_objects})
        raise Refused(
            _("This voice is evidence of “%(things)s”. Take it off there first.")
            % {"things": "”, “".join(resting)}
        ) from error
    journal.record(actor=actor, verb="assessments.remove_statement", target=session, data={"statement": gone})


def _open(session: Session) -> None:
    lock_session(session)
    refuse_withdrawn(session)
    refuse_unless_listening(session.assessment)


def _next_number(session: Session) -> int:
    last = Statement.marks.filter(session=session).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


# --- where the words stand -----------------------------------------------------------------------


def _selected(notes: str, excerpt: str, start: int | None, end: int | None) -> Place | None:
    """The place that was selected, or the only other one where these words stand now."""
    if start is not None and end is not None and notes[start:end] == excerpt:
        return start, end
    found = only_place(notes, excerpt)
    if found is None and start is not None:
        raise TextChanged(
            _(
                "The notes were changed meanwhile, and these words are not there any more, or in several "
                "places. Load the page anew and mark them again."
            ),
            field="excerpt",
        )
    return found


def _place_anew(statement: Statement, *, selected: bool) -> None:
    notes, words, start = statement.session.notes, statement.excerpt, statement.start
    anew = selected or start is None
    place = _selected(notes, words, start, statement.end) if anew else nearest_place(notes, words, start or 0)
    statement.start, statement.end = place or (None, None)


# --- rules ---------------------------------------------------------------------------------------


def _check(statement: Statement, before: dict[str, str]) -> None:
    if not statement.excerpt.strip():
        raise Refused(_("Write what was said."), field="excerpt")
    statement.clean_fields(exclude=HELD_ALREADY)
    for field in ("excerpt", "memo"):
        if (text := getattr(statement, field)) != before.get(field, ""):
            refuse_identity(text, field, programme_id=statement.programme_id)


def _set_codes(statement: Statement, codes: dict[str, Iterable[Any]], *, fresh: bool) -> None:
    for name, chosen in codes.items():
        chosen = list(chosen)
        if name == "themes" and any(theme.programme_id != statement.programme_id for theme in chosen):
            raise Refused(_("This theme belongs to another programme."), field="themes")
        if fresh:
            getattr(statement, name).add(*chosen)
        else:
            getattr(statement, name).set(chosen)


def _keep_out_of_search(statement: Statement) -> None:
    """What a second coder marks for comparison is the same voice once more: nobody shall find it twice."""
    if statement.for_comparison:
        search.forget(statement)
