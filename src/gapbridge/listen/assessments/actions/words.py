"""Words that look like a person's name and are none."""

from collections.abc import Collection

from django.db import transaction

from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.folding import fold
from gapbridge.listen.assessments.models import KnownWord
from gapbridge.people.models import User
from gapbridge.programmes.models import Programme

LONGEST = 80  # characters


@transaction.atomic
def confirm_words(*, actor: User | None, programme: Programme, words: Collection[str]) -> list[KnownWord]:
    """From now on these words pass in the programme's texts. Those it knows already are passed over."""
    permit(actor, "assessments.confirm_words", programme)
    folded = {fold(word)[:LONGEST] for word in words} - {""}
    known = KnownWord.objects.filter(programme=programme, word__in=folded).values_list("word", flat=True)
    new = [
        KnownWord(programme=programme, word=word, confirmed_by=actor) for word in sorted(folded - set(known))
    ]
    KnownWord.objects.bulk_create(new, ignore_conflicts=True)  # another may confirm the same this moment
    if new:
        journal.record(
            actor=actor, verb="assessments.confirm_words", target=programme, data={"count": len(new)}
        )
    return new
