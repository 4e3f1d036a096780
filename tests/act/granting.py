"""Rows of a call and what follows it, written directly: for tests that are not about the actions that make them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from gapbridge.act.applications.content import canonical, hash_of
from gapbridge.act.applications.models import Application, Part, Receipt
from gapbridge.act.calls.models import Call, Lot
from gapbridge.act.evaluation.models import Assignment, CallStep, Declaration
from gapbridge.act.grants.models import Grant
from gapbridge.act.interventions.models import Intervention
from gapbridge.act.procedures.models import CheckItem, FormDefinition, Procedure, Question, Section, Step

LONG_AGO = datetime(2009, 3, 1, tzinfo=UTC)


def words(text: str) -> dict[str, str]:
    return {"en": text, "az": text, "ru": text}


def field(key: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": kind, "label": words(key.capitalize()), "required": True, **more}


CONCEPT = {
    "sections": [
        {
            "key": "relevance",
            "title": words("Relevance"),
            "fields": [field("need", words=300), field("groups", "choices", options=[
                {"key": "idp", "label": words("Displaced people")},
                {"key": "returnees", "label": words("Returnees")},
            ])],
        },
    ]
}  # fmt: skip
FULL = {
    "sections": [
        {
            "key": "project",
            "title": words("The project"),
            "fields": [
                field("need", words=500),
                field("methods", words=500),
                field("team", "table", required=False, columns=[
                    {"key": "role", "kind": "text", "label": words("Role")},
                    {"key": "days", "kind": "number", "label": words("Days")},
                ]),
                field("annex", "files", required=False, kinds=["pdf", "docx"], most=3),
                field("honest", "declaration"),
            ],
        },
        {"key": "logframe", "title": words("Logframe"), "fields": [field("logframe", "logframe", required=False)]},
        {
            "key": "budget",
            "title": words("Budget"),
            "fields": [field("budget", "budget", headings=[
                {"key": "people", "label": words("People")},
                {"key": "goods", "label": words("Equipment and supplies")},
                {"key": "overhead", "label": words("Indirect costs")},
            ], ceilings=[{"heading": "overhead", "percent": 7, "of": ["people", "goods"]}])],
        },
    ]
}  # fmt: skip


def procedure(cast: Any, **changes: Any) -> Procedure:
    """Two steps scored: a concept note of 10 points (6 to pass), a full application of 20 in two sections."""
    made = Procedure.objects.create(
        **{
            "programme": cast.programme,
            "key": "usual",
            "title": "Usual procedure",
            "is_template": False,
            "unchangeable": ["lot", "organisation"],
            "reasons_for": [1, 5],
            "least_days_open": 0,
        }
        | changes
    )
    opening = Step.objects.create(procedure=made, kind="opening", title="Opening", position=1)
    CheckItem.objects.create(step=opening, text="Arrived in time", position=1)
    concept = Step.objects.create(
        procedure=made, kind="concept", title="Concept note", position=2, least_points=6
    )
    relevance = Section.objects.create(step=concept, title="Relevance", position=1)
    for number in (1, 2):
        Question.objects.create(section=relevance, text=f"Is it relevant {number}?", position=number)
    full = Step.objects.create(
        procedure=made, kind="full", title="Full application", position=3, least_points=12
    )
    for number, title in enumerate(("Capacity", "Design"), start=1):
        section = Section.objects.create(
            step=full, title=title, position=number, least_points=6 if number == 1 else None
        )
        Question.objects.create(section=section, text=f"{title}?", weight=2)
    eligibility = Step.objects.create(procedure=made, kind="eligibility", title="Eligibility", position=4)
    CheckItem.objects.create(step=eligibility, text="Registered", position=1)
    return made


def form(cast: Any, part: str = "full", definition: Any = None, **changes: Any) -> FormDefinition:
    number = FormDefinition.objects.count() + 1
    return FormDefinition.objects.create(
        **{
            "programme": cast.programme,
            "key": f"{part}-{number}",
            "title": f"Form {number}",
            "part": part,
            "definition": definition or (CONCEPT if part == "concept" else FULL),
            "published_at": LONG_AGO,
        }
        | changes
    )


def call(
    cast: Any,
    state: str = "open",
    *,
    two_step: bool = False,
    intervention: Intervention | None = None,
    lots: int = 1,
    programme: Any = None,
    **changes: Any,
) -> Call:
    """A call with `lots` lots of 30,000; it opened yesterday and closes in ten days. Its steps wait."""
    now = timezone.now()
    programme = programme or cast.programme
    own = changes.pop("procedure", None) or procedure(
        cast, two_step=two_step, programme=programme, frozen_at=None if state == "draft" else now
    )
    made = Call.objects.create(
        **{
            "intervention": intervention or _intervention(cast, programme),
            "guidelines": "# Who may apply\n\nCivil society.",
            "procedure": own,
            "concept_form": form(cast, "concept", programme=programme) if two_step else None,
            "full_form": form(cast, programme=programme),
            "opens_at": now - timedelta(days=1),
            "closes_at": now + timedelta(days=10),
            "budget": Decimal(30_000) * lots,
            "state": state,
        }
        | changes
    )
    for number in range(1, lots + 1):
        Lot.objects.create(
            call=made, number=number, title=f"Lot {number}", theme=cast.topic, budget=30_000, smallest=5_000,
            largest=20_000,
        )  # fmt: skip
    for step in own.steps.all():
        if two_step or step.kind != "concept":
            CallStep.objects.create(call=made, step=step)
    return made


def _intervention(cast: Any, programme: Any) -> Intervention:
    number = Intervention.objects.count() + 1
    return Intervention.objects.create(
        programme=programme,
        kind="call",
        code=f"C{number}",
        title=f"Grants for livelihoods {number}",
        organisation=cast.office,
        starts_on=date(2009, 1, 1),
        ends_on=date(2009, 12, 31),
        state="under_way",
        published_at=LONG_AGO,
    )


def application(
    of: Call,
    organisation: Any,
    person: Any,
    state: str = "submitted",
    *,
    lot: Lot | None = None,
    **changes: Any,
) -> Application:
    """With its part or parts, and a receipt for what is sent."""
    sent = state not in {"draft", "withdrawn"}
    now = timezone.now()
    number = f"{of.pk}-{Application.objects.filter(call=of).count() + 1:03d}" if sent else ""
    made = Application.objects.create(
        **{
            "call": of,
            "lot": lot or of.lots.first(),
            "organisation": organisation,
            "number": number,
            "title": f"A project of {organisation}",
            "language": "en",
            "people": 100,
            "months": 6,
            "amount": Decimal(10_000),
            "created_by": person,
            "created_at": now,
            "submitted_at": now if sent else None,
            "state": state,
        }
        | changes
    )
    parts = [("concept", of.concept_form)] if of.is_two_step else []
    if not of.is_two_step or state in {"full_draft", "full_submitted", "awarded", "reserve"}:
        parts.append(("full", of.full_form))
    for kind, its_form in parts:
        with_office = sent and not (kind == "full" and state == "full_draft")
        part = Part.objects.create(
            application=made,
            kind=kind,
            form=its_form,
            opened_at=now,
            received_at=now if with_office else None,
        )
        if with_office:
            _receipt(part, f"{number}-{kind}", now)
    return made


def _receipt(part: Part, number: str, at: datetime) -> Receipt:
    """With the cover's facts and no answers."""
    application = part.application
    content = {
        "receipt": number,
        "call": {"id": application.call_id, "title": str(application.call)},
        "lot": {"number": application.lot.number, "title": application.lot.title},
        "organisation": {"id": application.organisation_id, "name": application.organisation.name},
        "application": {
            "number": application.number,
            "title": application.title,
            "language": application.language,
            "people": application.people,
            "months": application.months,
            "amount": str(application.amount),
            "currency": application.call.currency,
            "target_groups": [],
            "places": [],
        },
        "answers": {},
    }
    text = canonical(content)
    return Receipt.objects.create(
        part=part, number=number, received_at=at, content=text, sha256=hash_of(text), signature=""
    )


def step(of: Call, kind: str, state: str = "under_way") -> CallStep:
    found = of.steps.get(step__kind=kind)
    found.state, found.began_at = state, timezone.now()
    found.save()
    return found


def assignment(of: Application, evaluator: Any, kind: str = "full", *, declared: bool = True, **changes: Any):
    """Given to an evaluator in a step, who has declared impartiality unless told otherwise."""
    if declared:
        Declaration.objects.get_or_create(
            call=of.call, user=evaluator, defaults={"text_version": "1", "declared_at": timezone.now()}
        )
    return Assignment.objects.create(
        **{
            "call_step": of.call.steps.get(step__kind=kind),
            "application": of,
            "evaluator": evaluator,
            "given_at": timezone.now(),
        }
        | changes
    )


def grant(of: Application, **changes: Any) -> Grant:
    return Grant.objects.create(
        **{"application": of, "amount": of.amount, "awarded_on": date(2009, 3, 31)} | changes
    )
