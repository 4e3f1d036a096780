"""An agreement as signed PDFs: drawn from the record, signed as a whole, made once."""

import io
import shutil
import subprocess

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from gapbridge.agree.consultations import actions
from gapbridge.agree.consultations.models import Agreement
from gapbridge.agree.consultations.proof import pdfsign, signing
from gapbridge.base.documents.typeset import drawable
from gapbridge.base.errors import Refused
from gapbridge.base.models import JournalEntry, StoredFile
from gapbridge.base.uploads import opened

from .agreeing import full_agreement

pytestmark = pytest.mark.django_db


def content_of(document):
    with opened(document.file) as file:
        return file.read()


def signature_in(pdf):
    return PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]


def verdict_on(pdf):
    found = signature_in(pdf)
    return validate_pdf_signature(found, ValidationContext(trust_roots=[found.signer_cert]))


def text_of(pdf):
    if not shutil.which("pdftotext"):
        pytest.skip("poppler-utils is not installed")
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def test_the_document_is_drawn_from_the_record_signed_as_a_whole_and_made_once(cast):
    agreement = full_agreement(cast)
    made = actions.make_document(actor=None, agreement=agreement, language="en")
    pdf = content_of(made)
    verdict = verdict_on(pdf)
    assert (verdict.intact, verdict.valid, verdict.trusted) == (True, True, True)
    assert verdict.coverage.name == "ENTIRE_FILE"
    assert verdict.docmdp_ok
    text = " ".join(text_of(pdf).split())
    for said in (
        "Two days for water.",
        "Mend two pumps.",
        "Только с бюджетом.",
        "We pay for wells, not for pumps.",
        "Wells follow in the second year.",
        "Çeşmə də lazımdır",
        "Two are mended.",
        signing.fingerprint(),
        agreement.record_hash[:16],
    ):
        assert said in text, said
    assert actions.make_document(actor=None, agreement=agreement, language="en") == made
    assert StoredFile.objects.filter(owner_type="consultations.agreement").count() == 1
    entry = JournalEntry.objects.get(verb="consultations.make_document")
    assert entry.data == {"language": "en", "file": str(made.file.pk), "sha256": made.file.sha256}
    check_accessible(pdf)
    check_a_changed_byte_is_found(pdf)


def check_accessible(pdf):
    """What a signature must not take from PDF/UA: the page of its field has an order of tabs, the field a name."""
    reader = PdfFileReader(io.BytesIO(pdf))
    root = reader.root
    assert root["/MarkInfo"]["/Marked"]
    field = root["/AcroForm"]["/Fields"][0].get_object()
    assert "hash" in str(field["/TU"])
    page = root["/Pages"]
    while "/Kids" in page:
        page = page["/Kids"][0].get_object()
    assert page["/Tabs"] == "/S"


def check_a_changed_byte_is_found(pdf):
    start = pdf.index(b"stream") + 40
    for at in (start, len(pdf) // 2, len(pdf) - 20):
        changed = pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]
        assert not is_accepted(changed), at
    assert not is_accepted(pdf + b"\n%added")


def is_accepted(pdf):
    try:
        verdict = verdict_on(pdf)
    except Exception:  # noqa: BLE001  a broken file may break whatever reads it
        return False
    return verdict.intact and verdict.valid and verdict.coverage.name == "ENTIRE_FILE"


@pytest.mark.parametrize("language", ["az", "ru"])
def test_the_document_is_made_in_each_language(cast, language):
    agreement = full_agreement(cast)
    pdf = content_of(actions.make_document(actor=None, agreement=agreement, language=language))
    assert verdict_on(pdf).intact
    assert "Two days for water." in text_of(pdf)
    assert PdfFileReader(io.BytesIO(pdf)).root["/Lang"] == language


def test_no_document_is_made_of_an_agreement_that_does_not_hold(cast):
    agreement = full_agreement(cast)
    Agreement.objects.filter(pk=agreement.pk).update(statement="Nothing is mended.")
    agreement.refresh_from_db()
    with pytest.raises(Refused, match="does not hold"):
        actions.make_document(actor=None, agreement=agreement, language="en")
    assert actions.make_documents(agreement.pk) == 0
    assert not StoredFile.objects.exists()


def test_documents_that_could_not_be_made_are_made_later(cast):
    agreement = full_agreement(cast)
    actions.make_document(actor=None, agreement=agreement, language="en")
    assert actions.make_missing_documents() == 2
    assert set(agreement.documents.values_list("language", flat=True)) == {"en", "az", "ru"}
    assert actions.make_missing_documents() == 0


def test_an_organisation_signs_with_a_certificate_of_its_own(cast, settings, tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Office for protection")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 7, pdfsign.FROM, pdfsign.UNTIL)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "office.p12"
    sealed = serialization.BestAvailableEncryption(b"word")
    file.write_bytes(
        serialization.pkcs12.serialize_key_and_certificates(b"office", key, certificate, None, sealed)
    )
    settings.PDF_CERTIFICATE, settings.PDF_CERTIFICATE_PASSWORD = str(file), "word"
    made = actions.make_document(actor=None, agreement=full_agreement(cast), language="en")
    assert signature_in(content_of(made)).signer_cert.subject.native["common_name"] == "Office for protection"
    assert (
        pdfsign.certificate_fingerprint().replace(":", "").lower()
        == certificate.fingerprint(hashes.SHA256()).hex()
    )


def test_the_sites_own_certificate_is_always_the_same(settings):
    first = pdfsign.certificate_fingerprint()
    pdfsign._own_certificate.cache_clear()
    assert pdfsign.certificate_fingerprint() == first
    settings.AGREEMENT_KEY = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="
    assert pdfsign.certificate_fingerprint() != first


def test_a_sign_that_no_font_holds_is_written_as_its_number():
    assert drawable({"a": ["su 😀", "Ə Ж\n"], "n": 1}) == {"a": ["su [U+1F600]", "Ə Ж\n"], "n": 1}
