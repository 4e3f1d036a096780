"""What is handed out before a meeting: a round's texts as a document, in each language, full or simple."""

from .content import VARIANTS, content
from .pdf import pdf

__all__ = ["VARIANTS", "content", "pdf"]
