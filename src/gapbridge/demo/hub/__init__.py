"""The knowledge hub in both stories: `works` are added and looked after, `files` are made for them, and `use` is what
readers, organisations and trainers do with it. Words: texts/hub.yaml."""

from . import use, works
from .shelf import Shelf

__all__ = ["Shelf", "use", "works"]
