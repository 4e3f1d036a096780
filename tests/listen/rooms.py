"""Short ways to what the tests of listening stand on, each by the real actions."""

from datetime import date
from typing import Any

from gapbridge.listen.assessments import actions
from gapbridge.listen.assessments.models import Assessment, Session, Statement

FIRST, LAST = date(2009, 3, 1), date(2009, 3, 31)


def new_assessment(cast: Any, **fields: Any) -> Assessment:
    given = {"title": "Listening in spring", "starts_on": FIRST, "ends_on": LAST, "language": "en"}
    return actions.create_assessment(
        actor=cast.protection_officer, programme=cast.programme, **(given | fields)
    )


def listening(cast: Any, **fields: Any) -> Assessment:
    return actions.start_assessment(actor=cast.protection_officer, assessment=new_assessment(cast, **fields))


def new_session(cast: Any, assessment: Assessment, **fields: Any) -> Session:
    given = {
        "kind": "focus_group",
        "place": cast.settlement,
        "held_on": date(2009, 3, 10),
        "language": "az",
        "sex": "female",
        "age_group": "18-40",
        "population": cast.idps,
        "participants": 8,
        "notes": "They spoke of water and of the school.",
    }
    return actions.create_session(actor=cast.protection_officer, assessment=assessment, **(given | fields))


def consent(cast: Any, session: Session, scope: str = "public", **fields: Any) -> Any:
    given = {"text_version": "2009-1", "language": "az", "manner": "spoken", "taken_on": date(2009, 3, 10)}
    return actions.record_consent(
        actor=cast.protection_officer, session=session, scope=scope, **(given | fields)
    )


def held(cast: Any, assessment: Assessment, scope: str = "public", **fields: Any) -> Session:
    session = new_session(cast, assessment, **fields)
    child = session.age_group in {"10-13", "14-17"}
    consent(cast, session, scope, guardian_consent=child, child_assent=child)
    return actions.hold_session(actor=cast.protection_officer, session=session)


def voice(cast: Any, session: Session, excerpt: str = "Su iki gündən bir gəlir.", **fields: Any) -> Statement:
    return actions.add_statement(
        actor=cast.protection_officer, session=session, excerpt=excerpt, **({"language": "az"} | fields)
    )


def coded(cast: Any, assessment: Assessment, scope: str = "public", **fields: Any) -> Session:
    """A session held and coded, with one voice."""
    session = held(cast, assessment, scope, **fields)
    voice(cast, session)
    return actions.finish_coding(actor=cast.protection_officer, session=session)


def publish(cast: Any, assessment: Assessment) -> Assessment:
    actions.finish_assessment(actor=cast.protection_officer, assessment=assessment)
    return actions.publish_assessment(actor=cast.protection_officer, assessment=assessment)
