"""Six gaps and a plan agreed in 2022; one more gap on which positions are taken now."""

from datetime import date

from gapbridge.agree.gaps import actions as gaps
from gapbridge.agree.plans import actions as plans
from gapbridge.demo.clock import telling
from gapbridge.demo.reporting import report_finished

from .open_round import tell as round_of_today
from .round import tell as round_of_2022
from .tale import Tale
from .writing import new_gap, new_measure, new_plan


def tell(tale: Tale) -> None:
    with telling(date(2022, 2, 9)):
        for row in tale.words["gaps"]:
            new_gap(tale, row)
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
    round_of_today(tale)


def _plan(tale: Tale) -> None:
    words = tale.words["plan"]
    tale.made["plan"] = new_plan(tale, words["title"], words["starts"], words["ends"])
    for row in tale.words["measures"]:
        new_measure(tale, tale.made["plan"], row, starts_on=row["starts"], due_on=row["due"])


def _progress(tale: Tale) -> None:
    officer = tale.who("programme_officer")
    with telling(date(2022, 3, 8)):
        tale.made["plan"].refresh_from_db()
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
