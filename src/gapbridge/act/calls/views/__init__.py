from .calls import call_list, call_page
from .checking import grid, self_check
from .corrigenda import corrigendum_page, new_corrigendum
from .questions import answer, ask, open_question_list, question_list, question_page
from .reading import dates, guidelines_pdf, read_form, read_guidelines, session_date
from .sessions import (
    cancel_session,
    close_session,
    edit_session,
    new_session,
    register,
    session_page,
    unregister,
)
from .writing import (
    edit_call,
    edit_forms,
    edit_guidelines,
    edit_lots,
    edit_timetable,
    edit_who,
    later_wordings,
    new_call,
    wordings,
)

__all__ = [
    "answer",
    "ask",
    "call_list",
    "call_page",
    "cancel_session",
    "close_session",
    "corrigendum_page",
    "dates",
    "edit_call",
    "edit_forms",
    "edit_guidelines",
    "edit_lots",
    "edit_session",
    "edit_timetable",
    "edit_who",
    "grid",
    "guidelines_pdf",
    "later_wordings",
    "new_call",
    "new_corrigendum",
    "new_session",
    "open_question_list",
    "question_list",
    "question_page",
    "read_form",
    "read_guidelines",
    "register",
    "self_check",
    "session_date",
    "session_page",
    "unregister",
    "wordings",
]
