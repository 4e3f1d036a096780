"""The rule that actions ask before they store a text."""

from collections.abc import Collection
from itertools import chain

from django.utils.translation import gettext as _

from gapbridge.base.errors import Refused
from gapbridge.base.folding import fold
from gapbridge.listen.assessments.models import KnownWord
from gapbridge.people.models import Organisation
from gapbridge.programmes.models import Place

from .marks import Mark, marks_in
from .vocabulary import place_words

MOST_SHOWN = 5
AROUND = 25  # characters


def known_words(programme_id: int) -> frozenset[str]:
    """Folded words and phrases that are no names here: confirmed ones, and the words of places and organisations."""
    confirmed = KnownWord.objects.filter(programme=programme_id).values_list("word", flat=True)
    places = Place.objects.values_list("name_en", "name_az", "name_ru")
    organisations = Organisation.objects.filter(partnerships__programme=programme_id)
    named = chain(*places, *organisations.values_list("name_en", "name_az", "name_ru"))
    return frozenset(confirmed) | place_words(filter(None, named))


def identity_in(text: str, programme_id: int, confirmed: Collection[str] = ()) -> list[Mark]:
    """What must not be stored: all that is certain, and what nobody has confirmed to be no name."""
    if not marks_in(text):  # most texts; what a programme knows need not be asked for
        return []
    return marks_in(text, known_words(programme_id) | {fold(each) for each in confirmed})


def refuse_identity(text: str, field: str, *, programme_id: int, confirmed: Collection[str] = ()) -> None:
    """Refused, beside `field`, when a text would let somebody reach or recognise a person.

    `confirmed` are words that the writer says are no names; what is certain is refused all the same.
    """
    found = identity_in(text, programme_id, confirmed)
    if found:
        raise Refused(_refusal(text, found), field=field)


def _refusal(text: str, found: list[Mark]) -> str:
    shown = "; ".join(f"“{surroundings(text, mark)}”" for mark in found[:MOST_SHOWN])
    shown += " …" if len(found) > MOST_SHOWN else ""
    if all(mark.certain for mark in found):
        return _("Nobody who is listened to must be recognised here. Take out or replace: %(found)s.") % {
            "found": shown
        }
    return _(
        "Nobody who is listened to must be recognised here. Take out or replace what names a person, "
        "and confirm what does not: %(found)s."
    ) % {"found": shown}


def surroundings(text: str, mark: Mark) -> str:
    """The mark between ⟨ ⟩ with a few words on either side."""
    before, after = surroundings_of(text, mark)
    return " ".join(f"{before}⟨{mark.text}⟩{after}".split())


def surroundings_of(text: str, mark: Mark) -> tuple[str, str]:
    """A few words before and after a mark."""
    before = text[max(0, mark.start - AROUND) : mark.start]
    after = text[mark.end : mark.end + AROUND]
    before = before if mark.start <= AROUND else "…" + before.partition(" ")[2]
    after = after if mark.end + AROUND >= len(text) else after.rpartition(" ")[0] + "…"
    return before, after
