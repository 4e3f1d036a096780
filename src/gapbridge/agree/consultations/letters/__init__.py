"""Letters of a round: to each in their own language, once per event; never with the token of a personal link."""

from .post import PREFIX, key_of, named_in
from .readers import Reader, readers_of, readers_of_round, seats_in
from .remind import remind
from .tell import (
    tell_answered,
    tell_closed,
    tell_holders,
    tell_invited,
    tell_moved,
    tell_objector,
    tell_successors,
    tell_texts_changed,
)

__all__ = [
    "PREFIX",
    "Reader",
    "key_of",
    "named_in",
    "readers_of",
    "readers_of_round",
    "remind",
    "seats_in",
    "tell_answered",
    "tell_closed",
    "tell_holders",
    "tell_invited",
    "tell_moved",
    "tell_objector",
    "tell_successors",
    "tell_texts_changed",
]
