"""What analysis writes: themes that come with a codebook. And what leaves the house: each export is journalled."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.folding import fold
from gapbridge.listen.assessments.models import Theme
from gapbridge.listen.coding.actions import add_theme
from gapbridge.people.models import User
from gapbridge.programmes.models import Clause, Programme

from . import guids
from .codebooks import CodeNode
from .projects import write_project
from .workbooks import write_workbook


@dataclass
class Imported:
    """How many codes of a codebook became themes, and how many were known: themes and clauses."""

    added: int = 0
    known: int = 0


@transaction.atomic
def import_codebook(*, actor: User | None, programme: Programme, nodes: Iterable[CodeNode]) -> Imported:
    """Add what is not known yet as themes, in their tree. The same file again adds nothing.

    A code is known by its GUID, or by its name under the same parent. Clauses are never changed: codes that stand
    below a clause in the file become themes of the top level.
    """
    permit(actor, "coding.change_themes", programme)
    known = _Known(programme)
    done = Imported()
    for node in nodes:
        _bring_in(actor, programme, node, None, known, done)
    data = {"added": done.added, "known": done.known}
    journal.record(actor=actor, verb="coding.import_codebook", target=programme, data=data)
    return done


class _Known:
    def __init__(self, programme: Programme):
        clauses = list(Clause.objects.select_related("framework"))
        self.fixed = {guids.of_clause(each) for each in clauses}
        self.fixed |= {guids.of_framework(each.framework) for each in clauses}
        themes = list(Theme.objects.filter(programme=programme).select_related("programme"))
        self.by_guid = {guids.of_theme(each): each for each in themes}
        self.by_name = {(each.parent_id, fold(each.name)): each for each in themes}

    def theme(self, node: CodeNode, parent: Theme | None) -> Theme | None:
        named = self.by_name.get((parent.pk if parent else None, fold(node.name)))
        return self.by_guid.get(node.guid) or named


def _bring_in(
    actor: User | None,
    programme: Programme,
    node: CodeNode,
    parent: Theme | None,
    known: _Known,
    done: Imported,
) -> None:
    theme = None
    if node.guid in known.fixed or (theme := known.theme(node, parent)):
        done.known += 1
    else:
        theme = add_theme(
            actor=actor, programme=programme, name=node.name, description=node.description, parent=parent
        )
        known.by_name[(theme.parent_id, fold(theme.name))] = theme
        done.added += 1
    for below in node.below:
        _bring_in(actor, programme, below, theme, known, done)


@transaction.atomic
def export_project(*, actor: User, programme: Programme) -> bytes:
    """The .qdpx file. Only for keepers, who read the notes it holds."""
    permit(actor, "assessments.read_notes", programme)
    journal.record(actor=actor, verb="coding.export_project", target=programme)
    return write_project(programme, actor)


@transaction.atomic
def export_workbook(*, actor: User, programme: Programme) -> bytes:
    permit(actor, "assessments.read_notes", programme)
    journal.record(actor=actor, verb="coding.export_workbook", target=programme)
    return write_workbook(programme, actor)
