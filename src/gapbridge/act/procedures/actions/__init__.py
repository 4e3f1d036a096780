"""Writes: procedures with their grids, and the forms of applications."""

from .forms import change_form, create_form, new_version, publish_form
from .procedures import change_procedure, copy_procedure, freeze, set_grid, set_step

__all__ = [
    "change_form",
    "change_procedure",
    "copy_procedure",
    "create_form",
    "freeze",
    "new_version",
    "publish_form",
    "set_grid",
    "set_step",
]
