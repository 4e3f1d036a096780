"""Everything that is done to a gap. Its text, causes and evidence change only while it is a draft."""

from .causes import add_cause, change_cause, remove_cause
from .descent import Part, is_withdrawn, merge_gaps, split_gap
from .evidence import add_document, add_feedback, add_voices, remove_evidence
from .parts import why_fixed
from .steps import (
    agree,
    agree_gap,
    give_back,
    mark_remedied,
    propose_gap,
    publish_gap,
    reopen_gap,
    rewrite,
    set_gap_aside,
    start_remedy,
    submit,
    unpublish_gap,
    what_lacks,
    withdraw_gap,
)
from .wordings import write_wordings
from .write import change_gap, create_gap, propose_from_voices

__all__ = [
    "Part",
    "add_cause",
    "add_document",
    "add_feedback",
    "add_voices",
    "agree",
    "agree_gap",
    "change_cause",
    "change_gap",
    "create_gap",
    "give_back",
    "is_withdrawn",
    "mark_remedied",
    "merge_gaps",
    "propose_from_voices",
    "propose_gap",
    "publish_gap",
    "remove_cause",
    "remove_evidence",
    "reopen_gap",
    "rewrite",
    "set_gap_aside",
    "split_gap",
    "start_remedy",
    "submit",
    "unpublish_gap",
    "what_lacks",
    "why_fixed",
    "withdraw_gap",
    "write_wordings",
]
