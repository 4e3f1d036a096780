"""What an action says when it will not do what it was asked."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _


class Refused(ValidationError):
    """A rule of the domain forbids this. `field` names the form field the message belongs beside."""

    def __init__(self, message, *, field: str | None = None):
        super().__init__(message)
        self.field = field


class WrongState(Refused):
    """The object is not in a state from which this transition leads."""


class Forbidden(PermissionDenied):
    """The actor may see the object but may not do this with it."""


def contradiction() -> str:
    """For what the database refuses: mostly two who save the same at once."""
    return _(
        "This contradicts what is kept already; perhaps somebody saved the same a moment ago. Nothing was changed."
    )
