"""What a coder does. Marks are statements, so each verb wraps the one of assessments, whose journal entry it is."""

from .marks import change_mark, mark, redo, undo, unmark
from .names import replace_words
from .presence import be_here
from .steps import prune
from .themes import add_theme, change_theme, merge_theme, restore_theme, retire_theme

__all__ = [
    "add_theme",
    "be_here",
    "change_mark",
    "change_theme",
    "mark",
    "merge_theme",
    "prune",
    "redo",
    "replace_words",
    "restore_theme",
    "retire_theme",
    "undo",
    "unmark",
]
