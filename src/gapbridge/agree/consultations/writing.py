"""Two who write one text at once: the second is shown the other's beside their own, and brings both together."""

from collections.abc import Callable
from functools import cached_property

from django.db import models

from gapbridge.base.differences import Piece, compare

from .taking_part import ReadAnew


class SharedText(ReadAnew):
    """A text with a version, and what somebody typed into its form on top of version `before`.

    `row` is read anew after a refusal. In a conflict `theirs` is what stands there now, `pieces` leads from it to
    what was typed.
    """

    def __init__(self, row: models.Model, field: str, typed: str, before: int | None):
        self._row, self._field, self.typed, self.before = row, field, typed, before
        self.conflict = False

    @cached_property
    def row(self) -> models.Model:
        return type(self._row)._default_manager.get(pk=self._row.pk)

    @property
    def theirs(self) -> str:
        return getattr(self.row, self._field)

    @property
    def version(self) -> int:
        return getattr(self.row, f"{self._field}_version")

    @property
    def pieces(self) -> list[Piece]:
        return compare(self.theirs, self.typed)

    def came_between(self, ask: Callable[[], None]) -> None:
        """Somebody else saved it: read theirs, and have the form `ask` that both are brought together."""
        self.forget()
        self.conflict = True
        ask()
