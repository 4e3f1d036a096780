"""What all actions of listening do on their way: hold a row, set and check fields, refuse what is over."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.base.errors import Refused
from gapbridge.listen.assessments.models import Assessment, Session


def lock(obj: models.Model) -> None:
    """Hold the row until the action ends, and read it as it is now."""
    rows: Any = type(obj)._base_manager.select_for_update()
    obj.refresh_from_db(from_queryset=rows)


def lock_session(session: Session) -> None:
    """Hold a session with its assessment, and read both as they are now. One query."""
    rows: Any = Session._base_manager.select_for_update(of=("self", "assessment"))
    session.refresh_from_db(from_queryset=rows.select_related("assessment", "place"))


def write(obj: models.Model, fields: dict[str, Any], allowed: Collection[str], *, check: Any) -> None:
    """Set the fields, check them, save. The check sees the object with all but its many-to-many fields."""
    if unknown := fields.keys() - set(allowed):
        raise TypeError(f"{type(obj).__name__} takes no {', '.join(sorted(unknown))}")
    many = {field.name for field in obj._meta.many_to_many} & fields.keys()
    for name in fields.keys() - many:
        setattr(obj, name, fields[name])
    obj.clean_fields()
    check(obj)
    obj.validate_constraints()
    obj.save()
    for name in many:
        getattr(obj, name).set(fields[name])


def given(reason: str) -> str:
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    return reason.strip()


def day_of(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def refuse_unless_listening(assessment: Assessment) -> None:
    if not assessment.is_listening:
        raise Refused(_("Listening is finished in this assessment. Reopen it first, or start another."))


def refuse_withdrawn(session: Session) -> None:
    if session.withdrawn_at:
        raise Refused(_("The people took their words back. What is left of this session stays as it is."))
