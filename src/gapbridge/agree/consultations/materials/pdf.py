"""The materials as a tagged PDF (PDF/UA-1), set by Typst from data."""

from pathlib import Path

from gapbridge.agree.consultations.models import Consultation
from gapbridge.base.documents.typeset import typeset

from .content import content, moment_of

HERE = Path(__file__).parent


def pdf(consultation: Consultation, language: str, variant: str) -> bytes:
    """The same texts, dates and names give the same bytes: nothing in it tells when it was asked for."""
    data = content(consultation, language, variant)
    template = HERE / ("simple.typ" if variant == "simple" else "full.typ")
    return typeset(template, data, at=moment_of(consultation))
