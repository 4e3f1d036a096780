"""The first page of a round: how it stands, what is asked, and in preparation what is still to be done."""

from typing import Any

from gapbridge.agree.consultations.models import Consultation
from gapbridge.agree.consultations.queries import positions_chart, stakeholders_of
from gapbridge.agree.consultations.tally import tally

from .checklist import checklist
from .frame import frame
from .texts import asked


def consultation_context(consultation: Consultation, user: Any) -> dict[str, Any]:
    stakeholders = stakeholders_of(consultation)
    counted = tally(consultation, stakeholders)
    texts = asked(consultation, user)
    context = frame(consultation, user, "consultation")
    return {
        **context,
        "asked": texts,
        "tally": counted,
        "kind_quorums": [each for each in counted.kinds if each.percent is not None],
        "chart": positions_chart(counted) if counted.invited else None,
        "checklist": checklist(consultation, texts, stakeholders) if context["may_change"] else [],
        "undelivered": [each for each in stakeholders if each.undelivered_at and not each.ended_at]
        if context["may_answer"]
        else [],
    }
