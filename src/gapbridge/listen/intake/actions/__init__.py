"""What can be done with what arrived, each in one transaction with one journal entry."""

from .importing import import_answers
from .mappings import propose_mapping, say_mapping
from .reading import erase_refused, erase_words_of, open_submission, set_aside, take_back
from .taking_in import take_in

__all__ = [
    "erase_refused",
    "erase_words_of",
    "import_answers",
    "open_submission",
    "propose_mapping",
    "say_mapping",
    "set_aside",
    "take_back",
    "take_in",
]
