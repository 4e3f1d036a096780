"""What stands in an application is read on its pages: as tables, by its writers and by whoever judges it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from gapbridge.act.applications import actions
from gapbridge.act.applications.completeness import missing
from tests.act import granting
from tests.act.applications.test_logframe import WHOLE

pytestmark = pytest.mark.django_db

LINE = {"heading": "people", "text": "Trainer of tailors", "quantity": 12, "rate": Decimal("750.5")}
ROLE = "Finds the rooms"


@pytest.fixture
def application(cast):
    """Written in all its parts, and sent."""
    own = granting.application(granting.call(cast), cast.cso, cast.applicant, "draft")
    part = own.parts.get()
    actions.put_logframe(actor=cast.applicant, part=part, rows=WHOLE)
    actions.put_budget(
        actor=cast.applicant, part=part, lines=[LINE], sources=[{"name": "Own money", "amount": 9}]
    )
    actions.save_answers(actor=cast.applicant, part=part, answers={"need": "We need water."})
    actions.ask_partner(
        actor=cast.applicant, application=own, organisation=cast.rival_cso, kind="co_applicant", role=ROLE
    )
    own.number, own.state = "1-001", "submitted"
    own.save()
    own.parts.update(received_at=own.created_at)
    return own


def said(client, address) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("reader", ["applicant", "grants_officer"])
def test_the_page_of_an_application_shows_budget_logframe_and_partners_as_tables(as_, application, reader):
    page = said(as_(reader), application.get_absolute_url())
    for text in ("Trainer of tailors", "9,006.00", "Own money", "Women with an income", "Equip rooms", ROLE):
        assert text in page


def test_a_section_that_is_only_read_shows_what_its_editor_holds(as_, application):
    part = application.parts.get()
    page = said(as_("grants_officer"), reverse("applications:section", args=[part.pk, "budget"]))
    assert "Trainer of tailors" in page


def test_an_evaluator_reads_answers_budget_and_logframe_beside_the_grid(cast, as_, application):
    granting.step(application.call, "full")
    given = granting.assignment(application, cast.evaluator)
    page = said(as_("evaluator"), reverse("evaluation:assignment", args=[given.pk]))
    for text in ("We need water.", "Trainer of tailors", "Women with an income", "Equip rooms"):
        assert text in page


def test_the_office_is_shown_no_way_to_a_part_that_is_still_written(cast, as_):
    invited = granting.application(
        granting.call(cast, "evaluation", two_step=True), cast.cso, cast.applicant, "full_draft"
    )
    concept, full = invited.parts.order_by("pk")
    actions.put_budget(actor=None, part=full, lines=[LINE])
    page = said(as_("grants_officer"), invited.get_absolute_url())
    assert concept.get_absolute_url() in page and full.get_absolute_url() not in page
    assert "Trainer of tailors" not in page


def test_the_page_costs_the_same_queries_however_long_the_budget(
    as_, cast, application, assert_constant_queries
):
    client, part = as_("grants_officer"), application.parts.get()
    output = part.logframe.get(kind="output")

    def add():
        part.budget_lines.create(heading="goods", text="More", quantity=1, rate=1)
        part.logframe.create(kind="activity", parent=output, text="More", months=[1], position=9)

    assert_constant_queries(lambda: client.get(application.get_absolute_url()), add)


def test_an_empty_budget_is_missing_in_its_own_section_and_the_way_to_it_is_a_link(as_, cast):
    draft = granting.application(granting.call(cast), cast.cso, cast.applicant, "draft", amount=None)
    part = draft.parts.get()
    (lacks,) = (each for each in missing(part) if "Fill in the budget" in each.text)
    assert (lacks.section, lacks.url) == ("budget", reverse("applications:budget", args=[part.pk]))
    page = said(as_("applicant"), part.get_absolute_url())
    assert f'<a href="{lacks.url}">{lacks.text}</a>' in page
    assert "No budget yet." not in said(as_("applicant"), draft.get_absolute_url())


def test_the_home_of_an_applicant_says_what_is_next_and_until_which_hour(as_, cast):
    closes = (timezone.localtime() + timedelta(days=3)).replace(hour=18, minute=0)
    draft = granting.application(
        granting.call(cast, closes_at=closes), cast.cso, cast.applicant, "draft", title="Water for all"
    )
    page = said(as_("applicant"), reverse("portal:home"))
    assert "Finish and submit the application “Water for all”" in page
    assert draft.get_absolute_url() in page
    assert f"by {date_format(closes, 'DATETIME_FORMAT')}" in page
