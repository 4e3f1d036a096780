"""Names never enter: what in a text would let somebody reach or recognise a person.

`marks.py` puts together what `contacts.py`, `documents.py`, `addresses.py` and `naming.py` find;
`wordkinds.py` and `vocabulary.py` know words and endings; `refusing.py` is the rule that actions ask;
`forms.py` shows what was found and takes the answer.
"""

from .marks import Mark, marks_in, replaced
from .refusing import identity_in, known_words, refuse_identity, surroundings

__all__ = [
    "Mark",
    "identity_in",
    "known_words",
    "marks_in",
    "refuse_identity",
    "replaced",
    "surroundings",
]
