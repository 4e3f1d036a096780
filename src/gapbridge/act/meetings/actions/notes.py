"""Minutes, and what each delegation said. Two who write at once don't write over each other."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.act.meetings.models import Delegation, Meeting, Note
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import User

from .agenda import hold


class Overtaken(Refused):
    """Somebody saved a newer version meanwhile: `note`. What was typed is with the caller still."""

    def __init__(self, note: Note):
        super().__init__(
            _(
                "Somebody else saved this after you opened it. Nothing of yours is lost: bring both texts together"
                " and save again."
            )
        )
        self.note = note


@transaction.atomic
def write_minutes(
    *, actor: User | None, meeting: Meeting, text: str, language: str, seen: int | None = None
) -> Note:
    """`seen` is the version that the writer had before them, 0 for none; None writes without asking.

    Raises Overtaken when the minutes were saved since.
    """
    return _write(actor, meeting, None, seen, text=text, language=language)


@transaction.atomic
def write_said(
    *,
    actor: User | None,
    delegation: Delegation,
    text: str,
    language: str,
    is_public: bool = False,
    seen: int | None = None,
) -> Note:
    """What a delegation said; `seen` as in write_minutes."""
    return _write(
        actor, delegation.meeting, delegation, seen, text=text, language=language, is_public=is_public
    )


def _write(
    actor: User | None, meeting: Meeting, delegation: Delegation | None, seen: int | None, **facts: Any
) -> Note:
    permit(actor, "meetings.change_meeting", meeting)
    hold(meeting)
    note = Note.objects.filter(meeting=meeting, delegation=delegation).first()
    standing = note.version if note else 0
    facts["text"] = facts["text"].replace("\r\n", "\n").strip()
    if note and all(getattr(note, name) == value for name, value in facts.items()):
        return note
    if note and seen is not None and seen != standing:
        raise Overtaken(note)
    note = note or Note(meeting=meeting, delegation=delegation)
    for name, value in facts.items():
        setattr(note, name, value)
    note.version, note.written_by, note.written_at = standing + 1, actor, timezone.now()
    note.clean_fields(exclude=["meeting", "delegation", "written_by"])
    note.save()
    journal.record(
        actor=actor,
        verb="meetings.write_minutes" if delegation is None else "meetings.write_said",
        target=meeting,
        data={"note": note.pk, "version": note.version},
    )
    return note
