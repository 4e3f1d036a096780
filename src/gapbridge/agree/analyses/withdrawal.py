"""When people take back their consent: drafts lose their words, and what is published marks where they stood.

The words are looked for as quotes, by the voices' ids, and in every other text of a document, by the words
themselves: an excerpt or its translation that somebody wrote into the context or a gap's statement.
"""

import re
from collections.abc import Collection, Iterator
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.base import search, wordings
from gapbridge.base.models import StoredFile, Wording
from gapbridge.base.sockets import UseOfWords
from gapbridge.listen.assessments.models import Statement
from gapbridge.listen.assessments.quotations import quoting, without

from .compose import digest_of, voices_in
from .models import Analysis, Version
from .passages import blanked, passages

TEXTS = ("title", "context", "method", "conclusions", "reopened_because")


def words_in_analyses(statements: Collection[int]) -> Iterator[UseOfWords]:
    """Every analysis and version that holds words of one of these statements."""
    pattern = _pattern(statements)
    programmes = Statement.marks.filter(pk__in=statements).values("session__assessment__programme")
    analyses = Analysis.objects.filter(programme__in=programmes).order_by("pk")
    yield from _in_texts(analyses, pattern)
    for version in Version.objects.filter(analysis__in=analyses).select_related("analysis").order_by("pk"):
        held = set(statements) & set(version.voices) - taken_back(version)
        if held or (pattern and _quotes(version, pattern)):
            take_back = partial(_take_back, version.pk, held, pattern)
            yield UseOfWords(_label(version), version.get_absolute_url(), not version.is_draft, take_back)


def taken_back(version: Version) -> set[int]:
    """The voices taken back since the version was published."""
    return {mark["voice"] for mark in version.withdrawn_voices if mark["voice"]}


def _pattern(statements: Collection[int]) -> re.Pattern[str] | None:
    """What finds the excerpts, or their wordings in other languages, in a text."""
    excerpts = Statement.marks.filter(pk__in=statements).values_list("excerpt", flat=True)
    worded = Wording.objects.filter(kind="assessments.statement", object_id__in=statements, field="excerpt")
    return quoting([*excerpts, *worded.values_list("text", flat=True)])


def _quotes(version: Version, pattern: re.Pattern[str]) -> bool:
    """Whether words still stand there outside the marks that were set before."""
    before = [each for mark in version.withdrawn_voices for each in mark["passages"]]
    return bool(passages(blanked(version.content, before), pattern))


def _label(version: Version) -> str:
    return _("Gap analysis “%(title)s”, version %(number)s (%(language)s)") % {
        "title": version.analysis.title,
        "number": version.number,
        "language": version.get_language_display(),
    }


# --- the texts that an analysis starts from ------------------------------------------------------


def _in_texts(analyses: QuerySet[Analysis], pattern: re.Pattern[str] | None) -> Iterator[UseOfWords]:
    for analysis in analyses if pattern else ():
        worded = wordings.in_all_languages(analysis).values()
        texts = [*(getattr(analysis, name) for name in TEXTS), *(each.text for each in worded)]
        if pattern and any(pattern.search(text) for text in texts):
            label = _("Text of the gap analysis “%(title)s”") % {"title": analysis.title}
            take_back = partial(_blank, analysis.pk, pattern)
            yield UseOfWords(label, analysis.get_absolute_url(), frozen=False, take_back=take_back)


def _blank(pk: int, pattern: re.Pattern[str]) -> None:
    analysis = Analysis.objects.select_for_update().get(pk=pk)
    for name in TEXTS:
        setattr(analysis, name, without(pattern, getattr(analysis, name)))
    analysis.save(update_fields=TEXTS)
    for each in wordings.in_all_languages(analysis).values():
        Wording.objects.filter(pk=each.pk).update(text=without(pattern, each.text))
    search.reindex(analysis)


# --- versions ------------------------------------------------------------------------------------


def _take_back(pk: int, held: set[int], pattern: re.Pattern[str] | None) -> None:
    version = Version.objects.select_for_update().get(pk=pk)
    found = passages(version.content, pattern) if pattern else []
    (_take_out if version.is_draft else _mark)(version, held, found)


def _take_out(version: Version, statements: set[int], found: list[Any]) -> None:
    """Draft: the words go, and the document's hash with them."""
    version.content = blanked(version.content, found)
    for part in version.content.get("parts", []):
        if voices := part.get("voices"):
            part["voices"] = [_silent(each) if each["id"] in statements else each for each in voices]
    version.hash = digest_of(version.content)
    version.voices = voices_in(version.content)
    version.save(update_fields=["content", "hash", "voices"])


def _silent(voice: dict[str, Any]) -> dict[str, Any]:
    return {"id": voice["id"], "withdrawn": True}


def _mark(version: Version, statements: set[int], found: list[Any]) -> None:
    """Published: the record stays as it was sealed; page and files show a mark where the words stood.

    The files that still hold the words are from now on the office's alone (queries.may_read_file).
    """
    today = timezone.localdate().isoformat()
    marks: list[dict[str, Any]] = [{"voice": pk, "day": today, "passages": []} for pk in sorted(statements)]
    if found:
        marks.append({"voice": None, "day": today, "passages": found})
    version.withdrawn_voices = [*version.withdrawn_voices, *marks]
    version.save(update_fields=["withdrawn_voices"])
    StoredFile.objects.filter(pk__in=[version.pdf_id, version.docx_id]).update(is_public=False)
