"""What a consultation's actions refuse in a way of their own."""

from gapbridge.base.errors import Refused


class TextsChanged(Refused):
    """What the writer had before them is no longer the text. Show the difference, keep what they typed, ask again."""
