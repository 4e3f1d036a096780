"""Exactly what is submitted: read from the rows once, written as canonical JSON, hashed and never changed."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from .models import Part

# What each part of the work adds under its own name: answers, attachments, budget, logframe, partners.
CONTENT: dict[str, Callable[[Part], Any]] = {}


def frozen(part: Part, *, receipt: str, received_at: str) -> dict[str, Any]:
    """The facts and everything that CONTENT adds. Decimals and dates are texts, so that they read the same for ever."""
    application = part.application
    facts = {
        "receipt": receipt,
        "received_at": received_at,
        "part": part.kind,
        "form": {"key": part.form.key, "version": part.form.version},
        "call": {"id": application.call_id, "title": str(application.call)},
        "lot": {"number": application.lot.number, "title": application.lot.title},
        "organisation": {"id": application.organisation_id, "name": application.organisation.name},
        "application": {
            "id": application.pk,
            "number": application.number,
            "title": application.title,
            "language": application.language,
            "people": application.people,
            "months": application.months,
            "amount": None if application.amount is None else f"{application.amount:.2f}",
            "currency": application.call.currency,
            "target_groups": sorted(application.target_groups.values_list("key", flat=True)),
            "places": sorted(application.places.values_list("code", flat=True)),
        },
    }
    return facts | {name: add(part) for name, add in sorted(CONTENT.items())}


def canonical(content: dict[str, Any]) -> str:
    """One spelling of the same content: sorted keys, no white space, every letter as itself."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
