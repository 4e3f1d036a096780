"""What is indexed: one term a word, in plain Latin letters."""

from gapbridge.base.folding import LATIN, words_of


def terms(text: str, language: str) -> list[str]:
    """The terms of a text, one a word, in order. A term is a stem in the letters a-z and digits."""
    return [word.translate(LATIN) for word in words_of(text)]
