"""What an evaluation writes: letters that stay on the applicants' page with mails that say so; mails to who judges."""

from .evaluators import by_evaluator, tell_begun, tell_evaluators
from .post import send, tell_asked, tell_filed, tell_named, tell_vote

__all__ = [
    "by_evaluator",
    "send",
    "tell_asked",
    "tell_begun",
    "tell_evaluators",
    "tell_filed",
    "tell_named",
    "tell_vote",
]
