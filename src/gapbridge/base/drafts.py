"""Forms save themselves: what is typed is kept on the server until it is sent or thrown away.

A draft is sealed with FIELD_KEYS: a form may hold what is encrypted once it is sent. One whose key was taken
away is no draft any more.
"""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from .fields import Unreadable, decrypt, encrypt
from .models import FormDraft

NEVER_KEPT = {
    "csrfmiddlewaretoken",
    "_draft_key",
    "kept_file",
    "password",
    "password1",
    "password2",
    "oldpassword",
}
SEALED = "_sealed"
LARGEST_DRAFT = 1_000_000  # characters


@dataclass(frozen=True)
class Restored:
    saved_at: datetime
    data: dict[str, list[str]]

    def initial(self, form_class: type[forms.BaseForm]) -> dict[str, Any]:
        """What was typed, in the shape of a form's `initial`."""
        found: dict[str, Any] = {}
        for name, field in form_class.base_fields.items():  # type: ignore[attr-defined]
            if name in self.data:
                several = isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
                found[name] = self.data[name] if several else self.data[name][-1]
        return found


def key_of(request: HttpRequest) -> str:
    """A form's address is its key: one draft a person a form."""
    return request.path[:200]


def keep(user, key: str, data: QueryDict) -> FormDraft | None:
    """Store what was typed; None when it is too large to be a form."""
    kept = {name: values for name, values in data.lists() if name not in NEVER_KEPT}
    if sum(len(value) for values in kept.values() for value in values) > LARGEST_DRAFT:
        return None
    sealed = {SEALED: encrypt(json.dumps(kept))}
    draft, _created = FormDraft.objects.update_or_create(user=user, key=key[:200], defaults={"data": sealed})
    return draft


def restore(user, key: str) -> Restored | None:
    draft = FormDraft.objects.filter(user=user, key=key).first()
    data = _opened(draft.data) if draft else None
    return Restored(draft.saved_at, data) if draft and data is not None else None


def _opened(data: dict[str, Any]) -> dict[str, list[str]] | None:
    """What was typed; as it stands for drafts from before they were sealed."""
    if SEALED not in data:
        return data
    try:
        return json.loads(decrypt(data[SEALED]))
    except Unreadable:
        return None


def forget(user, key: str) -> None:
    FormDraft.objects.filter(user=user, key=key).delete()


def forget_all(keys: Collection[str]) -> None:
    """Throw away what anybody typed into these forms."""
    FormDraft.objects.filter(key__in=[key[:200] for key in keys]).delete()


def replace_in_all(pattern: re.Pattern[str], replacement: str) -> None:
    """Take words out of everybody's drafts. Each must be opened to be read: for rare and grave occasions."""
    for draft in FormDraft.objects.iterator():
        data = _opened(draft.data) or {}
        cleared = {name: [pattern.sub(replacement, each) for each in values] for name, values in data.items()}
        if cleared != data:
            # not save(): when it was typed stays as it was
            FormDraft.objects.filter(pk=draft.pk).update(data={SEALED: encrypt(json.dumps(cleared))})
