"""What applicants are written by an evaluation: letters that stay on their page, and mails that say so."""

from .post import send, tell_asked, tell_filed, tell_named, tell_vote

__all__ = ["send", "tell_asked", "tell_filed", "tell_named", "tell_vote"]
