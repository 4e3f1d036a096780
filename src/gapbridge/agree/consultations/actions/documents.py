"""An agreement as signed PDFs: made once in each language, after the round has closed."""

import hashlib
import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gapbridge.agree.consultations.models import Agreement, AgreementDocument, Consultation
from gapbridge.agree.consultations.proof.export import file_name
from gapbridge.agree.consultations.proof.holding import holds
from gapbridge.base import journal
from gapbridge.base.errors import Refused
from gapbridge.base.uploads import CheckedUpload, store

log = logging.getLogger(__name__)


def make_document(*, actor: Any, agreement: Agreement, language: str) -> AgreementDocument:
    """The signed PDF in one language, made now if there is none; everybody gets the same file.

    Refused for an agreement that does not hold: nothing altered is ever signed.
    """
    if found := agreement.documents.filter(language=language).select_related("file").first():
        return found
    if not holds(agreement):
        raise Refused(_("This agreement does not hold any more, so no document is made of it."))
    return _keep(actor, agreement, language, _drawn(agreement, language))


def _drawn(agreement: Agreement, language: str) -> bytes:
    # Loaded here: typesetting and signing are large, and most pages do neither.
    from gapbridge.agree.consultations.proof.document import pdf_of
    from gapbridge.agree.consultations.proof.pdfsign import signed

    with translation.override(language):
        reason = _("Agreement, hash %(hash)s") % {"hash": agreement.record_hash}
    return signed(pdf_of(agreement, language), reason=reason)


@transaction.atomic
def _keep(actor: Any, agreement: Agreement, language: str, pdf: bytes) -> AgreementDocument:
    """Of two that were drawn at once, the first is kept: one hash in the journal a language."""
    Consultation.objects.select_for_update().get(pk=agreement.consultation_id)
    if found := agreement.documents.filter(language=language).first():
        return found
    name, digest = file_name(agreement, f"{language}.pdf"), hashlib.sha256(pdf).hexdigest()
    upload = CheckedUpload(ContentFile(pdf), name, "application/pdf", len(pdf), digest)
    stored = store(upload, actor=actor, owner=agreement)
    made = AgreementDocument.objects.create(agreement=agreement, language=language, file=stored)
    data = {"language": language, "file": str(stored.pk), "sha256": digest}
    journal.record(actor=actor, verb="consultations.make_document", target=agreement, data=data)
    return made


def make_documents(pk: int) -> int:
    """The documents that are still missing; how many were made. A failure is logged, and tried again."""
    agreement = Agreement.objects.get(pk=pk)
    made = 0
    there = set(agreement.documents.values_list("language", flat=True))
    for language in [code for code, _name in settings.LANGUAGES if code not in there]:
        try:
            make_document(actor=None, agreement=agreement, language=language)
            made += 1
        except Refused:
            log.warning("agreement %s does not hold: no document in %s", pk, language)
        except Exception:
            log.exception("no document of agreement %s in %s", pk, language)
    return made


def make_missing_documents() -> int:
    """For the agreements of the last days whose documents could not be made when they closed."""
    since = timezone.now() - timedelta(days=7)
    recent = Agreement.objects.filter(closed_at__gte=since).prefetch_related("documents")
    wanted = len(settings.LANGUAGES)
    return sum(make_documents(each.pk) for each in recent if len(each.documents.all()) < wanted)
