from .agreements import agreement_page, close, document, prove, publish, record_file, verifier
from .lists import agreement_list, consultation_list
from .reply import answer_comment, answer_objection
from .rounds import (
    add_items,
    consultation_page,
    edit_consultation,
    invite,
    new_consultation,
    remove_item,
    uninvite,
)
from .say import answer, comment

__all__ = [
    "add_items",
    "agreement_list",
    "agreement_page",
    "answer",
    "answer_comment",
    "answer_objection",
    "close",
    "comment",
    "consultation_list",
    "consultation_page",
    "document",
    "edit_consultation",
    "invite",
    "new_consultation",
    "prove",
    "publish",
    "record_file",
    "remove_item",
    "uninvite",
    "verifier",
]
