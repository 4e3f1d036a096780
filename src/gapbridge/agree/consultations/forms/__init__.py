from .close import CloseForm
from .prepare import ConsultationForm, InviteForm, ItemsForm
from .reply import AnswerForm, ObjectionForm
from .say import CommentForm, PositionForm

__all__ = [
    "AnswerForm",
    "CloseForm",
    "CommentForm",
    "ConsultationForm",
    "InviteForm",
    "ItemsForm",
    "ObjectionForm",
    "PositionForm",
]
