# ruff: noqa: E402 (Django must stand before the models are imported)
"""The pages that are measured, with their queries counted in this process: JSON to standard output."""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gapbridge.conf.settings")

import django

django.setup()

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gapbridge.act.calls.models import Call
from gapbridge.act.trainings.models import Training
from gapbridge.agree.consultations.models import Agreement
from gapbridge.agree.gaps.models import Gap
from gapbridge.listen.assessments.models import Statement
from gapbridge.people.models import User
from gapbridge.programmes.models import Programme
from gapbridge.prove.results.models import Indicator
from gapbridge.prove.updates.models import Update


def main() -> None:
    json.dump([counted(*page) for page in pages()], sys.stdout)


def pages():
    """(name, path, the account that reads it or None for a visitor)."""
    gap = Gap.objects.filter(programme__slug="spcp-azerbaijan").get(code="G1")
    bridge = Programme.objects.get(slug="eu-bridge")
    reached = Indicator.objects.filter(counter="people_reached").first()
    call = Call.objects.filter(state="decided").first()
    yield "front page", reverse("portal:front"), None
    yield "map", reverse("portal:map"), None
    yield "gaps, list", reverse("gaps:list"), None
    yield "gap (the busiest)", gap.get_absolute_url(), None
    yield "thread of that gap", reverse("thread:thread", args=["gaps.gap", gap.pk]), None
    yield "voices, list", reverse("assessments:statements"), None
    yield "a voice", Statement.objects.filter(evidence_for__gap=gap).first().get_absolute_url(), None
    yield "agreement", Agreement.objects.filter(gaps=gap).first().get_absolute_url(), None
    yield "interventions, list", reverse("interventions:list"), None
    yield "a training", Training.objects.order_by("pk").first().get_absolute_url(), None
    yield (
        "update",
        Update.objects.filter(state="published", programme=bridge).first().get_absolute_url(),
        None,
    )
    yield "indicator (people reached)", reached.get_absolute_url(), None
    yield (
        "figure (people reached)",
        reverse("reach:figure", args=[bridge.pk, "people_reached"]),
        None,
    )
    yield "search", reverse("portal:search") + "?q=housing", None
    yield "home", reverse("portal:home"), "protection_officer"
    yield "voices, list (officer)", reverse("assessments:statements"), "protection_officer"
    yield "gap (officer)", gap.get_absolute_url(), "protection_officer"
    step = call.steps.get(step__kind="full")
    yield (
        "ranking of a call (grants officer)",
        reverse("evaluation:ranking", args=[step.pk]),
        "grants_officer",
    )


def counted(name: str, path: str, person: str | None) -> dict:
    client = Client(headers={"host": "localhost"})
    user = User.objects.get(email=f"{person}@example.org") if person else None
    if user:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(path)  # what is cached for good: content types
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    if response.status_code != 200:
        raise SystemExit(f"{path} answered {response.status_code}")
    return {"name": name, "path": path, "person": str(user.pk) if user else "", "queries": len(queries)}


main()
