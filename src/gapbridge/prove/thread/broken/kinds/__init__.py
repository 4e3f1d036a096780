"""The table of all kinds of broken lines, in the order of the stages."""

from gapbridge.prove.thread.broken.line import Line

from . import acting, agreeing, listening, measuring, proving

LINES: tuple[Line, ...] = (
    *listening.LINES,
    *agreeing.LINES,
    *measuring.LINES,
    *acting.LINES,
    *proving.LINES,
)
BY_KEY = {line.key: line for line in LINES}
