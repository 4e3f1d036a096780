"""What a call says in words, and in which languages it can be read."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from gapbridge.act.interventions.models import Intervention
from gapbridge.base import wordings
from gapbridge.base.wordings import Said, Source

from .models import Call, Corrigendum, Lot, Question, TimetableEntry


def sources(call: Call) -> list[Source]:
    """What the call itself says: title, summary, priorities, guidelines, its lots and dates."""
    intervention = call.intervention
    found = [
        Source(intervention, "title", _("Title of the call")),
        Source(intervention, "summary"),
        Source(call, "priorities"),
        Source(call, "guidelines"),
    ]
    for lot in call.lots.all():
        found.append(Source(lot, "title", _("Title of a lot"), original=call.language))
        found.append(Source(lot, "priorities", _("Priorities of a lot"), original=call.language))
    found += [Source(each, "label", _("Date"), original=call.language) for each in call.timetable.all()]
    return [each for each in found if each.text]


def later_sources(call: Call) -> list[Source]:
    """What was said after it opened: corrigenda, questions and answers."""
    found = [Source(each, "text", _("Corrigendum")) for each in call.corrigenda.all()]
    for each in call.questions.exclude(answered_at=None):
        found.append(Source(each, "published_text", original=each.answer_language))
        found.append(Source(each, "answer", original=each.answer_language))
    return found


def is_of(obj: Any, call: Call) -> bool:
    """Whether a text that is to be worded belongs to this call."""
    if isinstance(obj, Call):
        return obj.pk == call.pk
    if isinstance(obj, Intervention):
        return obj.pk == call.intervention_id
    return isinstance(obj, Lot | TimetableEntry | Corrigendum | Question) and obj.call_id == call.pk


@dataclass
class Words:
    """A call's texts in one language, read with a query for each kind of row."""

    call: Call
    language: str

    def __post_init__(self) -> None:
        self._own = wordings.of([self.call], self.language)
        self._facts = wordings.of([self.call.intervention], self.language)
        self._lots = wordings.of(self.call.lots.all(), self.language)
        self._dates = wordings.of(self.call.timetable.all(), self.language)

    def own(self, field: str) -> Said:
        return wordings.text_of(self.call, field, self.language, self._own)

    def fact(self, field: str) -> Said:
        return wordings.text_of(self.call.intervention, field, self.language, self._facts)

    def lot(self, lot: Lot, field: str) -> Said:
        return wordings.text_of(lot, field, self.language, self._lots, original=self.call.language)

    def date(self, entry: TimetableEntry) -> Said:
        return wordings.text_of(entry, "label", self.language, self._dates, original=self.call.language)


def untranslated(call: Call) -> dict[str, list[Source]]:
    """Language → the call's texts that can't be read in it yet, or only in an outdated wording."""
    found = sources(call)
    lacking: dict[str, list[Source]] = {}
    for language, _name in settings.LANGUAGES:
        words = Words(call, language)
        lacking[language] = [
            each for each in found if each.language != language and not _is_said(words, each)
        ]
    return lacking


def _is_said(words: Words, source: Source) -> bool:
    obj = source.obj
    said = (
        words.lot(obj, source.field)
        if isinstance(obj, Lot)
        else words.date(obj)
        if isinstance(obj, TimetableEntry)
        else words.own(source.field)
        if isinstance(obj, Call)
        else words.fact(source.field)
    )
    return said.is_translation and not said.outdated
