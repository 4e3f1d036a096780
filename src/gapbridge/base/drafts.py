"""Forms save themselves: what is typed is kept on the server until it is sent or thrown away."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from .models import FormDraft

NEVER_KEPT = {"csrfmiddlewaretoken", "_draft_key", "password", "password1", "password2", "oldpassword"}
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
    draft, _created = FormDraft.objects.update_or_create(user=user, key=key[:200], defaults={"data": kept})
    return draft


def restore(user, key: str) -> Restored | None:
    draft = FormDraft.objects.filter(user=user, key=key).first()
    return Restored(draft.saved_at, draft.data) if draft else None


def forget(user, key: str) -> None:
    FormDraft.objects.filter(user=user, key=key).delete()
