from typing import Any

from django.db import models
from django.db.models import Q


class EditedRow(models.Model):
    """A row that several people of one organisation fill in at once, cell by cell. Nothing that was typed is lost.

    `version` counts its saves. `token` is the browser's own mark of a new row: the same row sent twice is made once.
    `unread` holds what was typed into a cell and can't be read ({"rate": "about ten"}): the cell itself is empty then.
    `waiting` holds cells written on an older version, which wait beside the row for a choice:
    [{"by": user id, "at": ISO time, "cells": {"rate": "12.00"}}].
    """

    version = models.PositiveIntegerField(default=1, editable=False)
    token = models.CharField(max_length=40, blank=True, editable=False)
    unread = models.JSONField(default=dict, blank=True, editable=False)
    waiting = models.JSONField(default=list, blank=True, editable=False)

    # The cells that a person fills in, by their names.
    CELLS: tuple[str, ...] = ()

    class Meta:
        abstract = True

    def is_blank(self, *besides: str) -> bool:
        """Nobody has typed anything into it yet, but perhaps into the cells named."""
        cells = (getattr(self, name) for name in self.CELLS if name not in besides)
        return not self.unread and not self.waiting and all(value in {None, ""} for value in cells)


def one_of_a_token(*, within: str, name: str) -> Any:
    return models.UniqueConstraint(fields=[within, "token"], condition=~Q(token=""), name=name)
