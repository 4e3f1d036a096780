"""Receipts on the site: what was sent, to whom it is shown, and that anybody can verify one."""

import pytest
from django.urls import reverse

from gapbridge.act.applications import actions
from gapbridge.act.applications.models import Receipt
from tests.act import granting


@pytest.fixture
def receipt(cast):
    call = granting.call(cast)
    application = granting.application(call, cast.cso, cast.applicant, "draft", title="Su və işıq")
    part = application.parts.get()
    application.target_groups.add(cast.idps)
    application.places.add(cast.district)
    answers = {
        "need": "Ehtiyac: “su”",
        "methods": "Borular",
        "honest": True,
        "team": [{"role": "Usta", "days": "4"}],
    }
    actions.save_answers(actor=cast.applicant, part=part, answers=answers, based_on=None)
    lines = [{"heading": "people", "text": "Coordinator", "unit": "month", "quantity": 6, "rate": 1500}]
    actions.put_budget(actor=cast.applicant, part=part, lines=lines)
    actions.submit_application(actor=cast.applicant, application=application)
    return Receipt.objects.get()


def test_the_pdf_is_of_exactly_what_was_sent_and_always_the_same(cast, as_, receipt):
    address = reverse("applications:receipt_pdf", args=[receipt.pk])
    first = as_("applicant").get(address).content
    assert first.startswith(b"%PDF")
    type(receipt.part.application).objects.update(title="Something else")
    assert as_("applicant").get(address).content == first


def test_the_data_file_has_the_hash_that_the_receipt_names(as_, receipt):
    from hashlib import sha256

    content = as_("applicant").get(reverse("applications:receipt_content", args=[receipt.pk])).content
    assert sha256(content).hexdigest() == receipt.sha256


@pytest.mark.parametrize("name", ["rival", "evaluator", "donor", "stranger", "official"])
@pytest.mark.parametrize("page", ["receipt", "receipt_pdf", "receipt_content"])
def test_nobody_else_reads_a_receipt(as_, receipt, name, page):
    assert as_(name).get(reverse(f"applications:{page}", args=[receipt.pk])).status_code == 404


def test_anybody_verifies_a_receipt_and_learns_nothing_else(as_, receipt):
    def ask(**data):
        return as_("visitor").post(reverse("applications:verify"), data).content.decode()

    true = ask(number=receipt.number, sha256=receipt.sha256.upper())
    assert "This site gave the receipt" in true and "First CSO" not in true and "Su və işıq" not in true
    assert "gave no such receipt" in ask(number=receipt.number, sha256="0" * 64)
    assert "64 digits" in ask(number=receipt.number, sha256="short")


def test_what_was_altered_in_the_database_is_told(as_, receipt):
    Receipt.objects.update(content=receipt.content.replace("Borular", "Nothing"))
    shown = as_("applicant").get(receipt.get_absolute_url()).content.decode()
    assert "not what this site signed" in shown
    told = as_("visitor").post(
        reverse("applications:verify"), {"number": receipt.number, "sha256": receipt.sha256}
    )
    assert "gave no such receipt" in told.content.decode()


def test_what_is_being_written_is_its_writers_alone_until_it_is_sent(cast, as_, receipt):
    application = receipt.part.application
    history = reverse("applications:history", args=[receipt.part_id, "need"])
    for name, status in (("applicant", 200), ("grants_officer", 403), ("rival", 404)):
        assert as_(name).get(history).status_code == status, name
    assert as_("grants_officer").get(receipt.part.get_absolute_url()).status_code == 200
    actions.take_back_application(actor=cast.applicant, application=application)
    type(application).objects.filter(pk=application.pk).update(
        state="submitted"
    )  # as if the other part stood
    for page in (receipt.part.get_absolute_url(), receipt.get_absolute_url()):
        assert as_("grants_officer").get(page).status_code == 404
        assert as_("applicant").get(page).status_code == 200
