"""Everything that is done in a consultation, from its preparation to the agreement that closes it."""

from .answer import add_comment, answer_comment, answer_objection, take_position
from .close import close_with_agreement, close_without_agreement, publish_agreement
from .prepare import (
    add_items,
    change_consultation,
    create_consultation,
    invite,
    open_consultation,
    remove_item,
    uninvite,
)

__all__ = [
    "add_comment",
    "add_items",
    "answer_comment",
    "answer_objection",
    "change_consultation",
    "close_with_agreement",
    "close_without_agreement",
    "create_consultation",
    "invite",
    "open_consultation",
    "publish_agreement",
    "remove_item",
    "take_position",
    "uninvite",
]
