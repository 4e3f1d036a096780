"""Steps of a withdrawal of consent: taking people's words out of what gaps say. Journalled by the withdrawal."""

import re
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from gapbridge.agree.gaps.models import Gap
from gapbridge.base import search
from gapbridge.base.models import Wording
from gapbridge.listen.assessments.quotations import without

TEXTS = ("title", "statement", "remedy")


def take_words_back(gap: Gap, pattern: re.Pattern[str]) -> None:
    """Put […] in the place of the words in a draft; what was decided about stays and is marked.

    Translations of a text that holds the words hold them too, and nobody has decided about a translation.
    """
    holding = {
        obj: [name for name in fields if pattern.search(getattr(obj, name))]
        for obj, fields in ((gap, TEXTS), *((cause, ("text",)) for cause in gap.causes.all()))
    }
    _drop_translations(holding)
    _blank_wordings(gap, pattern)
    if gap.state == "draft":
        _blank_draft(gap, pattern)
    elif any(holding.values()):
        Gap.objects.filter(pk=gap.pk, words_withdrawn_at=None).update(words_withdrawn_at=timezone.now())
    search.reindex(Gap.objects.get(pk=gap.pk))


def _blank_draft(gap: Gap, pattern: re.Pattern[str]) -> None:
    """In the draft's earlier versions too."""
    for row in (gap, *gap.history.all()):
        _blank(row, TEXTS, pattern)
    for cause in gap.causes.all():
        _blank(cause, ("text",), pattern)


def _drop_translations(holding: dict[Any, list[str]]) -> None:
    for obj, fields in holding.items():
        Wording.objects.filter(kind=obj._meta.label_lower, object_id=obj.pk, field__in=fields).delete()


def _blank_wordings(gap: Gap, pattern: re.Pattern[str]) -> None:
    """A translation into the language that the words were spoken in may quote them as they are."""
    for wording in wordings_of(gap):
        if pattern.search(wording.text):
            Wording.objects.filter(pk=wording.pk).update(text=without(pattern, wording.text))


def wordings_of(gap: Gap) -> Iterable[Wording]:
    causes = list(gap.causes.values_list("pk", flat=True))
    return [
        *Wording.objects.filter(kind="gaps.gap", object_id=gap.pk),
        *Wording.objects.filter(kind="gaps.cause", object_id__in=causes),
    ]


def _blank(row: Any, fields: Iterable[str], pattern: re.Pattern[str]) -> None:
    """Written past the model's own saving: a history of this change would keep the words."""
    changed = {
        name: without(pattern, getattr(row, name)) for name in fields if pattern.search(getattr(row, name))
    }
    if changed:
        type(row)._base_manager.filter(pk=row.pk).update(**changed)
