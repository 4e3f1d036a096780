"""The committee's decision as signed PDFs: drawn from the frozen record, each once, the same file for everybody."""

import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gapbridge.act.evaluation import decision_record
from gapbridge.act.evaluation.models import DecisionDocument, Proposal
from gapbridge.base import journal
from gapbridge.base.errors import Refused, WrongState
from gapbridge.base.uploads import CheckedUpload, store


def make_document(*, actor: Any, proposal: Proposal, language: str) -> DecisionDocument:
    """The signed PDF in one language, made now if there is none.

    Refused for a record that is not the one whose hash stands in the journal: nothing altered is ever signed.
    """
    if found := proposal.documents.filter(language=language).select_related("file").first():
        return found
    if proposal.state != "decided":
        raise WrongState(_("There is no decision yet."))
    if not decision_record.holds(proposal):
        raise Refused(_("The record does not match the hash in the journal."))
    return _keep(actor, proposal, language, _signed(proposal, language))


def _signed(proposal: Proposal, language: str) -> bytes:
    # Loaded here: typesetting and signing are large, and most pages do neither.
    from gapbridge.act.evaluation.documents import decision_pdf
    from gapbridge.agree.consultations.proof.pdfsign import signed

    with translation.override(language):
        reason = f"{_('Decision of the committee')}, SHA-256 {proposal.sha256}"
    return signed(decision_pdf(proposal, language), reason=reason)


@transaction.atomic
def _keep(actor: Any, proposal: Proposal, language: str, pdf: bytes) -> DecisionDocument:
    """Of two that were drawn at once, the first is kept: one hash in the journal a language."""
    Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if found := proposal.documents.filter(language=language).select_related("file").first():
        return found
    name, digest = f"decision-{proposal.pk}-{language}.pdf", hashlib.sha256(pdf).hexdigest()
    upload = CheckedUpload(ContentFile(pdf), name, "application/pdf", len(pdf), digest)
    stored = store(upload, actor=actor, owner=proposal)
    made = DecisionDocument.objects.create(proposal=proposal, language=language, file=stored)
    data = {"language": language, "file": str(stored.pk), "sha256": digest}
    journal.record(actor=actor, verb="evaluation.make_document", target=proposal, data=data)
    return made
