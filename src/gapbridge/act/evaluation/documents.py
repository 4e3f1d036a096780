"""Letters, minutes and decisions as tagged PDF, drawn from what is kept with them and never changes."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from gapbridge.act.procedures.models import Procedure
from gapbridge.base.documents.typeset import typeset

from . import results
from .letters.blocks import Block, facts, heading, par, said, table, title
from .models import CallStep, CommitteeMember, Letter, Proposal, ProposalLine, StepResult, Vote
from .results import money_said, points_said

TEMPLATE = Path(__file__).with_name("document.typ")
OUTCOMES = dict(StepResult.Outcome.choices)
DECIDED = dict(ProposalLine.Outcome.choices)
PARTS = dict(CommitteeMember.Part.choices)
CHOICES = dict(Vote.Choice.choices)
TIES = dict(Procedure.Tie.choices)


def as_pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _set(blocks: Sequence[Block], *, kind: str, author: str, foot: str, language: str, at: datetime) -> bytes:
    data = {
        "title": next((each["text"] for each in blocks if each["t"] == "title"), kind),
        "kind": kind,
        "author": author,
        "foot": foot,
        "language": language,
        "blocks": list(blocks),
    }
    return typeset(TEMPLATE, data, at=at)


# --- letters -----------------------------------------------------------------------------------------------------


def letter_pdf(letter: Letter) -> bytes:
    application = letter.application
    with translation.override(letter.language):
        day = date_format(timezone.localtime(letter.sent_at))
        return _set(
            letter.content,
            kind=_("Letter of %(day)s") % {"day": day},
            author=str(application.call.intervention.programme),
            foot=f"{application.number} · {application.call}",
            language=letter.language,
            at=letter.sent_at,
        )


# --- minutes -----------------------------------------------------------------------------------------------------


def minutes_pdf(call_step: CallStep, language: str) -> bytes:
    with translation.override(language):
        return _set(
            list(_minutes(call_step)),
            kind=_("Minutes"),
            author=str(call_step.call.intervention.programme),
            foot=f"{call_step} · {call_step.call}",
            language=language,
            at=call_step.closed_at or timezone.now(),
        )


def _minutes(call_step: CallStep) -> Iterator[Block]:
    record = record_shown(call_step)
    yield title(str(call_step))
    yield facts(
        [_("Call"), str(call_step.call)],
        [_("Began"), _moment(call_step.began_at)],
        [_("Closed"), _moment(call_step.closed_at)],
        [_("Closed by"), str(call_step.closed_by or "–")],
        [_("Present"), ", ".join(record["present"]) or "–"],
    )
    yield heading(_("In numbers"))
    yield table(
        _("In numbers"),
        [_("Lot"), _("Applications"), *(str(each) for each in OUTCOMES.values())],
        [
            *([_lot_said(each), *_numbers(each)] for each in record["lots"]),
            [_("All together"), *_numbers(record["numbers"])],
        ],
        numeric=range(1, 2 + len(OUTCOMES)),
    )
    if record["said"]:
        yield par("\n".join(record["said"]))
    if call_step.minutes:
        yield heading(_("What was discussed and decided"))
        yield par(call_step.minutes)
    yield heading(_("Results"))
    rows = [
        [each["number"], each["organisation"], each["points"], each["outcome"], each["because"]]
        for each in record["applications"]
    ]
    head = [_("Application"), _("Applicant"), _("Points"), _("Result"), _("Reason")]
    yield {**table(_("Results"), head, rows, numeric=[2]), "widths": [3, 4, 2, 2, 6]}


def record_shown(call_step: CallStep) -> dict[str, Any]:
    """The record of a closed step in the reader's language."""
    record = call_step.record
    applications = [
        {
            **each,
            "points": points_said(each["points"]),
            "outcome": str(OUTCOMES.get(each["outcome"], each["outcome"])),
            "because": results.said(each["because"]),
        }
        for each in record.get("applications", [])
    ]
    return {
        "present": record.get("present", []),
        "numbers": record.get("numbers", {}),
        "lots": record.get("lots", []),
        "applications": applications,
        "said": list(_said(record)),
    }


def _said(record: dict[str, Any]) -> Iterator[str]:
    scored, asked = record.get("scored"), record.get("clarifications") or {}
    if scored:
        yield _(
            "%(evaluators)s evaluators gave their scores %(scores)s times, %(thirds)s of them as a third evaluator."
        ) % {name: number_format(scored[name]) for name in ("evaluators", "scores", "thirds")}
    if asked.get("asked"):
        yield _("Clarifications asked for: %(asked)s; answered: %(answered)s.") % asked


def _numbers(counts: dict[str, int]) -> list[str]:
    return [number_format(counts.get(each, 0)) for each in ("in", *OUTCOMES)]


def _lot_said(lot: dict[str, Any]) -> str:
    return f"{lot['number']} {lot['title']}"


def _moment(at: datetime | None) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT") if at else "–"


# --- the decision ------------------------------------------------------------------------------------------------


def decision_pdf(proposal: Proposal, language: str) -> bytes:
    """From the frozen record alone: what is hashed is what is printed."""
    record = json.loads(proposal.record)
    with translation.override(language):
        return _set(
            list(_decision(record, proposal.sha256)),
            kind=_("Decision of the committee"),
            author=record["call"]["programme"],
            foot=f"{record['call']['title']} · {proposal.sha256[:16]}",
            language=language,
            at=proposal.decided_at or timezone.now(),
        )


def _decision(record: dict[str, Any], sha256: str) -> Iterator[Block]:
    call = record["call"]
    yield title(call["title"])
    yield facts(
        [_("Programme"), call["programme"]],
        [_("Proposal"), str(record["proposal"])],
        [_("Decided"), _moment(datetime.fromisoformat(record["decided_at"]))],
        [_("Rule for ties"), str(TIES.get(record["tie_rule"], record["tie_rule"]))],
    )
    if record["text"]:
        yield par(record["text"])
    for lot in record["lots"]:
        yield from _lot(record, lot)
    yield from _departures(record)
    yield heading(_("Committee and votes"))
    yield _votes(record)
    for vote in record["votes"]:
        if vote["reason"]:
            yield said(f"{vote['member']} · {CHOICES.get(vote['choice'], vote['choice'])}", vote["reason"])
    yield heading(_("How to check this"))
    yield par(
        _(
            "This document was drawn from the record that was frozen with the decision. The record is a text file; its"
            " SHA-256 stands in the journal as well:"
        )
    )
    yield {"t": "code", "text": " ".join(sha256[at : at + 16] for at in range(0, len(sha256), 16))}


def _lot(record: dict[str, Any], lot: dict[str, Any]) -> Iterator[Block]:
    lines = [each for each in record["lines"] if each["lot"] == lot["number"]]
    currency = record["call"]["currency"]
    yield heading(_("Lot %(number)s: %(title)s") % lot)
    yield par(
        _("Budget: %(budget)s %(currency)s") % {"budget": money_said(lot["budget"]), "currency": currency}
    )
    head = [
        _("Rank"),
        _("Application"),
        _("Applicant"),
        _("Points"),
        _("Asked for"),
        _("Outcome"),
        _("Amount"),
    ]
    rows = [
        [
            str(each["rank"] or "–"),
            each["number"],
            each["organisation"],
            points_said(each["points"]),
            money_said(each["asked"]),
            str(DECIDED.get(each["outcome"], each["outcome"])) + (" *" if each["departs"] else ""),
            money_said(each["amount"]),
        ]
        for each in lines
    ]
    yield {**table(_("Lot"), head, rows, numeric=[0, 3, 4, 6]), "widths": [2, 4, 6, 3, 4, 4, 4]}


def _departures(record: dict[str, Any]) -> Iterator[Block]:
    found = [each for each in record["lines"] if each["departs"]]
    if found:
        yield heading(_("Departures from the ranking (*), and why"))
    for each in found:
        yield said(f"{each['number']} {each['organisation']}", each["reason"])
    barred = [each for each in record["lines"] if each["without_vote"]]
    if barred:
        yield heading(_("Without a vote because of a conflict of interest"))
        yield facts(*([each["number"], ", ".join(each["without_vote"])] for each in barred))


def _votes(record: dict[str, Any]) -> Block:
    votes = {each["member"]: each["choice"] for each in record["votes"]}
    rows = [
        [
            each["name"],
            str(PARTS.get(each["part"], each["part"])),
            str(CHOICES.get(votes.get(each["name"], ""), "–")),
        ]
        for each in record["committee"]
    ]
    return table(_("Committee and votes"), [_("Member"), _("As"), _("Vote")], rows)
