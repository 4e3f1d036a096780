"""Typing errors: one missing, extra, wrong or swapped letter a word."""

from rapidfuzz.distance import OSA

SHORTEST = 5  # letters; in shorter words one error makes another word


def neighbours(term: str) -> frozenset[str]:
    """Keys of a term: itself and it without one of its letters. Two terms one error apart share a key.

    A term of fewer than five letters has only itself.
    """
    if len(term) < SHORTEST:
        return frozenset([term])
    return frozenset([term, *(term[:at] + term[at + 1 :] for at in range(len(term)))])


def is_near(a: str, b: str) -> bool:
    """At most one error lies between them: a missing, extra or wrong letter, or two swapped."""
    return OSA.distance(a, b, score_cutoff=1) <= 1
