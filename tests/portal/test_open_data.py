"""Awarded grants as open data: what the 360Giving standard asks for, and nothing that must stay inside."""

import json

import pytest
from django.urls import reverse

from gapbridge.act.grants import actions
from tests.act import granting

# "required" in the standard's schema, version 1.4, read on standard.threesixtygiving.org
REQUIRED = {
    "id", "title", "description", "currency", "amountAwarded", "awardDate", "recipientOrganization",
    "fundingOrganization",
}  # fmt: skip


@pytest.fixture
def grant(cast):
    call = granting.call(cast, "decided")
    application = granting.application(call, cast.cso, cast.applicant, "awarded", title="Bees for Yevlakh")
    application.places.add(cast.district)
    return granting.grant(application)


def package(client):
    return json.loads(client.get(reverse("portal:giving")).content)


def test_each_grant_has_what_the_standard_requires(as_, grant):
    (found,) = package(as_("visitor"))["grants"]
    assert set(found) >= REQUIRED
    assert (found["amountAwarded"], found["currency"]) == (
        float(grant.amount),
        grant.application.call.currency,
    )
    assert [each["name"] for each in found["recipientOrganization"]] == ["First CSO"]
    assert [each["name"] for each in found["fundingOrganization"]] == ["The funder"]
    assert found["beneficiaryLocation"][0]["geoCode"] == "AZ-YE"
    assert all(
        {"id", "name"} <= set(each) for each in found["recipientOrganization"] + found["fundingOrganization"]
    )


def test_a_name_that_is_withheld_takes_title_places_and_identifier_with_it(cast, as_, grant):
    actions.withhold_name(actor=cast.grants_officer, grant=grant, reason="It shelters people.")
    text = as_("visitor").get(reverse("portal:giving")).content.decode()
    for hidden in ("First CSO", "Bees", "AZ-YE", "Yevlax", "shelters", f"org-{cast.cso.pk}"):
        assert hidden not in text, hidden
    assert "Name withheld for safety" in text
    assert "In 1" in as_("visitor").get(reverse("portal:open_data")).content.decode()


@pytest.mark.parametrize("state", ["draft", "open", "evaluation", "cancelled"])
def test_a_grant_is_told_once_its_call_is_decided(as_, grant, state):
    type(grant.application.call).objects.update(state=state)
    assert package(as_("visitor"))["grants"] == []
    assert package(as_("grants_officer"))["grants"] == []


def test_the_file_costs_the_same_for_many_grants(cast, as_, grant, assert_constant_queries):
    client = as_("visitor")

    def add():
        call = grant.application.call
        organisation = type(cast.cso).objects.create(name_en=f"CSO {type(grant).objects.count()}", kind="cso")
        granting.grant(granting.application(call, organisation, cast.applicant, "awarded"))

    assert_constant_queries(lambda: client.get(reverse("portal:giving")), add)
