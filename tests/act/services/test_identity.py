"""Who a person is: apart, encrypted, each look recorded."""

import pytest
from django.db import connection
from django.urls import reverse

from gapbridge.act.services import actions
from gapbridge.act.services.models import Person, PersonIdentity
from gapbridge.act.services.queries import same_document
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.base.models import JournalEntry


@pytest.fixture
def person(cast) -> Person:
    return Person.objects.create(programme=cast.programme, code="A-1", sex="female")


@pytest.fixture
def known(cast, person) -> Person:
    actions.set_identity(
        actor=cast.protection_officer, person=person, name="Aygün", phone="+994 50", document="AZE 123 45"
    )
    return person


def test_the_database_holds_neither_name_nor_document(known):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone, document_hash FROM services_personidentity")
        held = " ".join(cursor.fetchone())
    for secret in ("Aygün", "994", "123"):
        assert secret not in held
    assert "Aygün" not in str(list(JournalEntry.objects.values_list("data", flat=True)))


def test_each_look_leaves_an_entry_with_its_reason(cast, known):
    identity = actions.look_at_identity(actor=cast.protection_officer, person=known, reason="Referral")
    assert identity.name == "Aygün"
    entry = JournalEntry.objects.get(verb="services.look_at_identity")
    assert (entry.actor, entry.data["reason"]) == (cast.protection_officer, "Referral")
    with pytest.raises(Refused, match="Say why"):
        actions.look_at_identity(actor=cast.protection_officer, person=known, reason=" ")
    assert JournalEntry.objects.filter(verb="services.look_at_identity").count() == 1


@pytest.mark.parametrize("who", ["grants_officer", "monitoring_officer", "case_worker", "donor", "stranger"])
def test_nobody_but_programme_and_protection_officers_looks(cast, known, who):
    with pytest.raises(Forbidden):
        actions.look_at_identity(actor=cast.people[who], person=known, reason="Curious")
    with pytest.raises(Forbidden):
        actions.set_identity(actor=cast.people[who], person=known, name="x")


def test_the_same_document_under_two_codes_is_pointed_out(cast, known, as_):
    other = Person.objects.create(programme=cast.programme, code="B-2")
    actions.set_identity(actor=cast.protection_officer, person=other, name="A.", document="aze12345")
    assert same_document(known, cast.fresh("protection_officer")) == [other]
    page = as_("protection_officer").get(known.get_absolute_url()).content.decode()
    assert "It may be one person with two codes." in page
    assert (
        "one person with two codes"
        not in as_("monitoring_officer").get(known.get_absolute_url()).content.decode()
    )


def test_the_page_shows_no_identity_until_a_reason_is_given(cast, known, as_):
    client = as_("protection_officer")
    assert "Aygün" not in client.get(known.get_absolute_url()).content.decode()
    url = reverse("services:look", args=[known.pk])
    assert "Aygün" not in client.get(url).content.decode()
    refused = client.post(url, {"reason": ""})
    assert refused.status_code == 422
    assert "Aygün" not in refused.content.decode()
    shown = client.post(url, {"reason": "Referral"})
    assert "Aygün" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert as_("monitoring_officer").get(url).status_code == 403
    assert as_("monitoring_officer").get(known.get_absolute_url()).status_code == 200
    for who in ("donor", "official", "case_worker", "stranger"):
        assert as_(who).get(known.get_absolute_url()).status_code == 404, who


def test_a_person_without_identity_says_so(cast, person, as_):
    client = as_("protection_officer")
    page = client.get(person.get_absolute_url()).content.decode()
    for expected in ("None is kept.", "Female", reverse("services:edit_identity", args=[person.pk])):
        assert expected in page
    assert client.post(reverse("services:look", args=[person.pk]), {"reason": "x"}).status_code == 422
    url = reverse("services:edit_identity", args=[person.pk])
    assert client.post(url, {"name": ""}).status_code == 422
    assert client.post(url, {"name": "Leyla"}).status_code == 302
    assert PersonIdentity.objects.get().name == "Leyla"
