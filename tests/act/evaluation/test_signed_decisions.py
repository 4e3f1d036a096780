"""The committee's decision as a signed PDF: made once, from a record that holds, and no byte of it can be changed."""

import io

import pytest
from django.urls import reverse
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from gapbridge.act.evaluation import actions
from gapbridge.act.evaluation.models import DecisionDocument, Proposal
from gapbridge.agree.consultations.proof.pdfsign import certificate_fingerprint
from gapbridge.base.errors import Refused, WrongState
from gapbridge.base.models import JournalEntry, StoredFile

from . import course


@pytest.fixture
def proposal(cast, db) -> Proposal:
    return course.decided(cast, [5, 1]).proposals.get()


def is_accepted(pdf: bytes) -> bool:
    try:
        found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
        verdict = validate_pdf_signature(found, ValidationContext(trust_roots=[found.signer_cert]))
    except Exception:  # noqa: BLE001  a broken file may break whatever reads it
        return False
    return verdict.intact and verdict.valid and verdict.docmdp_ok and verdict.coverage.name == "ENTIRE_FILE"


def test_it_verifies_as_it_is_and_not_with_a_byte_changed_or_added(proposal, as_):
    client, address = as_("grants_officer"), reverse("evaluation:decision", args=[proposal.pk, "en"])
    pdf = client.get(address).content
    assert is_accepted(pdf)
    for at in (pdf.index(b"stream") + 40, len(pdf) // 2, len(pdf) - 20):
        assert not is_accepted(pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]), at
    assert not is_accepted(pdf + b"\n%added")
    assert client.get(address).content == pdf  # everybody gets the same file
    assert DecisionDocument.objects.count() == StoredFile.objects.count() == 1


def test_its_hash_is_in_the_journal_and_on_the_page_with_the_certificate(proposal, as_):
    made = actions.make_document(actor=None, proposal=proposal, language="en")
    entry = JournalEntry.objects.get(verb="evaluation.make_document")
    assert entry.data["sha256"] == made.file.sha256
    page = as_("grants_officer").get(proposal.get_absolute_url()).content.decode()
    assert made.file.sha256 in page
    assert certificate_fingerprint() in page


def test_a_record_that_was_altered_or_is_not_decided_is_not_signed(proposal):
    Proposal.objects.filter(pk=proposal.pk).update(record=proposal.record.replace("As ranked.", "As wished."))
    with pytest.raises(Refused, match="does not match the hash"):
        actions.make_document(actor=None, proposal=Proposal.objects.get(), language="en")
    with pytest.raises(WrongState):
        actions.make_document(
            actor=None, proposal=Proposal(state="voting", pk=proposal.pk + 1), language="en"
        )
    assert not StoredFile.objects.exists()


def test_the_file_is_had_from_its_page_alone(cast, proposal, as_):
    made = actions.make_document(actor=None, proposal=proposal, language="en")
    for who in ("applicant", "rival", "evaluator", "stranger", "grants_officer"):
        assert as_(who).get(made.file.get_absolute_url()).status_code == 404, who
    for who in ("applicant", "rival", "stranger"):
        address = reverse("evaluation:decision", args=[proposal.pk, "en"])
        assert as_(who).get(address).status_code in {403, 404}, who
