"""Signing a PDF as a whole, so that any program that shows PDF files can say whether it was changed.

By default with a P-256 key that is derived from the site's own (Ed25519 is unknown to most of these programs), and a
certificate that it signs itself; or with the certificate of an organisation (PKCS#12).
"""

from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .signing import seed

FIELD = "Signature"
PURPOSE = b"gapbridge agreements: P-256 key for PDF signatures, 1"
# Of no meaning for trust: a certificate that signs itself is compared by its fingerprint.
FROM, UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2099, 12, 31, tzinfo=UTC)
# The order of the curve's group.
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def signed(pdf: bytes, *, reason: str) -> bytes:
    """The same document with an invisible signature over all of it, which allows no later change."""
    # Loaded here: it takes a second that no other page should wait for.
    from pyhanko.pdf_utils.generic import NameObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    # PDF/UA: the field says what it is, lies outside of what is shown, and its page has an order of tabs.
    field = fields.SigFieldSpec(
        FIELD,
        on_page=0,
        readable_field_name=reason,
        invis_sig_settings=fields.InvisSigSettings(set_hidden_flag=True, box_out_of_bounds=True),
    )
    fields.append_signature_field(writer, field)
    page = writer.find_page_for_modification(0)[0].get_object()
    page["/Tabs"] = NameObject("/S")
    what = signers.PdfSignatureMetadata(
        field_name=FIELD,
        reason=reason,
        location=settings.SITE_URL,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    out = signers.PdfSigner(what, signer=_signer()).sign_pdf(writer, in_place=False)
    return out.getvalue()


def _signer() -> Any:
    from pyhanko.sign import signers

    if not settings.PDF_CERTIFICATE:
        return signers.SimpleSigner.load_pkcs12_data(
            _own_certificate(seed()), other_certs=[], passphrase=None
        )
    password = settings.PDF_CERTIFICATE_PASSWORD.encode() or None
    found = signers.SimpleSigner.load_pkcs12(settings.PDF_CERTIFICATE, passphrase=password)
    if found is None:
        raise ImproperlyConfigured(
            "GAPBRIDGE_PDF_CERTIFICATE can't be opened: check the file and its password"
        )
    return found


@lru_cache(maxsize=4)
def _own_certificate(secret: bytes) -> bytes:
    """Key and certificate as PKCS#12, always the same for the same site and key."""
    wide = HKDF(hashes.SHA256(), length=48, salt=None, info=PURPOSE).derive(secret)
    key = ec.derive_private_key(int.from_bytes(wide, "big") % (ORDER - 1) + 1, ec.SECP256R1())
    host = urlsplit(settings.SITE_URL).hostname or "gapbridge"
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Gapbridge"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Agreements of {host}"[:64]),
        ]
    )
    usage = dict.fromkeys(
        (
            "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign", "encipher_only",
            "decipher_only",
        ),
        False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(wide[:8], "big") | 1)
        .not_valid_before(FROM)
        .not_valid_after(UNTIL)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
        .sign(key, hashes.SHA256(), ecdsa_deterministic=True)
    )
    return pkcs12.serialize_key_and_certificates(None, key, certificate, None, NoEncryption())


def certificate_fingerprint() -> str:
    """SHA-256 of the certificate that PDFs are signed with, as programs show it."""
    data = (
        Path(settings.PDF_CERTIFICATE).read_bytes() if settings.PDF_CERTIFICATE else _own_certificate(seed())
    )
    password = settings.PDF_CERTIFICATE_PASSWORD.encode() or None if settings.PDF_CERTIFICATE else None
    found = pkcs12.load_pkcs12(data, password).cert
    return found.certificate.fingerprint(hashes.SHA256()).hex(":").upper() if found else ""
