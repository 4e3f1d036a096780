"""What can be done in collecting, each in one transaction with one journal entry."""

from .forms import add_form_version, close_form, open_form
from .submissions import Received, receive_submission

__all__ = ["Received", "add_form_version", "close_form", "open_form", "receive_submission"]
