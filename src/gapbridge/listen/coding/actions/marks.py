"""Marking, and taking it back."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.listen.assessments.actions import add_statement, change_statement, remove_statement
from gapbridge.listen.assessments.errors import TextChanged
from gapbridge.listen.assessments.models import Session, Statement, Theme
from gapbridge.listen.coding.models import Step
from gapbridge.listen.coding.queries import next_redo, next_undo
from gapbridge.listen.coding.text import same_words
from gapbridge.people.models import User
from gapbridge.programmes.models import Clause, Topic

from .steps import Picture, digest, picture_of, remember

Place = tuple[int, int]
Kind = Step.Kind
KEPT_FIELDS = ("start", "end", "language", "memo", "people_rank", "for_comparison")


@transaction.atomic
def mark(
    *,
    actor: User,
    session: Session,
    excerpt: str,
    clauses: Iterable[Clause] = (),
    themes: Iterable[Theme] = (),
    start: int | None = None,
    end: int | None = None,
    notes_version: int | None = None,
    memo: str = "",
    for_comparison: bool = False,
) -> Statement:
    """Mark the words from `start` up to `end` (code points of the notes) with codes.

    The same coder's same words get the further codes instead of a second mark; sent twice, it is marked once.
    Raises TextChanged when the words are not there any more, Refused without a code or where nothing may be marked.
    """
    permit(actor, "assessments.add_statement", session)
    _hold(session)
    codes: dict[str, Any] = {"clauses": list(clauses), "themes": list(themes)}
    _refuse_without_codes(codes)
    if same := _same_mark(actor, session, start, end, for_comparison):
        return _add_codes(actor, session, same, codes, memo)
    statement = add_statement(
        actor=actor,
        session=session,
        excerpt=_as_in_notes(session, excerpt, start, end),
        language=session.language,
        start=start,
        end=end,
        notes_version=notes_version,
        memo=memo,
        for_comparison=for_comparison,
        **codes,
    )
    after = picture_of(statement, **codes, topics=[])
    remember(actor=actor, session=session, kind=Kind.ADDED, statement=statement.pk, before={}, after=after)
    return statement


@transaction.atomic
def change_mark(*, actor: User, session: Session, statement: Statement, **fields: Any) -> Statement:
    """Give a mark other codes (`clauses` and `themes`, both) or another `memo`."""
    permit(actor, "assessments.change_statement", session)
    if "clauses" in fields:
        _refuse_without_codes(fields)
    before = picture_of(statement)
    statement = change_statement(actor=actor, statement=statement, **fields)
    after = picture_of(statement)
    if after != before:
        remember(
            actor=actor,
            session=session,
            kind=Kind.CHANGED,
            statement=statement.pk,
            before=before,
            after=after,
        )
    return statement


@transaction.atomic
def unmark(*, actor: User, session: Session, statement: Statement) -> Place | None:
    """Take a mark off; returns where it stood. Refuses where a gap rests on it."""
    permit(actor, "assessments.change_statement", session)
    before, gone = picture_of(statement), statement.pk
    remove_statement(actor=actor, statement=statement)
    remember(actor=actor, session=session, kind=Kind.REMOVED, statement=gone, before=before, after={})
    return _place(before)


# --- back and forth ------------------------------------------------------------------------------


@transaction.atomic
def undo(*, actor: User, session: Session) -> list[Place]:
    """Take back this coder's last step here; returns the places it touched.

    Refused when somebody has changed the mark since, or it can't be brought back.
    """
    permit(actor, "assessments.add_statement", session)
    step = next_undo(session, actor)
    if step is None:
        raise Refused(_("There is nothing to undo."))
    _go(actor, session, step, step.after, step.before)
    step.undone = True
    step.save(update_fields=["undone"])
    return _places(step)


@transaction.atomic
def redo(*, actor: User, session: Session) -> list[Place]:
    """Do again what was undone last."""
    permit(actor, "assessments.add_statement", session)
    step = next_redo(session, actor)
    if step is None:
        raise Refused(_("There is nothing to do again."))
    _go(actor, session, step, step.before, step.after)
    step.undone = False
    step.save(update_fields=["undone"])
    return _places(step)


def _go(actor: User, session: Session, step: Step, here: Picture, there: Picture) -> None:
    """Bring a mark from one picture to the other; {} stands for "no mark"."""
    if not here:
        return _bring_back(actor, session, step, there)
    statement = Statement.marks.filter(pk=step.statement, session=session).first()
    if statement is None or _without_place(picture_of(statement)) != _without_place(here):
        raise Refused(_("Somebody has changed this excerpt since. Their work would be lost, so it stays."))
    statement.session = session
    if not there:
        return remove_statement(actor=actor, statement=statement)
    change_statement(actor=actor, statement=statement, memo=there["memo"], **_codes(there))
    return None


def _bring_back(actor: User, session: Session, step: Step, picture: Picture) -> None:
    """The mark anew, with its first coder; other steps about it find it under its new number."""
    words = session.notes[picture["start"] : picture["end"]] if picture["start"] is not None else ""
    if digest(words) != picture["words"]:
        raise TextChanged(
            _("The notes were changed meanwhile, and the words of this excerpt are not where they were.")
        )
    kept: dict[str, Any] = {name: picture[name] for name in KEPT_FIELDS}
    statement = add_statement(actor=actor, session=session, excerpt=words, **kept, **_codes(picture))
    if picture["coded_by"] != actor.pk and User.objects.filter(pk=picture["coded_by"]).exists():
        Statement.marks.filter(pk=statement.pk).update(coded_by=picture["coded_by"])
    Step.objects.filter(session=session, statement=step.statement).update(statement=statement.pk)


def _codes(picture: Picture) -> dict[str, Any]:
    """The codes of a picture that still exist."""
    kinds: dict[str, Any] = {"clauses": Clause, "themes": Theme, "topics": Topic}
    return {name: list(model.objects.filter(pk__in=picture[name])) for name, model in kinds.items()}


def _without_place(picture: Picture) -> Picture:
    """When notes change, a mark moves along with its words: that is no change of the mark."""
    return {name: value for name, value in picture.items() if name not in {"start", "end"}}


def _places(step: Step) -> list[Place]:
    return [place for picture in (step.before, step.after) if (place := _place(picture))]


def _place(picture: Picture) -> Place | None:
    return (picture["start"], picture["end"]) if picture and picture["start"] is not None else None


# --- what is marked ------------------------------------------------------------------------------


def _hold(session: Session) -> None:
    """One after the other: the same words sent twice at once are found by the second."""
    Session._base_manager.select_for_update(of=("self",)).only("pk").get(pk=session.pk)


def _refuse_without_codes(codes: dict[str, Any]) -> None:
    if not codes["clauses"] and not codes["themes"]:
        raise Refused(_("Choose at least one code."), field="codes")


def _same_mark(
    actor: User, session: Session, start: int | None, end: int | None, for_comparison: bool
) -> Statement | None:
    if start is None:
        return None
    same = Statement.marks.filter(session=session, start=start, end=end, coded_by=actor)
    return same.filter(for_comparison=for_comparison).first()


def _add_codes(
    actor: User, session: Session, statement: Statement, codes: dict[str, list[Any]], memo: str
) -> Statement:
    statement.session = session
    together = {name: list({*getattr(statement, name).all(), *more}) for name, more in codes.items()}
    held = {name: set(getattr(statement, name).all()) for name in codes}
    if all(set(together[name]) == held[name] for name in codes) and memo in {"", statement.memo}:
        return statement
    fields: dict[str, Any] = {**together, **({"memo": memo} if memo else {})}
    return change_mark(actor=actor, session=session, statement=statement, **fields)


def _as_in_notes(session: Session, excerpt: str, start: int | None, end: int | None) -> str:
    """A browser can't tell how paragraphs are parted in the notes: there the words are taken as they stand."""
    words = session.notes[start:end] if start is not None and end is not None else ""
    return words if words and same_words(words, excerpt) else excerpt
