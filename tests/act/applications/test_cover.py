"""Two who change the cover's facts at once: what only one changed is taken, of what both changed a person chooses."""

import re
from html import unescape

import pytest
from django.urls import reverse

from gapbridge.act.applications import actions, cover
from gapbridge.act.applications.models import Application
from gapbridge.base.errors import Refused
from gapbridge.people.models import Membership, User
from tests.act import granting

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(cast):
    return granting.application(
        granting.call(cast, lots=2), cast.cso, cast.applicant, "draft", title="Water", language="en"
    )


@pytest.fixture
def colleague(cast):
    person = User.objects.create(email="colleague@example.org", name="A colleague")
    Membership.objects.create(user=person, organisation=cast.cso, role="cso_staff")
    return person


@pytest.fixture
def address(application):
    return reverse("applications:facts", args=[application.parts.get().pk])


def hidden(answer) -> dict[str, str]:
    """What the page carries along unseen, as a browser without scripts sends it back."""
    found = re.findall(
        r'<input type="hidden" name="(was|stands)"(?: value="([^"]*)")?', answer.content.decode()
    )
    return {name: unescape(value) for name, value in found}


def typed(application, **changes) -> dict:
    return {
        "title": application.title, "lot": str(application.lot_id), "language": "en", "people": "100", "months": "6",
    } | changes  # fmt: skip


def test_what_only_one_changed_is_taken_and_the_others_change_stays(
    cast, as_, application, colleague, address
):
    client = as_("applicant")
    unseen = hidden(client.get(address))
    groups = [cast.idps, cast.disability]
    actions.change_facts(actor=colleague, application=application, people=250, target_groups=groups)
    answer = client.post(address, typed(application, **unseen, title="Water for all"))
    assert answer.status_code == 302
    application.refresh_from_db()
    assert (application.title, application.people) == ("Water for all", 250)
    assert {*application.target_groups.all()} == {*groups}


def test_of_what_both_changed_both_are_shown_and_nothing_is_saved_before_a_choice(
    as_, application, colleague, address
):
    client = as_("applicant")
    unseen = hidden(client.get(address))
    actions.change_facts(actor=colleague, application=application, title="Light for all", people=250)
    answer = client.post(address, typed(application, **unseen, title="Water for all", months="7"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Water for all"' in page and "Light for all" in page
    assert "Keep mine" in page and "Keep theirs" in page
    assert 'value="250"' in page  # what only the other changed
    application.refresh_from_db()
    assert (application.title, application.months) == ("Light for all", 6)
    # Saved once more without a choice it asks again.
    again = client.post(address, typed(application, **hidden(answer), title="Water for all"))
    assert again.status_code == 422
    # And it is all there after the page was left.
    assert 'value="Water for all"' in client.get(address).content.decode()


@pytest.mark.parametrize(("choice", "title"), [("mine", "Water for all"), ("theirs", "Light for all")])
def test_the_choice_stands_and_the_rest_is_saved_with_it(as_, application, colleague, address, choice, title):
    client = as_("applicant")
    unseen = hidden(client.get(address))
    actions.change_facts(actor=colleague, application=application, title="Light for all", people=250)
    sent = typed(application, title="Water for all", months="7")
    unseen = hidden(client.post(address, sent | unseen))
    answer = client.post(address, sent | unseen | {"people": "250", "choose": f"{choice}:title"})
    assert answer.status_code == 302
    application.refresh_from_db()
    assert (application.title, application.months, application.people) == (title, 7, 250)


def test_a_third_change_after_the_page_was_shown_asks_again(as_, application, colleague, address):
    client = as_("applicant")
    unseen = hidden(client.get(address))
    actions.change_facts(actor=colleague, application=application, title="Light for all")
    sent = typed(application, title="Water for all")
    unseen = hidden(client.post(address, sent | unseen))
    actions.change_facts(actor=colleague, application=application, title="Bread for all")
    answer = client.post(address, sent | unseen | {"choose": "mine:title"})
    assert answer.status_code == 422 and "Bread for all" in answer.content.decode()
    application.refresh_from_db()
    assert application.title == "Bread for all"


def test_a_draft_that_was_typed_before_a_colleagues_change_is_measured_by_what_its_writer_saw(
    as_, application, colleague, address
):
    client = as_("applicant")
    unseen = hidden(client.get(address))
    client.post(
        reverse("base:save_draft"), typed(application, **unseen, months="7") | {"_draft_key": address}
    )
    actions.change_facts(actor=colleague, application=application, title="Light for all")
    back = client.get(address)
    assert 'value="Water"' in back.content.decode()  # as it was typed, on what stood then
    assert client.post(address, typed(application, **hidden(back), months="7")).status_code == 302
    application.refresh_from_db()
    assert (application.title, application.months) == ("Light for all", 7)


def test_the_action_refuses_a_collision_that_no_page_saw(cast, application, colleague):
    saw = cover.texts_of(application)
    actions.change_facts(actor=colleague, application=application, title="Light for all")
    with pytest.raises(Refused) as refusal:
        actions.change_facts(
            actor=cast.applicant, application=application, based_on=saw, title="Water for all", months=7
        )
    assert refusal.value.field == "title"
    assert Application.objects.get(pk=application.pk).months == 6


@pytest.mark.parametrize("was", ["", "[]", "{", '{"title": 3}', "null", "[" * 99_999])
def test_without_a_word_on_what_was_seen_the_last_save_stands(as_, application, address, was):
    answer = as_("applicant").post(address, typed(application, was=was, title="Water for all"))
    assert answer.status_code == 302
    application.refresh_from_db()
    assert application.title == "Water for all"
