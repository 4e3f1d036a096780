"""What can be done in listening. Everything that changes what may be read locks its session first."""

from .assessments import (
    change_assessment,
    create_assessment,
    finish_assessment,
    publish_assessment,
    reopen_assessment,
    start_assessment,
)
from .consent import record_consent, withdraw_consent
from .planning import (
    add_question,
    add_team,
    change_question,
    change_team,
    move_question,
    remove_question,
    remove_team,
    set_plan,
    spread_plan,
    take_guide,
)
from .recordings import (
    add_recording,
    delete_due_recordings,
    delete_recording,
    listen_to_recording,
)
from .sessions import cancel_session, change_session, create_session, finish_coding, hold_session
from .statements import add_statement, change_statement, remove_statement
from .wordings import write_statement_wordings
from .words import confirm_words

__all__ = [
    "add_question",
    "add_recording",
    "add_statement",
    "add_team",
    "cancel_session",
    "change_assessment",
    "change_question",
    "change_session",
    "change_statement",
    "change_team",
    "confirm_words",
    "create_assessment",
    "create_session",
    "delete_due_recordings",
    "delete_recording",
    "finish_assessment",
    "finish_coding",
    "hold_session",
    "listen_to_recording",
    "move_question",
    "publish_assessment",
    "record_consent",
    "remove_question",
    "remove_statement",
    "remove_team",
    "reopen_assessment",
    "set_plan",
    "spread_plan",
    "start_assessment",
    "take_guide",
    "withdraw_consent",
    "write_statement_wordings",
]
