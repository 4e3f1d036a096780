"""The knowledge hub: what is shipped with the program, brought in while the trainings began."""

from datetime import date

from gapbridge.demo.clock import telling
from gapbridge.share.library.content import bring_in

from .tale import Tale


def tell(tale: Tale) -> None:
    with telling(date(2022, 5, 30)):
        bring_in(actor=tale.who("programme_officer"), programme=tale.programme)
