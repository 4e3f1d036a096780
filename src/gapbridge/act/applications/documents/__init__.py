"""What was submitted as a document, set from the frozen content of a receipt and from nothing else."""

from .receipt import receipt_pdf

__all__ = ["receipt_pdf"]
