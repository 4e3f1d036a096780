"""The gap analysis: drafted for the consultation of 2009, and published the day it was presented."""

from datetime import date
from typing import Any

from gapbridge.agree.analyses import actions as analyses
from gapbridge.agree.analyses.models import Analysis
from gapbridge.agree.gaps import actions as gaps
from gapbridge.agree.gaps.models import Gap
from gapbridge.base.wordings import Source, Written
from gapbridge.demo.clock import telling
from gapbridge.demo.stage import Stage, texts

FIELDS = ("title", "context", "method", "conclusions")


def draft(stage: Stage) -> None:
    officer, words = stage.people["protection_officer"], texts("analysis")
    with telling(date(2009, 11, 10)):
        analysis = analyses.create_analysis(
            actor=officer,
            programme=stage.programmes["spcp"],
            language="en",
            assessments=[stage.made["assessment"]],
            **{name: words[name]["en"] for name in FIELDS},
        )
        analyses.write_wordings(actor=officer, analysis=analysis, texts=_written(analysis, words))
        analyses.make_version(actor=officer, analysis=analysis, note=words["notes"]["before"])
    stage.made["analysis"] = analysis


def _written(analysis: Analysis, words: dict[str, Any]) -> list[Written]:
    return [
        Written(Source(analysis, name), language, words[name][language], name="")
        for name in FIELDS
        for language in ("az", "ru")
    ]


def publish(stage: Stage) -> None:
    """With all that was found: what is not agreed yet is put before the stakeholders the same day."""
    officer, analysis = stage.people["protection_officer"], stage.made["analysis"]
    with telling(date(2009, 12, 14)):
        for gap in Gap.objects.filter(programme=analysis.programme_id, state="draft"):
            gaps.propose_gap(actor=officer, gap=gap)
        analyses.make_version(actor=officer, analysis=analysis, note=texts("analysis")["notes"]["after"])
        analyses.publish_analysis(actor=officer, analysis=analysis)
