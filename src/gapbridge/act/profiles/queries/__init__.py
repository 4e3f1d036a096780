"""Reads. The names in `__all__` are what other apps call."""

from .file import completeness, income_of, profile_of, valid_documents
from .links import REASONS, shared_pairs, shared_with
from .standing import standing_check

__all__ = [
    "REASONS",
    "completeness",
    "income_of",
    "profile_of",
    "shared_pairs",
    "shared_with",
    "standing_check",
    "valid_documents",
]
