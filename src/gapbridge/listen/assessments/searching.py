"""How assessments and voices are found. A session's notes are never searched: too few may read them."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from .models import Assessment, Statement

TITLE = 90  # characters of a voice that stand for the whole


def assessment_title(assessment: Assessment) -> str:
    return assessment.title


def assessment_body(assessment: Assessment) -> str:
    return assessment.purpose


def assessments(user: Any) -> QuerySet[Assessment]:
    return Assessment.objects.visible_to(user)


def statement_title(statement: Statement) -> str:
    words = " ".join(statement.excerpt.split())
    return words if len(words) <= TITLE else words[:TITLE].rsplit(" ", 1)[0] + " …"


def statement_body(statement: Statement) -> str:
    """The excerpt, and the place in every language."""
    place = statement.session.place
    names = (getattr(place, f"name_{language}", "") or "" for language, _name in settings.LANGUAGES)
    return " ".join([statement.excerpt, *names])


def statements(user: Any) -> QuerySet[Statement]:
    return Statement.objects.visible_to(user).filter(session__withdrawn_at=None).select_related("session")
