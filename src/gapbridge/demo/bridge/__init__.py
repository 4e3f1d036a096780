"""The second story: EU Bridge, from consultations with communities in 2022 to what is open today, told by the
actions that people use. What happened has its own dates; what is to be tried is dated from the day of loading."""

from gapbridge.demo.stage import Stage

from . import act, agree, grants, listen, listening, prove, returning, services, share, today
from .tale import begin

__all__ = ["tell"]


def tell(stage: Stage) -> None:
    tale = begin(stage)
    listen.tell(tale)
    if stage.tells("agree"):
        agree.tell(tale)
    if stage.tells("act"):
        act.tell(tale)
        grants.tell(tale)
        services.tell(tale)
        grants.registers.tell(tale)
    if stage.tells("prove"):
        prove.tell(tale)
        returning.tell(tale)
    if stage.tells("share"):
        listening.tell(tale)
        today.tell(tale)
        share.tell(tale)
