"""Everything that is done in a consultation, from its preparation to the agreement that closes it."""

from .close import close_with_agreement, close_without_agreement, publish_agreement
from .delivery import hear_of_given_up, invite_again, note_reached, note_undelivered
from .documents import make_document, make_documents, make_missing_documents
from .hear import (
    add_hearing,
    change_hearing,
    count_attendance,
    enter_comment,
    enter_position,
    record_attendance,
    remove_attendance,
    write_minutes,
    write_said,
)
from .links import doubt_link, enter_code, make_link, open_link, send_code, settle_doubt, withdraw_link
from .prepare import (
    add_items,
    change_consultation,
    create_consultation,
    extend_consultation,
    invite,
    open_consultation,
    remove_item,
    set_quorums,
    uninvite,
)
from .reply import answer_comments, answer_objection, revise_item
from .say import Spot, add_comment, confirm_position, contest_position, renew_position, take_position
from .seats import invite_groups, merge_seats, name_holder, replace_seat

__all__ = [
    "Spot",
    "add_comment",
    "add_hearing",
    "add_items",
    "answer_comments",
    "answer_objection",
    "change_consultation",
    "change_hearing",
    "close_with_agreement",
    "close_without_agreement",
    "confirm_position",
    "contest_position",
    "count_attendance",
    "create_consultation",
    "doubt_link",
    "enter_code",
    "enter_comment",
    "enter_position",
    "extend_consultation",
    "hear_of_given_up",
    "invite",
    "invite_again",
    "invite_groups",
    "make_document",
    "make_documents",
    "make_link",
    "make_missing_documents",
    "merge_seats",
    "name_holder",
    "note_reached",
    "note_undelivered",
    "open_consultation",
    "open_link",
    "publish_agreement",
    "record_attendance",
    "remove_attendance",
    "remove_item",
    "renew_position",
    "replace_seat",
    "revise_item",
    "send_code",
    "set_quorums",
    "settle_doubt",
    "take_position",
    "uninvite",
    "withdraw_link",
    "write_minutes",
    "write_said",
]
