"""Sound of sessions, as its keepers find it."""

from typing import Any

from gapbridge.base.models import StoredFile
from gapbridge.base.sockets import Panel
from gapbridge.listen.assessments.models import Recording, Session

from .coverage import is_keeper


def recordings_of(session: Session) -> list[Recording]:
    return list(session.recordings.select_related("file", "added_by"))


def recording_in(stored: StoredFile, user: Any) -> Recording | None:
    """The recording whose file this is, when the reader may listen to it."""
    visible = Recording.objects.visible_to(user).select_related("session__assessment")
    return visible.filter(file=stored, deleted_at=None).first()


def recordings_panel(session: Session, user: Any) -> Panel | None:
    """On a session's page, for keepers: nobody else learns that there is sound."""
    if not is_keeper(user, session):
        return None
    recordings = recordings_of(session)
    if not recordings and session.withdrawn_at:
        return None
    assessment = session.assessment
    context = {"session": session, "recordings": recordings, "until": assessment.recordings_until,
               "may_be_added": session.withdrawn_at is None and session.state != "cancelled",
               "consented": session.consent_scope != "none"}  # fmt: skip
    return Panel("assessments/recordings.html", context)
