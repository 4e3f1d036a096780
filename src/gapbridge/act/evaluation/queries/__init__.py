"""Reads about the people of an evaluation. The names in `__all__` are what other apps call."""

from .board import Figures, board, figures, third_needed
from .comparing import Calibration, calibration, published
from .mine import assignments_of, is_involved, rounds_of, waiting_for_evaluators, waiting_for_the_office
from .reading import panel_of_scores

__all__ = [
    "Calibration",
    "Figures",
    "assignments_of",
    "board",
    "calibration",
    "figures",
    "is_involved",
    "panel_of_scores",
    "published",
    "rounds_of",
    "third_needed",
    "waiting_for_evaluators",
    "waiting_for_the_office",
]
