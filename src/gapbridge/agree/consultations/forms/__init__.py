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
    PrivatePositionForm,
    PrivateTextForm,
    TextForm,
)
from .links import CodeForm, LinkForm, WithdrawForm
from .prepare import (
    ConsultationForm,
    ExtendForm,
    FindForm,
    GroupsForm,
    HolderForm,
    InviteForm,
    ItemsForm,
    quorums_form,
)
from .reply import AnswerForm, ObjectionForm, RevisionForm, revision_form, revision_initial
from .say import CommentForm, ContestForm, PositionForm
from .seats import MergeForm, ReplaceForm

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
    "ExtendForm",
    "FindForm",
    "GroupPositionForm",
    "GroupsForm",
    "HearingForm",
    "HolderForm",
    "InviteForm",
    "ItemsForm",
    "LinkForm",
    "MergeForm",
    "ObjectionForm",
    "PositionForm",
    "PrivateEnteredCommentForm",
    "PrivatePositionForm",
    "PrivateTextForm",
    "ReplaceForm",
    "RevisionForm",
    "TextForm",
    "WithdrawForm",
    "quorums_form",
    "revision_form",
    "revision_initial",
]
