"""Run beside the server of `script/bench rush`, in its database. JSON to standard output.

python rush_data.py make CSOS       a call, and for each organisation an application of which one field is still written
python rush_data.py close SECONDS   the last call's deadline comes in so many seconds: the moment
python rush_data.py count           what became of the last call's applications
"""
# ruff: noqa: E402 (Django must stand before the models are imported)

import json
import os
import sys
from datetime import timedelta
from decimal import Decimal
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gapbridge.conf.settings")

import django

django.setup()

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from grants_data import csos, office, open_call, session

from gapbridge.act.applications import actions
from gapbridge.act.applications.models import Answer, AnswerVersion, Application, Part, Receipt
from gapbridge.act.applications.queries import part_of
from gapbridge.act.applications.receipts import is_of_the_site
from gapbridge.act.calls.models import Call
from gapbridge.base import journal
from gapbridge.programmes.models import Place, PopulationGroup

WRITTEN = "need"  # the field that is written until the end
SENTENCE = "We walked from house to house, asked who has nowhere to turn to, and wrote down what they said. "
BUDGET = (
    ("people", 12, 900),
    ("travel", 12, 60),
    ("goods", 20, 45),
    ("activities", 6, 400),
    ("office", 12, 70),
)


def make(number: int) -> dict[str, Any]:
    officer = office()
    with transaction.atomic():
        call = open_call(officer, f"R{Call.objects.count() + 1}")
        writers = [writer(call, organisation, user) for organisation, user in csos(number)]
    return {"call": call.pk, "field": WRITTEN, "section": section_of(call), "writers": writers}


def section_of(call: Call) -> str:
    sections = call.full_form.definition["sections"]
    return next(each["key"] for each in sections if any(field["key"] == WRITTEN for field in each["fields"]))


def writer(call: Call, organisation: Any, user: Any) -> dict[str, Any]:
    lot = call.lots.all()[organisation.pk % 3]
    application = actions.start_application(
        actor=user,
        call=call,
        lot=lot,
        organisation=organisation,
        title="A centre for the village",
        language="en",
    )
    actions.change_facts(
        actor=user,
        application=application,
        people=120,
        months=12,
        target_groups=PopulationGroup.objects.filter(kind="status")[:2],
        places=Place.objects.filter(kind="city")[:2],
    )
    part = part_of(application, Part.Kind.FULL)
    saved = actions.save_answers(actor=user, part=part, answers=answers())
    actions.put_logframe(actor=user, part=part, rows=[objective()])
    actions.put_budget(actor=user, part=part, lines=lines())
    return {
        "user": user.pk,
        "session": session(user),
        "application": application.pk,
        "part": part.pk,
        "version": saved.versions[WRITTEN],
        "text": SENTENCE * 10,
    }


def answers() -> dict[str, Any]:
    texts = ("need", "inclusion", "methods", "safeguards", "sustainability", "experience")
    team = [
        {"role": role, "days": "10", "tasks": "Visits and trainings"} for role in ("Coordinator", "Trainer")
    ]
    return dict.fromkeys(texts, SENTENCE * 10) | {"team": team, "truthful": True}


def objective() -> dict[str, Any]:
    activities = [
        {"kind": "activity", "text": f"Trainings {each}", "months": list(range(1, 13))} for each in (1, 2, 3)
    ]
    output = {
        "kind": "output",
        "text": "People are trained",
        "children": activities,
        "indicators": [indicator()],
    }
    outcome = {
        "kind": "outcome", "text": "People earn a living", "assumptions": "The roads stay open",
        "children": [output], "indicators": [indicator()],
    }  # fmt: skip
    return {"kind": "objective", "text": "Displaced people stand on their own feet", "children": [outcome]}


def indicator() -> dict[str, Any]:
    return {
        "text": "People",
        "unit": "people",
        "baseline": Decimal(0),
        "target": Decimal(120),
        "means": "Lists",
    }


def lines() -> list[dict[str, Any]]:
    return [
        {
            "heading": heading,
            "text": "A cost",
            "unit": "month",
            "quantity": Decimal(quantity),
            "rate": Decimal(rate),
        }
        for heading, quantity, rate in BUDGET
    ]


def close(seconds: int) -> dict[str, Any]:
    call = Call.objects.latest("pk")
    call.closes_at = timezone.now() + timedelta(seconds=seconds)
    call.save(
        update_fields=["closes_at"]
    )  # by a corrigendum all 200 would be written to, and their mails sent meanwhile
    return {"deadline": call.closes_at.timestamp()}


def count() -> dict[str, Any]:
    call = Call.objects.latest("pk")
    rows = Application.objects.filter(call=call)
    receipts = Receipt.objects.filter(part__application__call=call)
    numbers = list(rows.exclude(number="").values_list("number", flat=True))
    twice = rows.annotate(held=Count("parts__receipts")).filter(held__gt=1)
    versions = AnswerVersion.objects.filter(answer__part__application__call=call)
    return {
        "submitted": rows.filter(state="submitted").count(),
        "drafts": rows.filter(state="draft").count(),
        "receipts": receipts.count(),
        "twice": twice.count(),
        "same_number": len(numbers) - len(set(numbers)),
        "unsigned": sum(not is_of_the_site(each) for each in receipts),
        "late": receipts.filter(received_at__gt=call.closes_at).count(),
        "waiting": versions.filter(waits=True).count(),
        "fault": str(journal.verify() or ""),
        "texts": {
            str(answer.part.application_id): answer.value
            for answer in Answer.objects.filter(part__application__call=call, key=WRITTEN).select_related(
                "part"
            )
        },
    }


if __name__ == "__main__":
    said = {"make": make, "close": close, "count": count}[sys.argv[1]](*map(int, sys.argv[2:]))
    json.dump(said, sys.stdout)
