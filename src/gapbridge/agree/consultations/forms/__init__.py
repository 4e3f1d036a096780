from .close import CloseForm
from .hearings import (
    AttendanceForm,
    ChangeHearingForm,
    CountForm,
    EnteredCommentForm,
    EnteredPositionForm,
    GroupPositionForm,
    HearingForm,
    PrivateEnteredCommentForm,
    PrivateTextForm,
    TextForm,
)
from .links import CodeForm, LinkForm, WithdrawForm
from .prepare import ConsultationForm, InviteForm, ItemsForm
from .reply import AnswerForm, ObjectionForm
from .say import CommentForm, ContestForm, PositionForm

__all__ = [
    "AnswerForm",
    "AttendanceForm",
    "ChangeHearingForm",
    "CloseForm",
    "CodeForm",
    "CommentForm",
    "ConsultationForm",
    "ContestForm",
    "CountForm",
    "EnteredCommentForm",
    "EnteredPositionForm",
    "GroupPositionForm",
    "HearingForm",
    "InviteForm",
    "ItemsForm",
    "LinkForm",
    "ObjectionForm",
    "PositionForm",
    "PrivateEnteredCommentForm",
    "PrivateTextForm",
    "TextForm",
    "WithdrawForm",
]
