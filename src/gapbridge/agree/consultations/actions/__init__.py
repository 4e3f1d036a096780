"""Everything that is done in a consultation, from its preparation to the agreement that closes it."""

from .close import close_with_agreement, close_without_agreement, publish_agreement
from .documents import make_document, make_documents, make_missing_documents
from .prepare import (
    add_items,
    change_consultation,
    create_consultation,
    invite,
    open_consultation,
    remove_item,
    uninvite,
)
from .reply import answer_comments, answer_objection, revise_item
from .say import Spot, add_comment, renew_position, take_position

__all__ = [
    "Spot",
    "add_comment",
    "add_items",
    "answer_comments",
    "answer_objection",
    "change_consultation",
    "close_with_agreement",
    "close_without_agreement",
    "create_consultation",
    "invite",
    "make_document",
    "make_documents",
    "make_missing_documents",
    "open_consultation",
    "publish_agreement",
    "remove_item",
    "renew_position",
    "revise_item",
    "take_position",
    "uninvite",
]
