"""Names never enter: what in a text would let somebody reach or recognise a person."""

from .marks import Mark, marks_in
from .refusing import known_words, refuse_contacts, refuse_identity

__all__ = ["Mark", "known_words", "marks_in", "refuse_contacts", "refuse_identity"]
