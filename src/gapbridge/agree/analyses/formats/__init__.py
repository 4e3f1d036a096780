"""A gap analysis as PDF and DOCX; the page is drawn by its template from the same Document."""

from collections.abc import Callable
from typing import Any

from django.utils.text import slugify

from gapbridge.agree.analyses.models import Version

from .pdf import pdf
from .reading import Document, preview, read
from .word import docx

__all__ = ["CONTENT_TYPES", "MAKERS", "Document", "file_name", "preview", "read"]

MAKERS: dict[str, Callable[[Document], bytes]] = {"pdf": pdf, "docx": docx}
CONTENT_TYPES: dict[str, Any] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def file_name(version: Version, kind: str) -> str:
    """ "listening-in-2007-v2-ru.pdf", with "draft" in it while it is one."""
    draft = "-draft" if version.is_draft else ""
    stem = slugify(version.analysis.title)[:60].strip("-") or "gap-analysis"
    return f"{stem}-v{version.number}-{version.language}{draft}.{kind}"
