"""The texts of a round as its readers see them, each sentence with how many comments it bears."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from gapbridge.agree.consultations.models import Comment, Consultation, Item, Version
from gapbridge.agree.consultations.queries import items_of
from gapbridge.agree.consultations.texts import Sentence, frozen, sentences_of
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.models import Measure

Spot = tuple[str, str]  # field and words of a sentence


@dataclass(frozen=True)
class Line:
    """A sentence: its number within the text, and how many comments are about it ("" leads nowhere)."""

    sentence: Sentence
    number: int
    comments: int
    url: str


@dataclass(frozen=True)
class Asked:
    """An item as its readers see it; `subject` is None where they may not open the gap or measure itself.

    `title`, `text`, `remedy` hold the sentences by paragraph. `comments` are all on it, `lost` those of them about
    sentences that the text no longer has.
    """

    item: Item
    text: dict[str, Any]
    subject: Gap | Measure | None
    comments: int = 0
    unanswered: int = 0
    lost: int = 0
    version: Version | None = None
    lines: dict[str, list[list[Line]]] = field(default_factory=dict)


def asked(consultation: Consultation, user: Any) -> list[Asked]:
    """What is asked: in preparation the texts as they stand, then the texts as they are in the round."""
    items = items_of(consultation)
    gaps = set(
        Gap.objects.visible_to(user).filter(pk__in=[i.gap_id for i in items]).values_list("pk", flat=True)
    )
    seen = Measure.objects.visible_to(user).filter(pk__in=[i.measure_id for i in items])
    measures = set(seen.values_list("pk", flat=True))
    said, latest = _said(consultation), _latest(consultation)
    return [
        _asked(
            item,
            item.gap if item.gap_id in gaps else item.measure if item.measure_id in measures else None,
            said.get(item.pk, []),
            latest.get(item.pk),
        )
        for item in items
    ]


def _said(consultation: Consultation) -> dict[int, list[tuple[str, str, bool]]]:
    """Of each item's comments the sentence and whether it waits for an answer."""
    found: dict[int, list[tuple[str, str, bool]]] = {}
    rows = Comment.objects.filter(item__consultation=consultation).order_by("pk")
    for item, name, quote, answer in rows.values_list("item", "field", "quote", "answer"):
        found.setdefault(item, []).append((name, quote, answer is None))
    return found


def _latest(consultation: Consultation) -> dict[int, Version]:
    rows = Version.objects.filter(item__consultation=consultation).defer("text").order_by("item", "number")
    return {version.item_id: version for version in rows}


def _asked(
    item: Item, subject: Gap | Measure | None, said: list[tuple[str, str, bool]], version: Version | None
) -> Asked:
    text = item.text or frozen(item)
    on = Counter((name, quote) for name, quote, _waits in said if quote)
    sentences = sentences_of(text)
    standing = {(each.field, each.text) for each in sentences}
    return Asked(
        item=item,
        text=readable(text),
        subject=subject,
        comments=len(said),
        unanswered=sum(waits for _name, _quote, waits in said),
        lost=sum(number for spot, number in on.items() if spot not in standing),
        version=version,
        lines=_paragraphs(item, text, sentences, on),
    )


def numbers_of(sentences: list[Sentence]) -> list[int]:
    """The number of each sentence, by which one points at it in a meeting; the title's are 0."""
    found, number = [], 0
    for each in sentences:
        number += each.field != "title"
        found.append(number if each.field != "title" else 0)
    return found


def _paragraphs(
    item: Item, text: dict[str, Any], sentences: list[Sentence], on: Counter[Spot]
) -> dict[str, list[list[Line]]]:
    found: dict[str, list[list[Line]]] = {}
    for sentence, number in zip(sentences, numbers_of(sentences), strict=True):
        comments = on[sentence.field, sentence.text]
        line = Line(sentence, number, comments, _comments_on(item, sentence) if comments else "")
        of_field = found.setdefault(sentence.field, [])
        if not of_field or begins_paragraph(text, sentence):
            of_field.append([])
        of_field[-1].append(line)
    return found


def begins_paragraph(text: dict[str, Any], sentence: Sentence) -> bool:
    before = text[sentence.field][: sentence.start].rstrip(" \t\r")
    return not before or before.endswith("\n")


def _comments_on(item: Item, sentence: Sentence) -> str:
    about = {"item": item.pk, "sentence": f"{sentence.field}:{sentence.start}"}
    return f"{reverse('consultations:comments', args=[item.consultation_id])}?{urlencode(about)}"


def readable(text: dict[str, Any]) -> dict[str, Any]:
    """A fixed text with its date as `due` and its cost as `amount`, to be shown in the reader's language."""
    due, cost = text.get("due_on"), text.get("cost")
    return {
        **text,
        "due": date.fromisoformat(due) if due else None,
        "amount": Decimal(cost) if cost else None,
    }
