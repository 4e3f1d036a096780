"""What listening refuses in a way that a page must tell apart."""

from gapbridge.base.errors import Refused


class TextChanged(Refused):
    """The words a coder marked are not, or not in one place only, in the notes as they are now."""
