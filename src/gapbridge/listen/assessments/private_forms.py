"""The forms of listening in which somebody might be named."""

from .anonymity.forms import PrivateTexts
from .forms import SessionForm, StatementForm, WithdrawalForm


class NotesForm(PrivateTexts, SessionForm):
    private = ("notes",)


class VoiceForm(PrivateTexts, StatementForm):
    private = ("excerpt", "memo")


class TakeBackForm(PrivateTexts, WithdrawalForm):
    private = ("reason",)
