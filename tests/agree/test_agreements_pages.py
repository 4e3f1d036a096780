"""Closing a round on its page, and the pages on which an agreement is read, kept and proved."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gapbridge.agree.consultations import actions
from gapbridge.agree.consultations.models import Agreement, Stakeholder
from gapbridge.agree.consultations.proof import signing
from gapbridge.agree.consultations.proof.verify import check

from . import story
from .agreeing import close, full_agreement, full_round

pytestmark = pytest.mark.django_db


def address(name, *args):
    return reverse(f"consultations:{name}", args=args)


def text_of(response):
    return " ".join(response.content.decode().split())


# --- closing -------------------------------------------------------------------------------------


def test_the_closing_page_shows_every_obstacle_with_the_way_to_it(cast, as_):
    consultation = story.opened(cast, quorum=100)
    story.stands(cast, consultation, authority=("object", "It costs too much."))
    position = consultation.stakeholders.get(organisation=cast.authority).positions.get()
    page = text_of(as_("protection_officer").get(address("close", consultation.pk)))
    for said in (
        "not everybody has taken one",
        "1 of 3 took a position that counts",
        "has no answer yet",
        address("answer_objection", consultation.pk, position.pk),
        "No safe water.",
    ):
        assert said in page, said


def test_closing_on_its_page_leads_to_the_agreement(cast, as_):
    consultation = full_round(cast)
    client, place = as_("protection_officer"), address("close", consultation.pk)
    assert "Nothing keeps the round from closing" in text_of(client.get(place))
    review = timezone.localdate() + timedelta(days=100)
    response = client.post(place, {"reason": "Two pumps.", "review_on": review.isoformat()})
    agreement = Agreement.objects.get()
    assert response.url == agreement.get_absolute_url()
    assert (agreement.statement, agreement.review_on) == ("Two pumps.", review)


def test_a_refused_closing_keeps_what_was_typed_and_says_where(cast, as_):
    consultation = full_round(cast)
    client, place = as_("protection_officer"), address("close", consultation.pk)
    response = client.post(place, {"reason": "Two pumps.", "review_on": "2001-01-01"})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"review_on"}
    assert "Two pumps." in response.content.decode()
    assert not Agreement.objects.exists()


def test_only_the_office_closes_and_only_an_open_round(cast, as_):
    prepared, running = story.prepared(cast), full_round(cast)
    assert as_("official").get(address("close", running.pk)).status_code == 403
    assert as_("stranger").get(address("close", running.pk)).status_code == 404
    client = as_("protection_officer")
    assert client.get(address("close", prepared.pk)).status_code == 422
    close(cast, running)
    assert client.get(address("close", running.pk)).url == running.get_absolute_url()
    assert "already" in text_of(client.post(address("close", running.pk), {"reason": "Again."}))
    assert Agreement.objects.count() == 1


def test_what_does_not_count_is_shown_as_what_it_is(cast, as_):
    consultation = full_round(cast)
    item = consultation.items.first()
    actions.revise_item(
        actor=cast.protection_officer, item=item, number=2, because="Clearer.", remedy="Mend three pumps."
    )
    page = text_of(as_("protection_officer").get(address("close", consultation.pk)))
    assert "3 positions are on an earlier text" in page
    assert "0 of 3 took a position that counts" in page


# --- reading and keeping -------------------------------------------------------------------------


def test_the_page_shows_texts_dissent_comments_and_that_it_holds(cast, as_):
    agreement = full_agreement(cast)
    page = text_of(as_("applicant").get(agreement.get_absolute_url()))
    for said in (
        "Mend two pumps.",
        "Только с бюджетом.",
        "Wells follow in the second year.",
        "Two are mended.",
        "A comment was taken up.",
        "Two pumps are mended first.",
        "It holds.",
        agreement.record_hash[:16],
        signing.fingerprint(),
    ):
        assert said in page, said
    assert "official" not in page.partition("Who agreed")[2].partition("Dissent")[0].lower()


def test_the_page_costs_the_same_however_much_was_said(cast, as_, django_assert_max_num_queries):
    agreement = full_agreement(cast)
    client = as_("applicant")
    client.get(agreement.get_absolute_url())
    with django_assert_max_num_queries(45):
        client.get(agreement.get_absolute_url())


def test_the_record_is_handed_out_as_a_file_that_the_verifier_accepts(cast, as_):
    agreement = full_agreement(cast)
    response = as_("applicant").get(address("record_file", agreement.pk))
    assert check(response.content).holds
    day = agreement.closed_at.date()
    name = f"agreement-{agreement.consultation_id}-{day}.gapbridge.txt"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize("name", ["prove", "record_file", "agreement"])
def test_the_public_proves_what_is_published_and_nothing_else(cast, as_, name):
    agreement = full_agreement(cast)
    for outsider in ("visitor", "stranger", "rival"):
        assert as_(outsider).get(address(name, agreement.pk)).status_code == 404
    actions.publish_agreement(actor=cast.protection_officer, agreement=agreement)
    for outsider in ("visitor", "stranger", "rival"):
        assert as_(outsider).get(address(name, agreement.pk)).status_code == 200


def test_the_proof_page_says_hash_fingerprint_and_command_and_computes_anew(cast, as_):
    agreement = full_agreement(cast)
    page = text_of(as_("applicant").get(address("prove", agreement.pk)))
    for said in (
        "It holds.",
        signing.fingerprint(),
        agreement.record_hash[:16],
        "python verify.py",
        "the same",
    ):
        assert said in page, said
    Agreement.objects.filter(pk=agreement.pk).update(statement="Nothing is mended.")
    page = text_of(as_("applicant").get(address("prove", agreement.pk)))
    assert "It does not hold." in page
    assert "What is shown beside the record" in page


def test_the_proof_page_shows_both_keys_once_the_key_was_replaced(cast, as_, settings):
    agreement, old = full_agreement(cast), signing.fingerprint()
    settings.AGREEMENT_KEY = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="
    page = text_of(as_("applicant").get(address("prove", agreement.pk)))
    assert "It holds." in page
    assert old in page
    assert signing.fingerprint() in page


def test_the_verifier_is_handed_out_to_everybody(as_):
    response = as_("visitor").get(address("verifier"))
    assert b"def check(data: bytes" in response.content
    compile(response.content, "verify.py", "exec")


def test_a_document_is_made_when_it_is_first_asked_for(cast, as_):
    agreement = full_agreement(cast)
    client = as_("applicant")
    response = client.get(address("document", agreement.pk, "en"))
    assert response.url == agreement.documents.get().file.get_absolute_url()
    assert client.get(response.url)["Content-Type"] == "application/pdf"
    assert as_("visitor").get(response.url).status_code == 404
    assert client.get(address("document", agreement.pk, "xx")).status_code == 404


def test_of_an_agreement_that_does_not_hold_no_document_is_made(cast, as_):
    agreement = full_agreement(cast)
    Agreement.objects.filter(pk=agreement.pk).update(record=["nothing"])
    client = as_("applicant")
    assert client.get(address("document", agreement.pk, "en")).status_code == 422
    for name in ("agreement", "prove", "record_file"):
        assert client.get(address(name, agreement.pk)).status_code == 200


def test_words_that_a_group_took_back_are_not_shown_and_only_the_office_hands_out_the_record(cast, as_):
    agreement = full_agreement(cast)
    actions.publish_agreement(actor=cast.protection_officer, agreement=agreement)
    group = story.statement(cast).session
    group.withdrawn_at = timezone.now()
    group.save()
    seat = Stakeholder.objects.filter(consultation=agreement.consultation, organisation=cast.cso)
    seat.update(organisation=None, group=group)
    page = text_of(as_("visitor").get(agreement.get_absolute_url()))
    assert "Только с бюджетом." not in page
    assert "Çeşmə" not in page
    assert "The people took their words back." in page
    assert "It holds." in page
    for name in ("record_file", "document"):
        place = address(name, agreement.pk, *(["en"] if name == "document" else []))
        assert as_("visitor").get(place).status_code == 422
    assert as_("protection_officer").get(address("record_file", agreement.pk)).status_code == 200
