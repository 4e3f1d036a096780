"""The committee: the ranking's proposal, one departure with its reason, votes, the decision."""

from datetime import date

from gapbridge.act.calls.models import Call
from gapbridge.act.evaluation import actions as evaluation
from gapbridge.act.evaluation.models import Proposal
from gapbridge.demo.bridge.tale import Tale
from gapbridge.demo.clock import telling

from .words import grants_words

COMMITTEE = (
    ("programme_officer", "chair"), ("grants_officer", "secretary"), ("bridge_protection_officer", "member"),
    ("monitoring_officer", "member"), ("donor", "member"),
)  # fmt: skip


def tell(tale: Tale, call: Call) -> None:
    officer, words = tale.who("grants_officer"), grants_words()
    with telling(date(2022, 11, 15)):
        evaluation.name_committee(
            actor=officer, call=call, members=[(tale.who(key), part) for key, part in COMMITTEE]
        )
    with telling(date(2022, 11, 16)):
        for key, _part in COMMITTEE:
            evaluation.declare_impartial(actor=tale.who(key), call=call)
    with telling(date(2022, 11, 17)):
        proposal = evaluation.propose(actor=officer, call=call, text=words["statement"], language="en")
        _depart(tale, proposal)
        evaluation.put_to_vote(actor=officer, proposal=proposal)
    with telling(date(2022, 11, 21)):
        for key, part in COMMITTEE:
            if part != "secretary":
                evaluation.vote(
                    actor=tale.who(key), proposal=proposal, choice="yes", reason=words["votes"].get(key, "")
                )
        evaluation.decide(actor=officer, proposal=proposal)
    call.refresh_from_db()


def _depart(tale: Tale, proposal: Proposal) -> None:
    """The last that the ranking awards in the first lot goes to the reserve list."""
    officer, reason = tale.who("grants_officer"), grants_words()["departure"]
    lines = proposal.lines.select_related("application__lot", "proposal__call__intervention").order_by(
        "rank", "pk"
    )
    lot = [line for line in lines if line.application.lot.number == 1]
    last = [line for line in lot if line.outcome == "award"][-1]
    evaluation.change_line(actor=officer, line=last, outcome="reserve", reason=reason)
