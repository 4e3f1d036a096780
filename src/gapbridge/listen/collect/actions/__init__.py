"""What can be done in collecting, each in one transaction with one journal entry."""

from .devices import NewDevice, add_device, note_seen, withdraw_device
from .forms import add_form_version, add_method_form, close_form, open_form
from .submissions import Received, receive_submission

__all__ = [
    "NewDevice",
    "Received",
    "add_device",
    "add_form_version",
    "add_method_form",
    "close_form",
    "note_seen",
    "open_form",
    "receive_submission",
    "withdraw_device",
]
