"""What thousands of applications may cost: the same queries as ten, at most fifteen, and a page of fifty rows that a
slow line brings, in every language. How long it takes is measured by `script/bench applications`."""

from decimal import Decimal

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gapbridge.act.applications.models import Application
from gapbridge.act.evaluation.models import StepResult, Tally
from gapbridge.people.models import Organisation
from tests.act import granting

TITLE = "Новые источники дохода для вернувшихся семей {:04}"
APPLICANT = "Общественное объединение развития сёл {:04}"
MOST_QUERIES, MOST_BYTES = 15, 60_000


def add(call, number):
    """So many more applications, each with points of the scored steps, and the first of them without."""
    already = call.applications.count()
    step = call.steps.get(step__kind="full")
    for each in range(already, already + number):
        applicant = Organisation.objects.create(name_en=APPLICANT.format(each), kind="cso")
        made = granting.application(
            call, applicant, call.made_by, "full_submitted" if call.is_two_step else "submitted",
            title=TITLE.format(each), number=f"2009-12-{each:05}", amount=Decimal(12_345 + each),
        )  # fmt: skip
        if each == already:
            continue
        if call.is_two_step:
            StepResult.objects.create(
                call_step=call.steps.get(step__kind="concept"), application=made, outcome="passed",
                points=Decimal("42.75"), made_at=call.opens_at,
            )  # fmt: skip
        Tally.objects.create(
            call_step=step,
            application=made,
            given=2,
            scored=2,
            points=Decimal("71.25"),
            spread=Decimal("12.50"),
        )


@pytest.fixture(params=[False, True], ids=["one step", "two steps"])
def call(cast, request):
    made = granting.call(cast, "evaluation", two_step=request.param, lots=3)
    made.made_by = cast.applicant
    for kind in ("opening", *(("concept",) if request.param else ())):
        granting.step(made, kind, "closed")
    granting.step(made, "full", "released")
    return made


def lists(call):
    step = call.steps.get(step__kind="full")
    return {
        "applications": reverse("evaluation:applications", args=[call.pk]),
        "board": reverse("evaluation:board", args=[step.pk]),
    }


@pytest.mark.parametrize("page", ["applications", "board"])
def test_fifty_cost_the_same_queries_as_ten_and_at_most_fifteen(call, as_, page):
    client, address = as_("grants_officer"), lists(call)[page]
    add(call, 10)
    client.get(address)  # fills what is kept for good
    few = queries(client, address)
    add(call, 50)
    many = queries(client, address)
    assert len(many) == len(few), "\n".join(each["sql"][:200] for each in many.captured_queries)
    assert len(many) <= MOST_QUERIES


def queries(client, address):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return asked


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_a_page_of_fifty_applications_is_at_most_sixty_kilobytes(call, as_, language):
    add(call, 55)
    client = as_("grants_officer")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get(lists(call)["applications"])
    page = answer.content.decode()
    assert f'<html lang="{language}"' in page
    assert page.count("2009-12-") == 50
    assert len(answer.content) <= MOST_BYTES


def test_the_points_of_a_concept_note_stand_only_where_there_is_one(call, as_):
    add(call, 2)
    page = as_("grants_officer").get(lists(call)["applications"]).content.decode()
    assert ("Concept note" in page.split("<tbody>")[0].split("<thead")[1]) == call.is_two_step
    assert Application.objects.filter(call=call).count() == 2
