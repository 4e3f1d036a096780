"""What a template asks: the {{ fields }} of its paper, with their kinds and labels."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gapbridge.base.wordings import said_in
from gapbridge.share.library.models import Version

FIELD = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}")

# What an organisation's file knows (queries.facts_of): kind and label, where the template says no other.
KNOWN: dict[str, tuple[str, Any]] = {
    "organisation": ("text", _("Name of the organisation")),
    "short_name": ("text", _("Short name")),
    "legal_form": ("text", _("Legal form")),
    "registration_number": ("text", _("Registration number")),
    "registered_on": ("date", _("Registered on")),
    "tax_number": ("text", _("Tax number")),
    "address": ("text", _("Legal address")),
    "city": ("text", _("Town")),
    "phone": ("text", _("Telephone")),
    "email": ("text", _("E-mail")),
    "head": ("text", _("Head of the organisation: name")),
    "head_position": ("text", _("Position of the head, as it stands in the paper")),
    "officers": ("paragraph", _("Officers: names and positions")),
    "date": ("date", _("Date of the paper")),
}
KINDS = frozenset({"text", "date", "number", "paragraph"})


@dataclass(frozen=True)
class Asked:
    key: str
    kind: str  # one of KINDS
    label: str
    known: bool  # an organisation's file may know it


def asked_by(version: Version) -> list[Asked]:
    """The fields that occur in the paper: what the file knows first, then the template's own in their order."""
    here = set(FIELD.findall(version.paper))
    own = {each["key"]: each for each in version.edition.resource.fields if each.get("key") in here}
    known = [key for key in KNOWN if key in here]
    others = [key for key in own if key not in KNOWN]
    unnamed = sorted(here - KNOWN.keys() - own.keys())
    return [_asked(key, own.get(key, {})) for key in (*known, *others, *unnamed)]


def _asked(key: str, own: dict[str, Any]) -> Asked:
    kind, label = KNOWN.get(key, ("text", key.replace("_", " ").capitalize()))
    wanted = said_in(own.get("label") or {}, get_language() or "en", "en")
    kind = own.get("kind", kind)
    return Asked(key, kind if kind in KINDS else "text", wanted or str(label), known=key in KNOWN)
