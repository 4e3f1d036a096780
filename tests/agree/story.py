"""Rows that tests of the agree stage start from, made by the real actions wherever there are some."""

from datetime import date, timedelta
from itertools import count

from django.utils import timezone

from gapbridge.agree.consultations import actions as consulting
from gapbridge.agree.consultations.queries import seat_of
from gapbridge.agree.gaps import actions as gapping
from gapbridge.agree.plans import actions as planning
from gapbridge.listen.assessments.models import Assessment, Session, Statement

numbers = count(1)


def statement(cast, *, scope="public", programme=None, excerpt="We wait two days for water.", **fields):
    """A voice of a session of its own; published where its consent covers the public."""
    programme = programme or cast.programme
    assessment, _ = Assessment.objects.get_or_create(
        programme=programme,
        title="Listening",
        defaults={"starts_on": date(2009, 3, 1), "ends_on": date(2009, 4, 1), "state": "published"},
    )
    session = Session.objects.create(
        assessment=assessment,
        code=f"S{next(numbers)}",
        kind="focus_group",
        place=cast.settlement,
        held_on=date(2009, 3, 2),
        sex="female",
        age_group="18-40",
        population=cast.idps,
        participants=7,
        consent_scope=scope,
        state="coded",
    )
    return Statement.objects.create(
        session=session, number=1, excerpt=excerpt, language="en", coded_by=cast.protection_officer, **fields
    )


def bare_gap(cast, **fields):
    number = next(numbers)
    given = {
        "code": f"G{number}",
        "title": f"Water {number}",
        "statement": "No safe water.",
        "severity": 3,
    } | fields
    return gapping.create_gap(
        actor=cast.protection_officer, programme=given.pop("programme", cast.programme), **given
    )


def gap(cast, **fields):
    """A draft that may be proposed: a voice, a cause, a clause."""
    made = bare_gap(cast, clauses=[cast.framework.clauses.first()], **fields)
    gapping.add_voices(actor=cast.protection_officer, gap=made, statements=[statement(cast)])
    gapping.add_cause(actor=cast.protection_officer, gap=made, kind="resources", text="The pump is broken.")
    made.refresh_from_db()
    return made


def plan(cast, **fields):
    given = {"title": "Plan of 2009", "starts_on": date(2009, 1, 1), "ends_on": date(2009, 12, 31)} | fields
    return planning.create_plan(actor=cast.protection_officer, programme=cast.programme, **given)


def measure(cast, *, gaps=None, within=None, **fields):
    given = {
        "code": f"M{next(numbers)}",
        "title": "Mend the pump",
        "description": "Mend it by spring.",
    } | fields
    return planning.create_measure(
        actor=cast.protection_officer, plan=within or plan(cast), gaps=gaps or [gap(cast)], **given
    )


def prepared(cast, *, gaps=None, measures=(), invited=("authority", "cso", "funder"), **fields):
    """A round in preparation that may be opened."""
    today = timezone.localdate()
    given = {
        "title": f"Round {next(numbers)}",
        "opens_on": today,
        "closes_on": today + timedelta(days=10),
    } | fields
    made = consulting.create_consultation(actor=cast.protection_officer, programme=cast.programme, **given)
    gaps = [gap(cast)] if gaps is None else gaps
    consulting.add_items(actor=cast.protection_officer, consultation=made, gaps=gaps, measures=measures)
    organisations = [cast.organisations[name] for name in invited]
    consulting.invite(actor=cast.protection_officer, consultation=made, organisations=organisations)
    return made


def opened(cast, **fields):
    made = prepared(cast, **fields)
    return consulting.open_consultation(actor=cast.protection_officer, consultation=made)


SPEAKERS = {"authority": "official", "cso": "applicant", "funder": "donor", "rival_cso": "rival"}


def stands(cast, consultation, **positions):
    """stands(cast, round, authority="agree", cso=("object", "too late"))"""
    for organisation, said in positions.items():
        stand, reason = (said, "") if isinstance(said, str) else said
        consulting.take_position(
            actor=cast.people[SPEAKERS[organisation]],
            stakeholder=seat_of(consultation, cast.organisations[organisation]),
            stand=stand,
            reason=reason,
        )


def agreed(cast, **fields):
    """An agreement that everybody invited agreed to."""
    consultation = opened(cast, **fields)
    stands(cast, consultation, authority="agree", cso="agree", funder="agree")
    return consulting.close_with_agreement(
        actor=cast.protection_officer, consultation=consultation, reason="The pumps are mended first."
    )
