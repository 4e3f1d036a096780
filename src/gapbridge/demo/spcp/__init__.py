"""The first story: the Strengthening Protection Capacity Project, from the interviews of 2007 to the
Implementation Update of December 2009, told by the actions that people use."""

from datetime import date

from gapbridge.demo.clock import telling
from gapbridge.demo.stage import Stage, set_the_stage, texts

from . import act, after, agree, begin, listen, prove, share

__all__ = ["tell"]

BEGINNING = date(2007, 5, 2)


def tell(stage: Stage) -> None:
    with telling(BEGINNING):
        set_the_stage(stage, BEGINNING)
        begin.tell(stage)
    story = texts("spcp")
    listen.tell(stage, story)
    if stage.tells("agree"):
        agree.tell(stage, story)
    if stage.tells("act"):
        act.tell(stage)
    if stage.tells("prove"):
        prove.tell(stage, story)
        after.tell(stage)
    if stage.tells("share"):
        share.tell(stage)
