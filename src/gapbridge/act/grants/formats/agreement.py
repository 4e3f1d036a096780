"""The agreement as tagged PDF, in its own language, with room for both signatures."""

from pathlib import Path

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.act.grants.models import Agreement
from gapbridge.base.documents.nodes import nodes_of
from gapbridge.base.documents.typeset import typeset

TEMPLATE = Path(__file__).with_name("agreement.typ")


def agreement_pdf(agreement: Agreement) -> bytes:
    with translation.override(agreement.language):
        title = _("Grant agreement")
        signatures = {each.side: each for each in agreement.signatures.all()}
        data = {
            "language": agreement.language,
            "title": title,
            "project": agreement.grant.application.title,
            "number": _("Version %(number)s") % {"number": agreement.number},
            "nodes": nodes_of(agreement.text),
            "sides": [_side(label, signatures.get(side)) for side, label in _sides()],
            "words": {
                "date": _("Date"),
                "signature": _("Signature"),
                "as": _("Signed as"),
                "name": _("Name"),
            },
        }
    return typeset(TEMPLATE, data, at=agreement.prepared_at)


def _sides() -> list[tuple[str, str]]:
    return [("office", _("For the programme")), ("grantee", _("For the grantee"))]


def _side(label: str, signature) -> dict[str, str]:
    return {
        "label": label,
        "role": signature.role if signature else "",
        "name": signature.name if signature else "",
        "on": date_format(signature.signed_on) if signature else "",
    }
