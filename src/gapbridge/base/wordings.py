"""What people wrote, in other languages: a gap's title in Russian, a voice in Azerbaijani.

A wording belongs to one field of one object. It remembers what it was made from (a digest of the
source): once that changes, the wording is out of date and says so wherever it is read.

Reading takes one query for any number of objects:

    worded = wordings.of(gaps, "ru")
    said = wordings.text_of(gap, "title", "ru", worded)   # Said(text, language, outdated, is_translation)

Writing happens inside an action, which asks for the right and journals:

    for each in texts: wordings.write(actor=actor, obj=gap, **each.fields)

The page: `wordings_form([Source(gap, "title"), …])` shows each source with a textarea per language,
and cleans to `{"texts": [Written, …]}`.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .errors import Refused
from .folding import capital
from .forms import Form
from .models import Wording

LONGEST = 20_000  # characters of a wording whose source has no limit of its own
FITS = "_fits"
LONG = 120  # a source longer than this gets a textarea of several lines

Worded = Mapping[tuple[Any, str], Wording]


@dataclass(frozen=True)
class Said:
    """A text as it can be given in a language: the wording, or the original where there is none.

    `language` is the one it is in. `outdated`: the original has changed since it was translated.
    """

    text: str
    language: str
    outdated: bool = False
    is_translation: bool = False


def said_in(texts: Mapping[str, str], *languages: str) -> str:
    """Of a text kept in several languages, the first of these that there is, else any; "" where there is none."""
    return next((texts[each] for each in (*languages, *texts) if texts.get(each)), "")


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# --- reading -------------------------------------------------------------------------------------


def of(objs: Iterable[models.Model], language: str) -> dict[tuple[Any, str], Wording]:
    """All wordings in one language of many objects of one model, by (pk, field). One query."""
    objs = list(objs)
    if not objs:
        return {}
    found = _about(type(objs[0]), objs).filter(language=language)
    return {(each.object_id, each.field): each for each in found}


def in_all_languages(obj: models.Model) -> dict[tuple[str, str], Wording]:
    """One object's wordings, by (field, language)."""
    return {(each.field, each.language): each for each in _about(type(obj), [obj])}


def in_readers_language(model: type[models.Model], field: str) -> Coalesce:
    """To annotate a queryset: the field in the reader's language where it is worded, else as it was written."""
    worded = Wording.objects.filter(
        kind=model._meta.label_lower, object_id=OuterRef("pk"), field=field, language=get_language() or ""
    )
    return Coalesce(Subquery(worded.values("text")[:1]), F(field), output_field=models.TextField())


def text_of(obj: Any, field: str, language: str, worded: Worded | None = None, *, original: str = "") -> Said:
    """A field in a language. `worded` is what `of` gave; without it one query is made.

    `original` names the language of objects that don't carry one themselves (a cause has its gap's).
    """
    source, spoken = getattr(obj, field), original or obj.language
    if not source or language == spoken:
        return Said(source, spoken)
    found = (of([obj], language) if worded is None else worded).get((obj.pk, field))
    if found is None:
        return Said(source, spoken)
    return Said(found.text, language, outdated=is_outdated(found, source), is_translation=True)


def is_outdated(wording: Wording, source: str) -> bool:
    return wording.source_digest != digest(source)


# --- writing -------------------------------------------------------------------------------------


def write(
    *,
    actor: Any,
    obj: Any,
    field: str,
    language: str,
    text: str,
    original: str = "",
    still_fits: bool = False,
) -> Wording | None:
    """Keep a field's wording in a language; an empty text removes it. Called inside an action, which journals.

    Refuses the language that the original is in. The same words again change nothing, unless
    `still_fits` says that they hold for the original as it is now.
    """
    if language not in dict(settings.LANGUAGES):
        raise Refused(_("Choose one of the languages on offer."), field="language")
    if language == (original or obj.language):
        raise Refused(_("The text was written in this language: change the text itself."), field="language")
    key = {"kind": obj._meta.label_lower, "object_id": obj.pk, "field": field, "language": language}
    source, text = getattr(obj, field), text.strip()
    if not text:
        Wording.objects.filter(**key).delete()
        return None
    if not source:
        raise Refused(_("There is no original of this text."), field=field)
    standing = Wording.objects.filter(**key).first()
    if standing and standing.text == text and not still_fits:
        return standing
    values = {"text": text, "source_digest": digest(source), "written_by": actor}
    return Wording.objects.update_or_create(**key, defaults=values)[0]


def erase(objs: models.Model | Iterable[models.Model]) -> int:
    """Remove all wordings of one object or of many, whatever their models; how many there were."""
    rows = [objs] if isinstance(objs, models.Model) else list(objs)
    rows.sort(key=lambda each: each._meta.label_lower)
    groups = groupby(rows, key=type)
    return sum(_about(model, list(group)).delete()[0] for model, group in groups)


def _about(model: type[models.Model], objs: Sequence[models.Model]) -> models.QuerySet[Wording]:
    return Wording.objects.filter(kind=model._meta.label_lower, object_id__in=[each.pk for each in objs])


# --- the page ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Source:
    """One field of one object that can be worded in other languages.

    `label` is what readers call it, by default the field's name. `original` is the language it is in,
    by default the object's own.
    """

    obj: Any
    field: str
    label: Any = ""
    original: str = ""

    @property
    def text(self) -> str:
        return getattr(self.obj, self.field)

    @property
    def language(self) -> str:
        return self.original or self.obj.language

    @property
    def heading(self) -> str:
        return capital(str(self.label or self.obj._meta.get_field(self.field).verbose_name))

    @property
    def targets(self) -> list[tuple[str, Any]]:
        return [each for each in settings.LANGUAGES if each[0] != self.language]

    def name(self, language: str) -> str:
        """The form's field, the same whenever the page is opened: "gap_7_title_ru"."""
        return f"{self.obj._meta.model_name}_{self.obj.pk}_{self.field}_{language}"


@dataclass(frozen=True)
class Written:
    """What was typed for one source in one language. `name` is the form's field, for refusals."""

    source: Source
    language: str
    text: str
    name: str
    still_fits: bool = False

    @property
    def fields(self) -> dict[str, Any]:
        """The arguments of `write` but for the actor."""
        return {
            "obj": self.source.obj,
            "field": self.source.field,
            "language": self.language,
            "text": self.text,
            "original": self.source.language,
            "still_fits": self.still_fits,
        }


class WordingsForm(Form):
    """Each source with a field per language; `cleaned_data["texts"]` holds what was typed, Written by Written."""

    template_name = "base/forms/wordings.html"
    sources: Sequence[Source] = ()

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        standing = _standing(self.sources)
        for source in self.sources:
            for language, _label in source.targets:
                key = (source.obj._meta.label_lower, source.obj.pk, source.field, language)
                if found := standing.get(key):
                    self._show(found, source, source.name(language))

    def _show(self, found: Wording, source: Source, name: str) -> None:
        self.initial.setdefault(name, found.text)
        if is_outdated(found, source.text):
            self.fields[name].help_text = _("The original has changed since this was written.")
            self.fields[name + FITS] = forms.BooleanField(label=_("It still fits as it is"), required=False)

    @property
    def parts(self) -> list[tuple[Source, list[forms.BoundField]]]:
        """Each source with its fields; behind one that is out of date, the question whether it still fits."""
        return [
            (
                source,
                [
                    self[name]
                    for language, _label in source.targets
                    for name in (source.name(language), source.name(language) + FITS)
                    if name in self.fields
                ],
            )
            for source in self.sources
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["texts"] = [
            Written(source, language, data[name], name, still_fits=data.get(name + FITS, False))
            for source in self.sources
            for language, _label in source.targets
            if (name := source.name(language)) in data
        ]
        return data


def wordings_form(sources: Iterable[Source]) -> type[WordingsForm]:
    """A form for these sources; those without a text are left out, for there is nothing to translate."""
    kept = [each for each in sources if each.text]
    fields = {
        each.name(language): _field(each, language, label)
        for each in kept
        for language, label in each.targets
    }
    return type("WordingsForm", (WordingsForm,), {"sources": kept, **fields})


def _standing(sources: Sequence[Source]) -> dict[tuple[str, Any, str, str], Wording]:
    """Every wording of the sources' objects, by (kind, pk, field, language). One query a model."""
    found: dict[tuple[str, Any, str, str], Wording] = {}
    for model in {type(each.obj) for each in sources}:
        rows = _about(model, [each.obj for each in sources if type(each.obj) is model])
        found |= {(row.kind, row.object_id, row.field, row.language): row for row in rows}
    return found


def _field(source: Source, language: str, label: Any) -> forms.CharField:
    longest = getattr(source.obj._meta.get_field(source.field), "max_length", None) or LONGEST
    rows = 2 if len(source.text) <= LONG else min(12, 3 + len(source.text) // 90)
    return forms.CharField(
        label=_("%(text)s, in %(language)s") % {"text": source.heading, "language": label},
        required=False,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows, "lang": language}),
    )
