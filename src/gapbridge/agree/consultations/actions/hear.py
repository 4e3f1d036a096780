"""Meetings of a round: who came, what they said, and what a secretary wrote down for them.

What was said on a day within the round's dates may be entered until the round is closed: minutes are written up
the day after, and the last meeting may be on the last day.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.agree.consultations.errors import TextsChanged
from gapbridge.agree.consultations.hearing import editions_on, fits
from gapbridge.agree.consultations.models import (
    Attendance,
    Comment,
    Consultation,
    Hearing,
    Item,
    Position,
    Stakeholder,
)
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.listen.assessments.anonymity import refuse_identity
from gapbridge.people.models import User
from gapbridge.programmes.models import Place

from .parts import locked
from .say import Spot, check_said, replace_position, sentence_at

CHANGEABLE = frozenset({"held_on", "place", "language"})
COUNTED = ("women", "men", "girls", "boys")


# --- the meeting ---------------------------------------------------------------------------------


@transaction.atomic
def add_hearing(
    *,
    actor: User | None,
    consultation: Consultation,
    held_on: date,
    kind: str = Hearing.Kind.MEETING,
    place: Place | None = None,
    language: str = "az",
) -> Hearing:
    """Refused unless the round is open and the day lies within its dates and not in the future."""
    consultation = _hearing_in(actor, consultation)
    hearing = Hearing(
        consultation=consultation, kind=kind, held_on=held_on, place=place, language=language, made_by=actor
    )
    _check_day(hearing)
    hearing.full_clean()
    hearing.save()
    data = {"hearing": hearing.pk, "kind": kind}
    journal.record(actor=actor, verb="consultations.add_hearing", target=consultation, data=data)
    return hearing


@transaction.atomic
def change_hearing(*, actor: User | None, hearing: Hearing, **fields: Any) -> Hearing:
    """`fields` are of CHANGEABLE; what is left out stays. The day is fixed once positions were written down."""
    if unknown := fields.keys() - CHANGEABLE:
        raise TypeError(f"a hearing has no {', '.join(sorted(unknown))} that could be changed")
    hearing = _locked_hearing(actor, hearing)
    moved = "held_on" in fields and fields["held_on"] != hearing.held_on
    if moved and hearing.positions.exists():
        raise Refused(_("Positions of that day are written down already: the day stays."), field="held_on")
    for name, value in fields.items():
        setattr(hearing, name, value)
    _check_day(hearing)
    hearing.full_clean()
    hearing.save()
    data = {"hearing": hearing.pk}
    journal.record(actor=actor, verb="consultations.change_hearing", target=hearing.consultation, data=data)
    return hearing


@transaction.atomic
def write_minutes(
    *, actor: User | None, hearing: Hearing, text: str, version: int, confirmed: Collection[str] = ()
) -> Hearing:
    """`version` is the one that the writer started from: TextsChanged when somebody saved another since."""
    hearing = _locked_hearing(actor, hearing)
    if version != hearing.minutes_version:
        raise TextsChanged(
            _("Somebody else saved these minutes a moment ago. Bring both texts together, then save.")
        )
    if hearing.kind == Hearing.Kind.COMMUNITY:
        refuse_identity(text, "text", programme_id=hearing.programme_id, confirmed=confirmed)
    hearing.minutes = text.strip()
    hearing.minutes_version += 1
    hearing.save(update_fields=["minutes", "minutes_version"])
    data = {"hearing": hearing.pk, "version": hearing.minutes_version}
    journal.record(actor=actor, verb="consultations.write_minutes", target=hearing.consultation, data=data)
    return hearing


# --- who came ------------------------------------------------------------------------------------


@transaction.atomic
def record_attendance(
    *,
    actor: User | None,
    hearing: Hearing,
    stakeholder: Stakeholder,
    women: int | None = None,
    men: int | None = None,
    girls: int | None = None,
    boys: int | None = None,
) -> Attendance:
    """A delegation or group came. Each is entered once; a number nobody counted stays None."""
    hearing = _locked_hearing(actor, hearing)
    seat = hearing.consultation.stakeholders.select_related("organisation", "group").get(pk=stakeholder.pk)
    if not fits(hearing, seat):
        raise Refused(_("Delegations come to meetings, groups to sessions."), field="stakeholder")
    _check_speaks(seat)
    if hearing.attendances.filter(stakeholder=seat).exists():
        raise Refused(_("It is entered already."), field="stakeholder")
    numbers: dict[str, Any] = {"women": women, "men": men, "girls": girls, "boys": boys}
    attendance = Attendance(hearing=hearing, stakeholder=seat, written_by=actor, **numbers)
    attendance.full_clean()
    attendance.save()
    _note(actor, "consultations.record_attendance", attendance)
    return attendance


@transaction.atomic
def count_attendance(*, actor: User | None, attendance: Attendance, **numbers: int | None) -> Attendance:
    """`numbers` are of COUNTED; what is left out stays."""
    if unknown := numbers.keys() - set(COUNTED):
        raise TypeError(f"nobody counts {', '.join(sorted(unknown))}")
    attendance = _locked_attendance(actor, attendance)
    for name, value in numbers.items():
        setattr(attendance, name, value)
    attendance.full_clean()
    attendance.save(update_fields=list(numbers) or None)
    _note(actor, "consultations.count_attendance", attendance)
    return attendance


@transaction.atomic
def remove_attendance(*, actor: User | None, attendance: Attendance) -> None:
    """An entry made by mistake. Refused once anything was written down for it."""
    attendance = _locked_attendance(actor, attendance)
    seat, hearing = attendance.stakeholder, attendance.hearing
    said = (
        hearing.positions.filter(stakeholder=seat).exists()
        or hearing.comments.filter(stakeholder=seat).exists()
    )
    if attendance.said or said:
        raise Refused(_("Something is written down for it, so it stays."))
    _note(actor, "consultations.remove_attendance", attendance)
    attendance.delete()


@transaction.atomic
def write_said(
    *, actor: User | None, attendance: Attendance, text: str, version: int, confirmed: Collection[str] = ()
) -> Attendance:
    """What this delegation or group said. TextsChanged when somebody saved another text since `version`."""
    attendance = _locked_attendance(actor, attendance)
    if version != attendance.said_version:
        raise TextsChanged(
            _("Somebody else saved this text a moment ago. Bring both texts together, then save.")
        )
    _keep_names_out(attendance, confirmed, text=text)
    attendance.said = text.strip()
    attendance.said_version += 1
    attendance.written_by = actor
    attendance.save(update_fields=["said", "said_version", "written_by"])
    _note(actor, "consultations.write_said", attendance)
    return attendance


# --- what is written down for them ---------------------------------------------------------------


@transaction.atomic
def enter_comment(
    *,
    actor: User | None,
    attendance: Attendance,
    item: Item,
    text: str,
    language: str = "az",
    version: int | None = None,
    spot: Spot | None = None,
    confirmed: Collection[str] = (),
    received_at: datetime | None = None,
) -> Comment:
    """What somebody who came said about a text, or about its sentence at `spot`."""
    attendance = _locked_attendance(actor, attendance)
    hearing = attendance.hearing
    item = hearing.consultation.items.get(pk=item.pk)
    latest = item.versions.order_by("-number")[0]
    if version is not None and version != latest.number:
        raise TextsChanged(
            _("The text was changed while you were writing. Look at what is new; your comment is still here.")
        )
    _keep_names_out(attendance, confirmed, text=text)
    comment = Comment(
        item=item,
        version=latest,
        stakeholder=attendance.stakeholder,
        text=text.strip(),
        language=language,
        made_by=actor,
        hearing=hearing,
        made_at=received_at or timezone.now(),
    )
    if spot:
        comment.field, comment.start, comment.quote = spot.field, spot.start, sentence_at(latest, spot)
    comment.full_clean()
    comment.save()
    _note(actor, "consultations.enter_comment", attendance, comment=comment.pk)
    return comment


@transaction.atomic
def enter_position(
    *,
    actor: User | None,
    attendance: Attendance,
    stand: str,
    reason: str = "",
    condition: str = "",
    language: str = "az",
    reached: str = "",
    read_back: bool = False,
    edition: int | None = None,
    confirmed: Collection[str] = (),
    received_at: datetime | None = None,
) -> Position:
    """Where a delegation or group stands, as it said in the meeting.

    A delegation confirms it itself before it counts; one that it took itself stands until then. A group's counts at
    once: it must have been read back (`read_back`), and `reached` says how the group came to it. `edition`: the
    texts they had before them, one of `editions_on(day)`; needed when the texts changed on the day itself.
    """
    attendance = _locked_attendance(actor, attendance)
    hearing, seat = attendance.hearing, attendance.stakeholder
    check_said(stand, reason)
    if seat.group_id:
        _check_group(reached, read_back=read_back)
    _keep_names_out(attendance, confirmed, reason=reason, condition=condition, reached=reached)
    _check_not_later(hearing, seat)
    now = received_at or timezone.now()
    position = Position(
        stakeholder=seat,
        stand=stand,
        reason=reason.strip(),
        condition=condition.strip(),
        language=language,
        reached=reached.strip() if seat.group_id else "",
        edition=_edition(hearing, edition),
        taken_by=actor,
        hearing=hearing,
        taken_at=now,
        confirmed_at=now if seat.group_id else None,
        is_current=False,
    )
    stands = seat.positions.filter(is_current=True).exclude(confirmed_at=None).exists()
    if seat.group_id or not stands:
        replace_position(position)
    else:
        position.full_clean()
        position.save()
    _note(actor, "consultations.enter_position", attendance, position=position.pk, stand=stand)
    return position


def _check_group(reached: str, *, read_back: bool) -> None:
    if not reached.strip():
        raise Refused(
            _("Say how the group came to it: by talking until all agreed, by a show of hands …"),
            field="reached",
        )
    if not read_back:
        raise Refused(
            _("Read it back to the group first: it counts once they have confirmed it."), field="read_back"
        )


def _check_not_later(hearing: Hearing, seat: Stakeholder) -> None:
    """What a seat said itself on a later day is newer than the meeting."""
    own = seat.positions.filter(is_current=True).exclude(confirmed_at=None).first()
    day = own and (own.hearing.held_on if own.hearing else timezone.localdate(own.taken_at))
    if day and day > hearing.held_on:
        raise Refused(
            _("It took a position itself after this meeting, on %(day)s: that one stands.")
            % {"day": date_format(day)}
        )


def _edition(hearing: Hearing, edition: int | None) -> int:
    possible = editions_on(hearing.consultation, hearing.held_on)
    if edition is None and len(possible) == 1:
        return possible[0]
    if edition not in possible:
        raise Refused(
            _("The texts were changed on that day. Say which they had before them."), field="edition"
        )
    return edition


# --- what they share -----------------------------------------------------------------------------


def _hearing_in(actor: User | None, consultation: Consultation) -> Consultation:
    permit(actor, "consultations.change_consultation", consultation)
    consultation = locked(consultation)
    if consultation.state != "open":
        raise Refused(_("This round is not open: nothing more is written down."))
    return consultation


def _locked_hearing(actor: User | None, hearing: Hearing) -> Hearing:
    consultation = _hearing_in(actor, hearing.consultation)
    found = Hearing.objects.select_for_update().get(pk=hearing.pk)
    found.consultation = consultation
    return found


def _locked_attendance(actor: User | None, attendance: Attendance) -> Attendance:
    hearing = _locked_hearing(actor, attendance.hearing)
    found = Attendance.objects.select_for_update().get(pk=attendance.pk)
    found.hearing = hearing
    _check_speaks(found.stakeholder)
    return found


def _check_speaks(seat: Stakeholder) -> None:
    if seat.ended_at:
        raise Refused(_("This seat ended during the round: those who follow it are asked themselves."))
    if seat.group and seat.group.withdrawn_at:
        raise Refused(_("These people took their words back: nothing more is written down for them."))


def _check_day(hearing: Hearing) -> None:
    if hearing.held_on > timezone.localdate():
        raise Refused(_("This day lies in the future. Enter the meeting once it was held."), field="held_on")
    consultation = hearing.consultation
    if not consultation.opens_on <= hearing.held_on <= consultation.closes_on:
        raise Refused(
            _("The round asks from %(opens)s until %(closes)s: a meeting on another day is not part of it.")
            % {"opens": date_format(consultation.opens_on), "closes": date_format(consultation.closes_on)},
            field="held_on",
        )


def _keep_names_out(attendance: Attendance, confirmed: Collection[str], **texts: str) -> None:
    """Nobody in a community is named; delegations speak for their organisations."""
    if attendance.hearing.kind == Hearing.Kind.COMMUNITY:
        for field, text in texts.items():
            refuse_identity(text, field, programme_id=attendance.programme_id, confirmed=confirmed)


def _note(actor: User | None, verb: str, attendance: Attendance, **data: Any) -> None:
    hearing = attendance.hearing
    about = {"hearing": hearing.pk, "seat": attendance.stakeholder_id, **data}
    journal.record(actor=actor, verb=verb, target=hearing.consultation, data=about)
