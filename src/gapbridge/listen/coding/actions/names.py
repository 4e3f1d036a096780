"""Names never enter; those that did are replaced."""

from django.db import transaction
from django.utils.translation import gettext as _

from gapbridge.base.access import permit
from gapbridge.listen.assessments.actions import change_session
from gapbridge.listen.assessments.errors import TextChanged
from gapbridge.listen.assessments.models import Session
from gapbridge.people.models import User


@transaction.atomic
def replace_words(
    *, actor: User, session: Session, start: int, end: int, words: str, replacement: str
) -> Session:
    """Put other words in the place of those that point at a person. Marks stay on the words around them.

    Raises TextChanged when other words stand there by now.
    """
    permit(actor, "assessments.change_session", session)
    session.refresh_from_db(from_queryset=Session._base_manager.select_for_update(of=("self",)))
    if session.notes[start:end] != words:
        raise TextChanged(_("The notes were changed meanwhile, and other words stand there now."))
    notes = session.notes[:start] + replacement.strip() + session.notes[end:]
    return change_session(actor=actor, session=session, notes=notes)
