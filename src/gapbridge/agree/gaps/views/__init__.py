"""Pages of gaps."""

from .descent import merge, split
from .evidence import (
    add_feedback,
    add_voices,
    choose_feedback,
    edit_cause,
    new_cause,
    new_document,
    remove_cause,
    remove_evidence,
)
from .maps import maps, rankings
from .pages import edit_gap, gap_list, gap_page, new_gap, publish, unpublish
from .proposing import choose_voices, propose
from .wordings import wordings

__all__ = [
    "add_feedback",
    "add_voices",
    "choose_feedback",
    "choose_voices",
    "edit_cause",
    "edit_gap",
    "gap_list",
    "gap_page",
    "maps",
    "merge",
    "new_cause",
    "new_document",
    "new_gap",
    "propose",
    "publish",
    "rankings",
    "remove_cause",
    "remove_evidence",
    "split",
    "unpublish",
    "wordings",
]
