"""What collecting refuses, each with a sentence for whoever holds the telephone."""

from gapbridge.base.errors import Refused


class Unreadable(Refused):
    """What arrived is not a filled-in form: cut off, garbled, or without what makes it one."""


class UnknownForm(Refused):
    """No form by this id is open to whoever sends."""


class Conflict(Refused):
    """Other content is kept under the same id."""


class TooLarge(Refused):
    """More than is taken at a time."""
