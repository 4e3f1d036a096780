"""Six gaps and a plan agreed in 2022; one more gap on which positions are taken now."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from gapbridge.agree.consultations import actions as consultations
from gapbridge.agree.consultations.queries import seat_of
from gapbridge.agree.gaps import actions as gaps
from gapbridge.agree.plans import actions as plans
from gapbridge.demo.clock import telling
from gapbridge.demo.reporting import report_finished
from gapbridge.demo.stage import clause, place, population

from .round import answer, comment
from .round import tell as round_of_2022
from .tale import Tale

OPENED_AGO, OPEN_FOR = 10, 30  # days: the round of today


def tell(tale: Tale) -> None:
    with telling(date(2022, 2, 9)):
        for row in tale.words["gaps"]:
            _gap(tale, row)
        for row in tale.words["documents"]:
            for gap in tale.those(row["gaps"]):
                gaps.add_document(
                    actor=tale.who("bridge_protection_officer"),
                    gap=gap,
                    source=row["source"],
                    note=row["note"],
                )
        _plan(tale)
    round_of_2022(tale)
    _progress(tale)
    _open_round(tale)


def _gap(tale: Tale, row: dict[str, Any]) -> None:
    officer = tale.who("bridge_protection_officer")
    gap = gaps.create_gap(
        actor=officer,
        programme=tale.programme,
        people_affected=row["affected"],
        people_rank=row["rank"],
        clauses=[clause(code) for code in row["clauses"]],
        populations=[population(key) for key in row["populations"]],
        places=[place(code) for code in row["places"]],
        **{name: row[name] for name in ("code", "title", "statement", "remedy", "severity", "undoing")},
    )
    for kind, text, bearer in row["causes"]:
        duty_bearer = tale.org(bearer) if bearer else None
        gaps.add_cause(actor=officer, gap=gap, kind=kind, text=text, duty_bearer=duty_bearer)
    if row.get("voices"):
        gaps.add_voices(actor=officer, gap=gap, statements=tale.those(row["voices"]))
    tale.made[row["code"]] = gap


def _plan(tale: Tale) -> None:
    words = tale.words["plan"]
    tale.made["plan"] = _new_plan(tale, words["title"], words["starts"], words["ends"])
    for row in tale.words["measures"]:
        _measure(tale, tale.made["plan"], row, starts_on=row["starts"], due_on=row["due"])


def _new_plan(tale: Tale, title: str, starts_on: date, ends_on: date) -> Any:
    return plans.create_plan(
        actor=tale.who("programme_officer"),
        programme=tale.programme,
        title=title,
        starts_on=starts_on,
        ends_on=ends_on,
    )


def _measure(tale: Tale, plan: Any, row: dict[str, Any], **when: date) -> None:
    tale.made[row["code"]] = plans.create_measure(
        actor=tale.who("programme_officer"),
        plan=plan,
        code=row["code"],
        title=row["title"],
        gaps=tale.those(row["gaps"]),
        responsible=tale.org(row["responsible"]),
        partners=tale.orgs(row["partners"]),
        cost=Decimal(row["cost"]),
        **when,
    )


def _progress(tale: Tale) -> None:
    officer = tale.who("programme_officer")
    with telling(date(2022, 3, 8)):
        plans.adopt_plan(actor=officer, plan=tale.made["plan"])
    for row in sorted(tale.words["measures"], key=lambda row: row["starts"]):
        with telling(row["starts"]):
            plans.start_measure(actor=officer, measure=tale.made[row["code"]])
            for gap in tale.those(row["gaps"]):
                gap.refresh_from_db()
                if gap.state == "agreed":
                    gaps.start_remedy(actor=tale.who("bridge_protection_officer"), gap=gap)
    for row in tale.words["measures"]:
        if "finish" in row and tale.stage.tells("act"):
            day, reason = row["finish"]
            with telling(day):
                report_finished(
                    tale.made[row["code"]],
                    speaker=tale.speaker_of(row["responsible"]),
                    officers=[officer, tale.who("bridge_protection_officer")],
                    text=reason,
                )


# --- the round that is open today -----------------------------------------------------------------


def _open_round(tale: Tale) -> None:
    officer = tale.who("bridge_protection_officer")
    words = tale.words["open_round"]
    with telling(tale.ago(OPENED_AGO + 4)):
        _gap(tale, words["gap"])
        source, note = words["gap"]["document"]
        gaps.add_document(actor=officer, gap=tale.made["G7"], source=source, note=note)
        starts, ends = tale.today + timedelta(days=60), tale.today + timedelta(days=425)
        plan = _new_plan(tale, words["plan"], starts, ends)
        _measure(tale, plan, {**words["measure"], "gaps": ["G7"]}, starts_on=starts, due_on=ends)
    opens = tale.ago(OPENED_AGO)
    with telling(opens):
        consultation = consultations.create_consultation(
            actor=officer,
            programme=tale.programme,
            title=words["title"],
            intro=words["intro"],
            opens_on=opens,
            closes_on=opens + timedelta(days=OPEN_FOR),
        )
        consultations.add_items(
            actor=officer,
            consultation=consultation,
            gaps=[tale.made["G7"]],
            measures=[tale.made[words["measure"]["code"]]],
        )
        consultations.invite(
            actor=officer, consultation=consultation, organisations=tale.orgs(words["invited"])
        )
        consultations.open_consultation(actor=officer, consultation=consultation)
    for key, ago, stand, reason, language in words["positions"]:
        with telling(tale.ago(ago)):
            consultations.take_position(
                actor=tale.speaker_of(key),
                stakeholder=seat_of(consultation, tale.org(key)),
                stand=stand,
                reason=reason,
                language=language,
            )
    for said in words["comments"]:
        with telling(tale.ago(said["ago"])):
            made = comment(tale, consultation, said)
        if "answered" in said:
            with telling(tale.ago(said["answered"])):
                answer(tale, [made], said)
