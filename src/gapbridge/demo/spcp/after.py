"""After the year: who paid for what, what became of the plan, and what goes on in the next."""

from typing import Any

from gapbridge.agree.plans import actions as plans
from gapbridge.agree.plans.models import Measure, Plan
from gapbridge.demo import progress
from gapbridge.demo.clock import telling
from gapbridge.demo.stage import Stage, texts


def tell(stage: Stage) -> None:
    words = texts("progress")["spcp"]
    officer = stage.people["programme_officer"]
    progress.fund(officer, words["funding"], stage.made, stage.organisations.__getitem__)
    plan = progress.review(officer, Plan.objects.get(pk=stage.made["2009"].pk), words["review"])
    _carry_over(stage, plan, words)


def _carry_over(stage: Stage, plan: Plan, words: dict[str, Any]) -> None:
    officer = stage.people["programme_officer"]
    with telling(words["review"]["reviewed"]):
        plans.carry_over(
            actor=officer,
            plan=plan,
            into=Plan.objects.get(pk=stage.made["2010"].pk),
            measures={
                Measure.objects.get(pk=stage.made[code].pk): due for code, due in words["carried"].items()
            },
        )
