"""What an action says when it will not do what it was asked."""

from django.core.exceptions import PermissionDenied, ValidationError


class Refused(ValidationError):
    """A rule of the domain forbids this. `field` names the form field the message belongs beside."""

    def __init__(self, message, *, field: str | None = None):
        super().__init__(message)
        self.field = field


class WrongState(Refused):
    """The object is not in a state from which this transition leads."""


class Forbidden(PermissionDenied):
    """The actor may see the object but may not do this with it."""
