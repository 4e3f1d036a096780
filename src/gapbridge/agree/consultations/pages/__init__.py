"""What the pages of a round and of an agreement show."""

from .frame import frame
from .history import history_context
from .replies import comments_context, waiting_context
from .rounds import consultation_context
from .seats import seats_context
from .texts import Asked, asked, readable
from .versions import Differing, differing, versions_context

__all__ = [
    "Asked",
    "Differing",
    "asked",
    "comments_context",
    "consultation_context",
    "differing",
    "frame",
    "history_context",
    "readable",
    "seats_context",
    "versions_context",
    "waiting_context",
]
