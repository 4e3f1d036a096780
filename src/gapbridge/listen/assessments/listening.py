"""What the file server and the timer ask of recordings."""

from typing import Any

from gapbridge.base.models import StoredFile

from .actions import delete_due_recordings, listen_to_recording
from .queries import recording_in


def may_listen(user: Any, stored: StoredFile) -> bool:
    return recording_in(stored, user) is not None


def listened(user: Any, stored: StoredFile) -> None:
    recording = recording_in(stored, user)
    if recording is not None:
        listen_to_recording(actor=user, recording=recording)


def delete_due() -> int:
    return delete_due_recordings()
