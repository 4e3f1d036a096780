"""Identifiers of the REFI-QDA standard: the same thing has the same GUID in every export, so that a codebook that
comes back is recognised."""

from typing import Any
from uuid import UUID, uuid5

from gapbridge.listen.assessments.models import Theme
from gapbridge.programmes.models import Clause, Framework

OURS = UUID("6f0e5a54-6a0b-5d6c-9c53-2f1d6d0b7a11")


def guid(kind: str, *parts: Any) -> str:
    return str(uuid5(OURS, "/".join((kind, *map(str, parts))))).upper()


def of_framework(framework: Framework) -> str:
    return guid("framework", framework.key, framework.version)


def of_clause(clause: Clause) -> str:
    return guid("clause", clause.framework.key, clause.framework.version, clause.code)


def of_theme(theme: Theme) -> str:
    return guid("theme", theme.programme.slug, theme.pk)
