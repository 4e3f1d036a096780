"""A call in numbers: each is counted from the records, opens its list, and costs the same for many rows."""

from decimal import Decimal

import pytest
from django.urls import reverse

from gapbridge.act.evaluation.models import StepResult
from gapbridge.act.grants.queries import overview
from gapbridge.people.models import Organisation
from tests.act import granting


@pytest.fixture
def call(cast):
    call = granting.call(cast, "evaluation", lots=2)
    first, second = call.lots.all()
    won = granting.application(call, cast.cso, cast.applicant, "awarded", lot=first, amount=12_000)
    won.places.add(cast.district)
    granting.application(call, cast.rival_cso, cast.rival, "declined", lot=second, amount=8_000)
    third = Organisation.objects.create(name_en="Group", kind="community")
    granting.application(call, third, cast.rival, "draft", lot=second, amount=9_000)
    granting.grant(won, amount=11_000, signed_on="2009-04-01")
    step = call.steps.get(step__kind="full")
    StepResult.objects.create(
        call_step=step, application=won, outcome="passed", points=15, made_at=call.opens_at
    )
    return call


def test_the_funnel_counts_from_the_first_draft_to_the_signature(call, officer):
    found = {each.label: each.number for each in overview.funnel(call, officer)}
    assert (found["Begun"], found["Submitted"], found["Passed: Full application"]) == (3, 2, 1)
    assert (found["Awarded"], found["On the reserve list"], found["Agreement signed"]) == (1, 0, 1)


def test_money_is_planned_asked_committed_by_lot_place_and_kind(call, officer):
    first, second = overview.by_lot(call, officer)
    assert (first.planned, first.asked, first.committed) == (30_000, 12_000, 11_000)
    assert (second.applications, second.asked, second.committed) == (1, 8_000, 0)
    (place,) = overview.by_place(call, officer)
    assert (place.label, place.committed) == ("Yevlax", 11_000)
    (kind,) = overview.by_kind(call, officer)
    assert (kind.applications, kind.asked) == (2, Decimal(20_000))
    assert overview.whole(call, officer).committed == 11_000


def test_each_number_opens_the_list_that_it_counts(call, as_, officer):
    client = as_("grants_officer")
    for each in overview.funnel(call, officer):
        if each.url:
            assert client.get(each.url).context["page"].paginator.count == each.number, each.label
    for row in [
        *overview.by_lot(call, officer),
        *overview.by_place(call, officer),
        *overview.by_kind(call, officer),
    ]:
        assert client.get(row.url).context["page"].paginator.count == row.applications, row.label
        assert client.get(row.awarded_url).context["page"].paginator.count == bool(row.committed), row.label
    assert client.get(overview.grants_of(call)).context["page"].paginator.count == 1


@pytest.mark.parametrize(
    "name", ["donor", "evaluator", "applicant", "stranger", "monitoring_officer", "visitor"]
)
def test_numbers_and_list_are_the_grants_offices(call, as_, name):
    for page in ("grants:numbers", "evaluation:applications"):
        assert as_(name).get(reverse(page, args=[call.pk])).status_code in {302, 403, 404}


def test_page_and_file_say_the_same(call, as_):
    client, address = as_("grants_officer"), reverse("grants:numbers", args=[call.pk])
    assert "11,000" in client.get(address).content.decode()
    book = client.get(address + "?export=xlsx")
    assert b"".join(book.streaming_content).startswith(b"PK")


@pytest.mark.parametrize("page", ["grants:numbers", "evaluation:applications"])
def test_a_thousand_applications_cost_as_many_queries_as_one(call, cast, as_, assert_constant_queries, page):
    client, address = as_("grants_officer"), reverse(page, args=[call.pk])

    def add():
        organisation = Organisation.objects.create(name_en=f"CSO {Organisation.objects.count()}", kind="cso")
        granting.application(call, organisation, cast.applicant)

    assert_constant_queries(lambda: client.get(address), add)
