"""Three calls for grants: one of 2022 that is told to its last receipt, one that is open now, one that is being
evaluated now."""

from gapbridge.demo.bridge.tale import Tale

from . import applying, calls, deciding, evaluating, files, following, registers, today

__all__ = ["registers", "tell"]


def tell(tale: Tale) -> None:
    files.tell(tale)
    call = calls.of_2022(tale)
    applying.concept_notes(tale, call)
    evaluating.concept_notes(tale, call)
    applying.full_applications(tale, call)
    evaluating.full_applications(tale, call)
    deciding.tell(tale, call)
    following.tell(tale, call)
    today.tell(tale)
