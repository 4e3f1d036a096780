"""Run beside a server, in its own database, because a test's process has another one. JSON to standard output.

python -m tests.act.applications.last_seconds make 40   a call that closes soon, and an application of so many CSOs
python -m tests.act.applications.last_seconds count     what became of them
"""

import json
import sys
from typing import Any

import django

ANSWERS = {"need": "We asked.", "methods": "By training.", "honest": True}
BUDGET = {"heading": "people", "text": "A trainer", "unit": "month", "quantity": 10, "rate": 900}


def make(number: int) -> dict[str, Any]:
    from tests.act import granting
    from tests.cast import gather

    cast = gather()
    call = granting.call(cast)
    return {
        "over": call.closes_at.timestamp(),
        "writers": [writer(cast, call, each) for each in range(number)],
    }


def writer(cast: Any, call: Any, number: int) -> dict[str, Any]:
    """A complete application that is still being written."""
    from gapbridge.act.applications import actions
    from gapbridge.people.models import User
    from tests.act import granting
    from tests.act.evaluation.course import applicant
    from tests.agree.last_minute import session_of

    organisation, person = applicant(f"CSO {number:03}")
    person = User.objects.get(pk=person.pk)
    made = granting.application(call, organisation, person, "draft", months=6, people=100)
    made.target_groups.add(cast.idps)
    made.places.add(cast.district)
    part = made.parts.get()
    actions.save_answers(actor=person, part=part, answers=ANSWERS)
    actions.put_budget(actor=person, part=part, lines=[BUDGET])
    return {"application": made.pk, "part": part.pk, "session": session_of(person)}


def count() -> list[dict[str, Any]]:
    """Each application with what stands in the field that was written, and its receipts."""
    from gapbridge.act.applications.models import Application

    return [_counted(each) for each in Application.objects.order_by("pk")]


def _counted(application: Any) -> dict[str, Any]:
    from gapbridge.act.applications.models import Answer, AnswerVersion, Receipt
    from gapbridge.act.applications.receipts import verified

    answer = Answer.objects.get(part__application=application, key="need")
    receipts = Receipt.objects.filter(part__application=application)
    return {
        "state": application.state,
        "number": application.number,
        "text": answer.value,
        "waiting": AnswerVersion.objects.filter(answer=answer, waits=True).count(),
        "received": [json.loads(each.content)["answers"] for each in receipts],
        "genuine": all(verified(each.number, each.sha256) == each for each in receipts),
        "in_time": all(each.received_at <= application.call.closes_at for each in receipts),
    }


if __name__ == "__main__":
    django.setup()
    json.dump({"make": make, "count": count}[sys.argv[1]](*map(int, sys.argv[2:])), sys.stdout)
