"""Writes on calls, their questions, corrigenda and information sessions."""

from .corrigenda import publish_corrigendum
from .draft import change_call, create_call
from .life import cancel_call, decide_call, open_call, start_evaluation
from .outages import note_outage, set_outage_aside
from .questions import answer_question, ask_question
from .sessions import (
    cancel_session,
    change_session,
    close_session,
    plan_session,
    register_for_session,
    unregister,
)
from .wordings import word_call

__all__ = [
    "answer_question",
    "ask_question",
    "cancel_call",
    "cancel_session",
    "change_call",
    "change_session",
    "close_session",
    "create_call",
    "decide_call",
    "note_outage",
    "open_call",
    "plan_session",
    "publish_corrigendum",
    "register_for_session",
    "set_outage_aside",
    "start_evaluation",
    "unregister",
    "word_call",
]
