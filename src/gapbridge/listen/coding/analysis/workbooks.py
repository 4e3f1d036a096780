"""Codes, excerpts and sessions of a programme as one workbook. Each text is written as text, never as a formula."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gapbridge.listen.assessments.models import Scope
from gapbridge.listen.assessments.queries import group_of, speaker
from gapbridge.programmes.models import Clause, Programme

from .codebooks import CodeNode, tree_of
from .projects import sessions_to_export
from .reading import voices_in


def write_workbook(programme: Programme, user: Any) -> bytes:
    """A .xlsx file with three sheets. What its reader may not see is not in it."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False})
    _sheet(book, _("Codes"), (_("Code"), _("Level"), _("Description")), _codes(tree_of(programme), 1))
    _sheet(
        book,
        _("Excerpts"),
        (
            _("Session"), pgettext("of a document", "Number"), _("Excerpt"), _("Language"), _("Who"), _("Codes"),
            _("People's own rank"), _("Memo"), _("May be read by"),
        ),
        _excerpts(programme, user),
    )  # fmt: skip
    _sheet(
        book,
        _("Sessions"),
        (
            _("Session"),
            _("Date"),
            _("District"),
            _("Who"),
            _("Population group"),
            _("Diversity"),
            _("May be read by"),
        ),
        _sessions(programme, user),
    )
    book.close()
    return buffer.getvalue()


def _sheet(book: Any, name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    sheet = book.add_worksheet(name[:31])
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(heads) - 1, 24)
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(number, column, value, wrapped)
            elif value is not None:
                sheet.write_string(number, column, str(value), wrapped)


def _codes(nodes: Iterable[CodeNode], level: int) -> Iterable[Sequence[Any]]:
    for node in nodes:
        yield node.name, level, node.description
        yield from _codes(node.below, level + 1)


def _excerpts(programme: Programme, user: Any) -> Iterable[Sequence[Any]]:
    voices = (
        voices_in(programme, user)
        .exclude(session__consent_scope=Scope.NONE)
        .select_related("session__place", "session__assessment")
        .prefetch_related("themes", Prefetch("clauses", Clause.objects.order_by("framework", "position")))
        .order_by("session__held_on", "session__code", "number")
    )
    for voice in voices:
        session = voice.session
        codes = [*map(str, voice.clauses.all()), *map(str, voice.themes.all())]
        yield (
            session.code, voice.number, voice.excerpt, voice.get_language_display(), speaker(voice), "; ".join(codes),
            voice.people_rank, voice.memo, session.get_consent_scope_display(),
        )  # fmt: skip


def _sessions(programme: Programme, user: Any) -> Iterable[Sequence[Any]]:
    for session in sessions_to_export(programme, user):
        diversity = "; ".join(str(each) for each in session.diversity.all())
        yield (
            session.code, date_format(session.held_on, "SHORT_DATE_FORMAT"), session.place.district or session.place,
            group_of(session), session.population, diversity, session.get_consent_scope_display(),
        )  # fmt: skip
