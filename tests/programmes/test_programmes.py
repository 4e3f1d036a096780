"""Programmes: who leads one, when it runs, whose money it shows to whom."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from gapbridge.base.errors import Forbidden, Refused, WrongState
from gapbridge.base.models import JournalEntry
from gapbridge.people import actions as people
from gapbridge.people.models import Membership, Organisation
from gapbridge.programmes import actions
from gapbridge.programmes.models import BudgetLine, Partner, Programme


def create(cast, **fields) -> Programme:
    given = {
        "actor": cast.administrator,
        "lead": cast.office,
        "slug": "new",
        "title_en": "A new programme",
        "short_title_en": "New",
        "country": cast.country,
        "starts_on": date(2010, 1, 1),
        "ends_on": date(2012, 12, 31),
    }
    return actions.create_programme(**(given | fields))


def test_a_new_programme_is_in_preparation_and_led_by_the_administrators_organisation(cast):
    programme = create(cast)
    assert programme.state == "draft"
    assert [(p.organisation, p.role) for p in programme.partners.all()] == [(cast.office, "lead")]


def test_nobody_leads_with_an_organisation_they_do_not_administer(cast):
    with pytest.raises(Refused) as refusal:
        create(cast, lead=cast.elsewhere)
    assert refusal.value.field == "lead"


def test_a_cso_leads_no_programme(cast):
    people.register_organisation(actor=cast.community_member, name_en="New CSO", country="AZ", language="az")
    with pytest.raises(Forbidden):
        create(cast, actor=cast.fresh("community_member"), lead=Organisation.objects.get(name_en="New CSO"))
    Membership.objects.create(user=cast.administrator, organisation=cast.cso, role="administrator")
    with pytest.raises(Refused) as refusal:
        create(cast, actor=cast.fresh("administrator"), lead=cast.cso)
    assert refusal.value.field == "lead"


def test_a_programme_does_not_end_before_it_starts(cast):
    with pytest.raises(Refused) as refusal:
        create(cast, ends_on=date(2009, 12, 31))
    assert refusal.value.field == "ends_on"
    with pytest.raises(Refused):
        actions.change_programme(
            actor=cast.programme_officer, programme=cast.programme, ends_on=date(2008, 1, 1)
        )
    assert Programme.objects.get(pk=cast.programme.pk).ends_on == date(2009, 12, 31)


def test_the_refusal_stands_beside_its_field(as_, cast):
    client = as_("programme_officer")
    address = reverse("programmes:edit", args=[cast.programme.pk])
    form = {
        "title_en": "T", "short_title_en": "S", "slug": "spcp", "country": cast.country.pk, "currency": "eur",
        "starts_on": "2009-01-01", "ends_on": "2008-01-01",
    }  # fmt: skip
    response = client.post(address, form)
    assert response.status_code == 422
    assert response.context["form"].errors == {"ends_on": ["The end can't be before the start."]}


def test_starting_makes_a_programme_public(as_, cast):
    programme = create(cast)
    assert as_("visitor").get(programme.get_absolute_url()).status_code == 404
    actions.start_programme(actor=cast.fresh("programme_officer"), programme=programme)
    assert as_("visitor").get(programme.get_absolute_url()).status_code == 200
    with pytest.raises(WrongState):
        actions.start_programme(actor=cast.fresh("programme_officer"), programme=programme)


def test_a_programme_keeps_one_organisation_that_leads_it(cast):
    lead = cast.programme.partners.get(role="lead")
    with pytest.raises(Refused, match="keeps at least one"):
        actions.remove_partner(actor=cast.programme_officer, partner=lead)
    assert Partner.objects.filter(pk=lead.pk).exists()


def test_the_same_part_is_not_given_twice(cast):
    with pytest.raises(Refused) as refusal:
        actions.add_partner(
            actor=cast.programme_officer, programme=cast.programme, organisation=cast.funder, role="funding"
        )
    assert refusal.value.field == "organisation"


def test_a_partner_removed_has_no_role_there_any_more(cast):
    actions.remove_partner(actor=cast.programme_officer, partner=cast.programme.partners.get(role="funding"))
    assert not cast.fresh("donor").has_perm("programmes.see_budget", cast.programme)


def test_a_negative_budget_is_refused(cast):
    with pytest.raises(Refused) as refusal:
        actions.set_budget_line(
            actor=cast.programme_officer,
            programme=cast.programme,
            code="A",
            title="A",
            amount=Decimal("-0.01"),
        )
    assert refusal.value.field == "amount"
    assert not BudgetLine.objects.exists()


def test_a_budget_line_with_the_same_code_is_replaced(cast):
    for amount in (Decimal(10), Decimal("20.50")):
        actions.set_budget_line(
            actor=cast.programme_officer, programme=cast.programme, code="A", title="A", amount=amount
        )
    assert [line.amount for line in cast.programme.budget_lines.all()] == [Decimal("20.50")]


@pytest.mark.parametrize(
    ("member", "sees"),
    [
        ("programme_officer", True), ("grants_officer", True), ("donor", True), ("official", False),
        ("applicant", False), ("administrator", False), ("stranger", False), ("visitor", False),
    ],
)  # fmt: skip
def test_the_budget_is_shown_to_officers_and_the_donor(as_, cast, member, sees):
    BudgetLine.objects.create(programme=cast.programme, code="A", title="Interpreters", amount=1000)
    page = as_(member).get(cast.programme.get_absolute_url()).content.decode()
    assert ("Interpreters" in page) is sees


def test_an_unlisted_partner_is_not_named_to_visitors(as_, cast):
    Organisation.objects.filter(pk=cast.funder.pk).update(is_listed=False)
    assert "The funder" not in as_("visitor").get(cast.programme.get_absolute_url()).content.decode()
    assert "The funder" in as_("official").get(cast.programme.get_absolute_url()).content.decode()


@pytest.mark.parametrize("member", ["protection_officer", "official", "donor", "administrator", "stranger"])
def test_only_a_programme_officer_changes_the_programme(cast, member):
    with pytest.raises(Forbidden):
        actions.change_programme(actor=cast.people[member], programme=cast.programme, currency="USD")


def test_each_change_leaves_one_entry_of_ids_and_names_of_fields(cast):
    actions.change_programme(actor=cast.programme_officer, programme=cast.programme, currency="USD")
    entry = JournalEntry.objects.get()
    assert (entry.verb, entry.target_id, entry.programme_id) == (
        "programmes.change", cast.programme.pk, cast.programme.pk,
    )  # fmt: skip
    assert entry.data == {"fields": ["currency"]}


def test_lists_cost_the_same_with_more_rows(as_, cast, assert_constant_queries):
    def add():
        number = Programme.objects.count()
        Programme.objects.create(
            slug=f"p{number}", title_en="P", short_title_en="P", country=cast.country, state="running"
        )

    client = as_("programme_officer")
    assert_constant_queries(lambda: client.get(reverse("programmes:list")), add)


def test_a_framework_costs_the_same_with_more_clauses(client, cast, assert_constant_queries):
    def add():
        number = cast.framework.clauses.count()
        cast.framework.clauses.create(code=f"E{number}", title_en="Clause", position=number)

    address = reverse("programmes:framework", args=[cast.framework.pk])
    assert_constant_queries(lambda: client.get(address), add)
