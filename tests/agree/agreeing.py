"""An agreement with everything in it: texts that changed, dissent, comments, a meeting, positions that were replaced."""

from django.utils import timezone

from gapbridge.agree.consultations import actions
from gapbridge.agree.consultations.queries import seat_of
from gapbridge.base import wordings

from . import story


def full_round(cast, **fields):
    """A round that may be closed now; the objection of the funder is answered."""
    office = cast.protection_officer
    gap = story.gap(cast, statement="Two days for water.\nSu iki gün gözlənilir.", remedy="Mend the pump.")
    wordings.write(actor=office, obj=gap, field="title", language="ru", text="Вода")
    measure = story.measure(cast, gaps=[gap])
    consultation = story.opened(cast, gaps=[gap], measures=[measure], **fields)
    item = consultation.items.get(gap=gap)
    story.stands(cast, consultation, authority=("object", "Too dear."))
    comment = actions.add_comment(
        actor=cast.applicant,
        stakeholder=seat_of(consultation, cast.cso),
        item=item,
        text="Çeşmə də lazımdır: “iki” deyil, üç.",
        language="az",
    )
    version = actions.revise_item(
        actor=office, item=item, number=1, because="A comment was taken up.", remedy="Mend two pumps."
    )
    actions.answer_comments(
        actor=office, comments=[comment], outcome="in_part", answer="Two are mended.", version=version
    )
    consultation.refresh_from_db()
    hold_meeting(cast, consultation)
    story.stands(cast, consultation, authority="agree", cso=("reservations", "Только с бюджетом.\nИ быстро."))
    story.stands(cast, consultation, funder=("object", "We pay for wells, not for pumps."))
    objection = seat_of(consultation, cast.funder).positions.get(is_current=True)
    actions.answer_objection(actor=office, position=objection, answer="Wells follow in the second year.")
    return consultation


def hold_meeting(cast, consultation):
    hearing = actions.add_hearing(
        actor=cast.protection_officer, consultation=consultation, held_on=timezone.localdate()
    )
    actions.record_attendance(
        actor=cast.protection_officer,
        hearing=hearing,
        stakeholder=seat_of(consultation, cast.authority),
        women=2,
        men=1,
    )
    return hearing


def close(cast, consultation, **fields):
    given = {"reason": "Two pumps are mended first."} | fields
    return actions.close_with_agreement(actor=cast.protection_officer, consultation=consultation, **given)


def full_agreement(cast, **fields):
    return close(cast, full_round(cast), **fields)
