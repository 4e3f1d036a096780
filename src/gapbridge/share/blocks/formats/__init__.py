"""A filled paper as a page, as PDF and as a Word file: the same nodes each time."""

from .pdf import pdf
from .screen import html
from .word import docx

WRITERS = {"docx": docx, "pdf": pdf}

__all__ = ["WRITERS", "docx", "html", "pdf"]
