"""Sealed feedback (abuse, exploitation, harassment) is in its own compartment: case workers of the programme
alone. Nobody else finds it on a page, in a list, by search, in a count, or through the journal."""

import pytest
from django.db import connection
from django.urls import reverse

from gapbridge.listen.feedback.models import Feedback
from tests.cast import EVERYBODY

pytestmark = pytest.mark.django_db

OTHERS = [name for name in EVERYBODY if name != "case_worker"]


@pytest.fixture
def sealed(stage) -> Feedback:
    return stage.world.mine["sealed feedback"]


@pytest.mark.parametrize("member", OTHERS)
def test_nobody_but_a_case_worker_opens_it(client_of, sealed, member):
    client = client_of(member)
    for method, name in (("get", "feedback:feedback"), ("post", "feedback:contact")):
        address = reverse(name, args=[sealed.pk])
        response = getattr(client, method)(address)
        assert response.status_code == (302 if member == "visitor" else 404), address
        assert sealed.text not in response.content.decode()


@pytest.mark.parametrize("member", OTHERS)
def test_nobody_but_a_case_worker_moves_it(client_of, sealed, member):
    client = client_of(member)
    for name in ("take", "answer", "close", "reopen"):
        address = reverse("base:move", args=["feedback.feedback", sealed.pk, name])
        assert client.post(address, {"reason": "x"}).status_code == (302 if member == "visitor" else 404)
    assert Feedback.objects.get(pk=sealed.pk).state == "received"


@pytest.mark.parametrize("member", OTHERS)
def test_it_is_in_no_list_and_no_export_of_anybody_else(client_of, sealed, member):
    client = client_of(member)
    for address in (
        reverse("feedback:list"),
        reverse("feedback:list") + "?export=xlsx",
        reverse("portal:home"),
    ):
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert f"/feedback/{sealed.pk}/".encode() not in body, address


@pytest.mark.parametrize("member", EVERYBODY)
def test_no_search_finds_feedback(client_of, sealed, member, pytestconfig):
    if pytestconfig.getoption("nomigrations"):
        pytest.skip("the search's index comes with migrations")
    response = client_of(member).get(reverse("portal:search"), {"q": "Somebody told"})
    assert response.status_code == 200
    assert f"/feedback/{sealed.pk}/" not in response.content.decode()


def test_neither_officer_nor_administrator_has_a_permission_on_it(person, sealed):
    holders = [name for name in EVERYBODY if person(name).has_perm("feedback.handle_feedback", sealed)]
    assert holders == ["case_worker"]


def test_a_case_worker_opens_it_and_no_ordinary_feedback(stage, client_of, sealed):
    client = client_of("case_worker")
    page = client.get(sealed.get_absolute_url())
    assert page.status_code == 200
    assert sealed.text in page.content.decode()
    assert client.get(stage.world.mine["feedback.feedback"].get_absolute_url()).status_code == 404


def test_a_case_worker_of_another_programme_does_not_see_it(stage, person, sealed):
    from gapbridge.people.models import Membership

    Membership.objects.create(user=stage.cast.stranger, organisation=stage.cast.elsewhere, role="case_worker")
    stranger = person("stranger")
    assert not Feedback.objects.visible_to(stranger).filter(pk=sealed.pk)
    assert Feedback.objects.visible_to(stranger).filter(pk=stage.world.theirs["sealed feedback"].pk)


def test_the_text_is_not_readable_in_the_database(sealed):
    with connection.cursor() as cursor:
        cursor.execute("SELECT text, contact FROM feedback_feedback WHERE id = %s", [sealed.pk])
        text, contact = cursor.fetchone()
    assert sealed.text not in str(text)
    assert "+000" not in str(contact)
