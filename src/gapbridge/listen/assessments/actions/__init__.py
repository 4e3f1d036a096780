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
from .sessions import cancel_session, change_session, create_session, finish_coding, hold_session
from .statements import add_statement, change_statement, remove_statement

__all__ = [
    "add_statement",
    "cancel_session",
    "change_assessment",
    "change_session",
    "change_statement",
    "create_assessment",
    "create_session",
    "finish_assessment",
    "finish_coding",
    "hold_session",
    "publish_assessment",
    "record_consent",
    "remove_statement",
    "reopen_assessment",
    "start_assessment",
    "withdraw_consent",
]
