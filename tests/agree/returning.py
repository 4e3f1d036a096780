"""Gaps whose remedy began, and groups that are asked again, by the real actions."""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from gapbridge.agree.gaps import actions as gapping
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans import actions as planning
from gapbridge.agree.returns import actions
from gapbridge.listen.assessments.models import Session, Statement

from . import story

numbers = count(1)


def voice(cast, *, sex="female", age_group="18-40", place=None, scope="public", **fields):
    """A statement of a group, in a session of its own."""
    made = story.statement(cast, scope=scope, excerpt=f"We wait, said group {next(numbers)}.", **fields)
    Session.objects.filter(pk=made.session_id).update(
        sex=sex, age_group=age_group, place=place or cast.settlement
    )
    return Statement.objects.get(pk=made.pk)


def gap(cast, *voices, state="being_remedied"):
    """Raised by the groups of these voices (by default one of women), agreed, and its remedy begun."""
    officer = cast.protection_officer
    made = story.bare_gap(cast, clauses=[cast.framework.clauses.first()])
    gapping.add_voices(actor=officer, gap=made, statements=voices or [voice(cast)])
    gapping.add_cause(actor=officer, gap=made, kind="law", text="No decree")
    gapping.propose_gap(actor=officer, gap=made)
    gapping.agree_gap(actor=None, gap=made)
    if state == "being_remedied":
        gapping.start_remedy(actor=officer, gap=made)
    return Gap.objects.get(pk=made.pk)


def session_of(gap, **of_group):
    return Session.objects.filter(statements__evidence_for__gap=gap, **of_group).first()


def ask(cast, gap, outcome="remedied", *, session=None, who="protection_officer", **fields):
    given = {
        "said": "" if outcome == "unreachable" else "The water comes every day now.",
        "reason": "They moved away." if outcome == "unreachable" else "",
        "asked_on": timezone.localdate(),
        "how": "visit",
        "language": "en",
    } | fields
    return actions.record_return(
        actor=cast.people[who],
        gap=gap,
        session=session or session_of(gap),
        outcome=outcome,
        **given,
    )


def prove(cast, gap, **fields):
    given = {"note": "Water was measured for a month.", "source": "Report, 2009"} | fields
    return actions.add_proof(actor=cast.protection_officer, gap=gap, **given)


def remedied(cast, *voices):
    """Proved, every group asked, and called remedied."""
    made = gap(cast, *voices)
    for session in Session.objects.filter(statements__evidence_for__gap=made).distinct():
        ask(cast, made, session=session)
    prove(cast, made)
    gapping.mark_remedied(actor=cast.protection_officer, gap=made, reason="The pumps run.")
    return Gap.objects.get(pk=made.pk)


def yesterday():
    return timezone.localdate() - timedelta(days=1)


def verified_report(cast, gap):
    """A report of a measure of the gap, by the organisation that is responsible, verified by an officer."""
    measure = story.measure(cast, gaps=[gap], responsible=cast.authority)
    planning.agree_measure(actor=None, measure=measure)
    planning.start_measure(actor=cast.programme_officer, measure=measure)
    report = planning.submit_report(
        actor=cast.official,
        measure=measure,
        text="The pumps were mended.",
        stands="finished",
        until=timezone.localdate(),
        evidence=[planning.NewEvidence(note="Photographs", address="https://example.org/pumps")],
    )
    return planning.verify_report(actor=cast.protection_officer, report=report)
