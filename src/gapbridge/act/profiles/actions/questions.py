"""A programme's own questions of due diligence: each change is a new version, for the checks that begin afterwards."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gapbridge.act.profiles.models import Questionnaire
from gapbridge.act.profiles.queries.questions import LANGUAGES, asked_in
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import User
from gapbridge.programmes.models import Programme

MOST = 40  # questions
LONGEST = 500  # characters of one


@transaction.atomic
def change_questions(
    *, actor: User | None, programme: Programme, questions: Iterable[Mapping[str, Any]]
) -> Questionnaire:
    """Ask these from now on: {"key": of a question that stands, or none, "en", "az", "ru", "essential"}.

    Refuses none at all, more than 40, and one that lacks a language.
    """
    permit(actor, "profiles.change_questions", programme)
    Programme.objects.select_for_update().get(pk=programme.pk)
    rows = list(questions)
    if not rows:
        raise Refused(_("Write at least one question."))
    if len(rows) > MOST:
        raise Refused(_("At most %(most)s questions.") % {"most": MOST})
    known = [each.key for each in asked_in(programme).questions]
    own = Questionnaire.objects.filter(programme=programme)
    number = own.count() + 1
    made = own.create(
        programme=programme,
        number=number,
        questions=[_question(row, known, f"own-{number}-{place}") for place, row in enumerate(rows, 1)],
        made_by=actor,
    )
    data = {"version": number, "questions": len(rows)}
    journal.record(actor=actor, verb="profiles.change_questions", target=programme, data=data)
    return made


def _question(row: Mapping[str, Any], known: list[str], fresh: str) -> dict[str, Any]:
    texts = {language: str(row.get(language) or "").strip() for language in LANGUAGES}
    if not all(texts.values()):
        raise Refused(_("Write the text in all three languages."))
    if max(map(len, texts.values())) > LONGEST:
        raise Refused(_("At most %(most)s characters.") % {"most": LONGEST})
    key = row.get("key")
    if key in known:
        known.remove(key)  # named twice, the second is another question
    else:
        key = fresh
    return {"key": key, **texts, "essential": bool(row.get("essential"))}
