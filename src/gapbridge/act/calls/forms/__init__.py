from .ask import AnswerForm, AskForm
from .check import OrganisationForm, VisitorForm, self_score_form
from .corrigenda import corrigendum_form
from .sessions import CloseForm, RegisterForm, SessionForm
from .steps import FormsForm, GuidelinesForm, lots_form, timetable_form, who_form
from .terms import InternalForm, NewCallForm, TermsForm

__all__ = [
    "AnswerForm",
    "AskForm",
    "CloseForm",
    "FormsForm",
    "GuidelinesForm",
    "InternalForm",
    "NewCallForm",
    "OrganisationForm",
    "RegisterForm",
    "SessionForm",
    "TermsForm",
    "VisitorForm",
    "corrigendum_form",
    "lots_form",
    "self_score_form",
    "timetable_form",
    "who_form",
]
