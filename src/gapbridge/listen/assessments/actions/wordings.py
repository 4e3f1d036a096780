"""A voice in other languages: for documents and readers, kept no longer and read no further than the voice."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.base.wordings import Written
from gapbridge.base.wordings import write as keep
from gapbridge.listen.assessments.anonymity import refuse_identity
from gapbridge.listen.assessments.models import Statement
from gapbridge.people.models import User

from .writing import lock_session, refuse_withdrawn


@transaction.atomic
def write_statement_wordings(
    *, actor: User | None, statement: Statement, texts: Sequence[Written]
) -> Statement:
    """Keep an excerpt's wordings; an empty text removes one. Also once listening is finished.

    Refuses what would let somebody be recognised, and words that were taken back.
    """
    permit(actor, "assessments.change_statement", statement)
    session = statement.session
    lock_session(session)
    refuse_withdrawn(session)
    for each in texts:
        if (type(each.source.obj), each.source.obj.pk, each.source.field) != (
            Statement,
            statement.pk,
            "excerpt",
        ):
            raise Refused(_("This text is not of this voice."))
        refuse_identity(each.text, each.name, programme_id=statement.programme_id)
        keep(actor=actor, **each.fields)
    data = {"languages": sorted({each.language for each in texts if each.text})}
    journal.record(actor=actor, verb="assessments.write_wordings", target=statement, data=data)
    return statement
