"""Pages of rounds and agreements: who reads what, what is said to bad input."""

import pytest
from django.urls import reverse

from gapbridge.agree.consultations import actions
from gapbridge.agree.consultations.models import Agreement, Comment, Consultation, Position
from gapbridge.agree.consultations.queries import seat_of

from . import story

pytestmark = pytest.mark.django_db


def address(name, *args):
    return reverse(f"consultations:{name}", args=args)


@pytest.mark.parametrize(
    ("name", "draft", "opened", "answering"),
    [
        ("protection_officer", 200, 200, 403),
        ("official", 404, 200, 200),
        ("applicant", 404, 200, 200),
        ("evaluator", 404, 200, 403),
        ("rival", 404, 404, 404),
        ("stranger", 404, 404, 404),
        ("community_member", 404, 404, 404),
        ("visitor", 404, 404, 302),
    ],
)
def test_a_round_is_seen_by_the_programme_and_the_invited(cast, as_, name, draft, opened, answering):
    prepared, running = story.prepared(cast), story.opened(cast)
    client = as_(name)
    assert client.get(prepared.get_absolute_url()).status_code == draft
    assert client.get(running.get_absolute_url()).status_code == opened
    assert client.get(address("answer", running.pk)).status_code == answering


def test_positions_and_reasons_are_read_by_everyone_in_the_round(cast, as_):
    consultation = story.opened(cast)
    story.stands(cast, consultation, authority=("object", "It costs too much."))
    page = as_("applicant").get(address("stakeholders", consultation.pk)).content.decode()
    assert "It costs too much." in page
    assert "not answered yet" in page
    assert "official" not in page.partition("It costs too much.")[0].rpartition("The authority")[2]


def test_a_position_is_taken_through_the_form_and_nothing_typed_is_lost(cast, as_):
    consultation = story.opened(cast)
    client, place = as_("applicant"), address("answer", consultation.pk)
    assert client.get(place).status_code == 200
    response = client.post(
        place,
        {
            "stakeholder": seat_of(consultation, cast.cso).pk,
            "stand": "object",
            "condition": "Ask the elders.",
            "language": "en",
        },
    )
    assert response.status_code == 422
    assert "reason is needed" in response.context["form"].errors["reason"][0]
    assert "Ask the elders." in response.content.decode()
    client.post(
        place,
        {
            "stakeholder": seat_of(consultation, cast.cso).pk,
            "stand": "object",
            "reason": "Nobody asked.",
            "condition": "Ask the elders.",
            "language": "en",
        },
    )
    position = Position.objects.get()
    assert (position.stakeholder.organisation, position.reason) == (cast.cso, "Nobody asked.")
    assert "Nobody asked." in client.get(place).content.decode()


def test_a_position_for_another_organisation_is_refused_beside_the_field(cast, as_):
    consultation = story.opened(cast)
    response = as_("applicant").post(
        address("answer", consultation.pk),
        {"stakeholder": seat_of(consultation, cast.authority).pk, "stand": "agree", "language": "en"},
    )
    assert response.status_code == 422
    assert "stakeholder" in response.context["form"].errors
    assert not Position.objects.exists()


def test_a_comment_is_made_and_answered_through_the_pages(cast, as_):
    consultation = story.opened(cast)
    item = consultation.items.get()
    place = address("comment", consultation.pk, item.pk)
    assert as_("applicant").get(place).status_code == 200
    assert (
        as_("applicant")
        .post(place, {"stakeholder": seat_of(consultation, cast.cso).pk, "language": "en"})
        .status_code
        == 422
    )
    as_("applicant").post(
        place,
        {"stakeholder": seat_of(consultation, cast.cso).pk, "text": "Name the villages.", "language": "en"},
    )
    comment = Comment.objects.get()
    reply = address("answer_comment", consultation.pk, comment.pk)
    assert as_("applicant").get(reply).status_code == 403
    empty = as_("protection_officer").post(reply, {})
    assert {"outcome", "answer", "language"} == set(empty.context["form"].errors)
    as_("protection_officer").post(
        reply, {"outcome": "taken_up", "answer": "All four are named.", "language": "en"}
    )
    page = as_("applicant").get(address("comments", consultation.pk)).content.decode()
    assert "Name the villages." in page
    assert "All four are named." in page


def test_an_objection_is_answered_through_its_page(cast, as_):
    consultation = story.opened(cast)
    story.stands(cast, consultation, authority=("object", "It costs too much."))
    place = address("answer_objection", consultation.pk, Position.objects.get().pk)
    assert as_("official").get(place).status_code == 403
    client = as_("protection_officer")
    assert "It costs too much." in client.get(place).content.decode()
    assert client.post(place, {"answer": " "}).status_code == 422
    client.post(place, {"answer": "It is paid for."})
    assert Position.objects.get().answer == "It is paid for."


def test_a_round_is_prepared_and_opened_through_the_pages(cast, as_):
    client, gap = as_("protection_officer"), story.gap(cast)
    wrong = client.post(
        address("new", cast.programme.pk),
        {
            "title": "Spring round",
            "language": "en",
            "opens_on": "2030-05-01",
            "closes_on": "2030-04-01",
            "rule": "consent",
            "quorum": "101",
        },
    )
    assert {"closes_on", "quorum"} == set(wrong.context["form"].errors)
    assert "Spring round" in wrong.content.decode()
    client.post(
        address("new", cast.programme.pk),
        {
            "title": "Spring round",
            "language": "en",
            "opens_on": "2030-04-01",
            "closes_on": "2030-05-01",
            "rule": "consent",
            "quorum": "50",
        },
    )
    consultation = Consultation.objects.get()
    assert client.post(address("add_items", consultation.pk), {}).status_code == 422
    client.post(address("add_items", consultation.pk), {"gaps": [gap.pk]})
    client.post(
        address("invite", consultation.pk),
        {"organisations": [cast.cso.pk], "mandate": "Decision of the board"},
    )
    assert "Decision of the board" in client.get(address("stakeholders", consultation.pk)).content.decode()
    assert gap.statement in client.get(consultation.get_absolute_url()).content.decode()
    client.post(f"/move/consultations.consultation/{consultation.pk}/open/")
    consultation.refresh_from_db()
    assert consultation.state == "open"
    item, seat = consultation.items.get(), consultation.stakeholders.get()
    client.post(address("remove_item", consultation.pk, item.pk))
    client.post(address("uninvite", consultation.pk, seat.pk))
    assert (consultation.items.count(), consultation.stakeholders.count()) == (1, 1)


def test_closing_leads_to_the_agreement_and_a_refusal_stands_on_the_page(cast, as_):
    consultation = story.opened(cast)
    client = as_("protection_officer")
    move = f"/move/consultations.consultation/{consultation.pk}/close/"
    refused = client.post(move, {"reason": "We agreed."})
    assert refused.status_code == 422
    assert "not everybody has taken one" in refused.content.decode()
    assert "We agreed." in refused.content.decode()
    story.stands(cast, consultation, authority="agree", cso="agree", funder="agree")
    response = client.post(move, {"reason": "We agreed."})
    assert response.url == Agreement.objects.get().get_absolute_url()


def test_an_agreement_shows_texts_dissent_and_whether_it_holds(cast, as_):
    consultation = story.opened(cast)
    story.stands(
        cast, consultation, authority=("reservations", "Only with a budget."), cso="agree", funder="agree"
    )
    agreement = actions.close_with_agreement(
        actor=cast.protection_officer, consultation=consultation, reason="Pumps first."
    )
    page = as_("applicant").get(agreement.get_absolute_url()).content.decode()
    for text in (
        "No safe water.",
        "Only with a budget.",
        "Pumps first.",
        "It holds.",
        agreement.record_hash[:16],
    ):
        assert text in page, text
    Agreement.objects.filter(pk=agreement.pk).update(record=agreement.record[:-1])
    assert "It does not hold." in as_("applicant").get(agreement.get_absolute_url()).content.decode()


def test_the_public_reads_an_agreement_once_it_is_published(cast, as_):
    agreement = story.agreed(cast)
    for name in ("visitor", "rival", "stranger"):
        assert as_(name).get(agreement.get_absolute_url()).status_code == 404
    as_("protection_officer").post(address("publish", agreement.pk))
    page = as_("visitor").get(agreement.get_absolute_url()).content.decode()
    assert "First CSO" in page
    assert "applicant" not in page
    assert as_("visitor").get(agreement.consultation.get_absolute_url()).status_code == 200
    assert "Round" in as_("visitor").get(address("agreements")).content.decode()


def test_lists_cost_the_same_however_long(cast, as_, assert_constant_queries):
    client = as_("protection_officer")
    assert_constant_queries(lambda: client.get(address("list")), lambda: story.opened(cast))
    assert_constant_queries(lambda: client.get(address("agreements")), lambda: story.agreed(cast))


def test_a_round_costs_the_same_however_many_items_it_has(cast, as_, assert_constant_queries):
    consultation = story.prepared(cast)
    client = as_("protection_officer")
    assert_constant_queries(
        lambda: client.get(consultation.get_absolute_url()),
        lambda: actions.add_items(
            actor=cast.protection_officer, consultation=consultation, gaps=[story.gap(cast)]
        ),
    )


def test_a_round_is_on_the_pages_of_what_it_asked_about(cast, as_):
    gap = story.gap(cast)
    agreement = story.agreed(cast, gaps=[gap])
    page = as_("protection_officer").get(gap.get_absolute_url()).content.decode()
    assert agreement.get_absolute_url() in page
    assert "Every position stands in the agreement" in page


def test_addresses_of_nothing_answer_404(cast, as_):
    consultation = story.opened(cast)
    client = as_("protection_officer")
    for place in (
        address("answer_comment", consultation.pk, 999),
        address("answer_objection", consultation.pk, 999),
        address("consultation", 999),
        address("agreement", 999),
    ):
        assert client.get(place).status_code == 404
