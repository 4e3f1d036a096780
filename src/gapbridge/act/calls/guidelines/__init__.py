"""The guidelines of a call: on the screen with a table of contents, and as a document in three languages."""

from .document import pdf
from .screen import Heading, as_page

__all__ = ["Heading", "as_page", "pdf"]
