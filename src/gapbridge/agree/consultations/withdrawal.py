"""When people take back their consent, what their group said in a round goes too. For WORDS_OF_SESSIONS.

That the group was asked, and where it stood, stays. In a closed round the agreement is sealed: nothing is erased,
and pages show a mark in the place of the words (Stakeholder.words_withdrawn).
"""

from collections.abc import Iterator
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _

from gapbridge.base import drafts
from gapbridge.base.sockets import UseOfWords
from gapbridge.listen.assessments.quotations import TAKEN_OUT

from .models import Attendance, Comment, Hearing, Position, Stakeholder

CLOSED = ("agreed", "not_agreed")


def uses_of_words(session: int) -> Iterator[UseOfWords]:
    """A use for each round in which this group said something, and for minutes that it shares with others."""
    seats = Stakeholder.objects.filter(group=session).select_related("consultation").order_by("pk")
    for seat in seats:
        if _has_words(seat):
            frozen = seat.consultation.state in CLOSED
            label = _("What the group said in the consultation “%(title)s”") % {
                "title": seat.consultation.title
            }
            take_back = _leave if frozen else partial(_erase, seat.pk)
            yield UseOfWords(label, seat.consultation.get_absolute_url(), frozen, take_back)
        yield from _shared_minutes(seat)


def _has_words(seat: Stakeholder) -> bool:
    return (
        seat.positions.exclude(reason="", condition="", reached="").exists()
        or seat.comments.exists()
        or seat.attendances.exists()
    )


def _shared_minutes(seat: Stakeholder) -> Iterator[UseOfWords]:
    """Minutes of a session where others were heard as well: a person must look what is whose."""
    hearings = Hearing.objects.filter(attendances__stakeholder=seat).exclude(minutes="")
    for hearing in hearings.select_related("consultation"):
        if hearing.attendances.exclude(stakeholder=seat).exists():
            label = _("Minutes of a session of several groups, %(day)s") % {
                "day": f"{hearing.held_on:%d.%m.%Y}"
            }
            yield UseOfWords(label, hearing.get_absolute_url(), frozen=True, take_back=_leave)


def _leave() -> None:
    """What is sealed stays as it was; that the session was withdrawn is the mark."""


def _erase(pk: int) -> None:
    positions = Position.objects.filter(stakeholder=pk)
    positions.exclude(reason="").update(reason=TAKEN_OUT)
    positions.update(condition="", reached="")
    Comment.objects.filter(stakeholder=pk).update(text=TAKEN_OUT)
    attendances = Attendance.objects.filter(stakeholder=pk).select_related("hearing")
    for attendance in attendances:
        _forget_typed(attendance)
        if not attendance.hearing.attendances.exclude(stakeholder=pk).exists():
            Hearing.objects.filter(pk=attendance.hearing_id).update(minutes="")
    attendances.update(said="")


def _forget_typed(attendance: Attendance) -> None:
    """What somebody has typed for this group and not sent."""
    hearing = attendance.hearing
    within = [hearing.consultation_id, hearing.pk]
    pages = ("attendance", "enter_comment", "enter_position")
    keys = [reverse(f"consultations:{name}", args=[*within, attendance.pk]) for name in pages]
    drafts.forget_all([*keys, reverse("consultations:minutes", args=within)])
