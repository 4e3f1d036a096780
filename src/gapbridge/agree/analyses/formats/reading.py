"""A version as a document that can be drawn: its content, with marks where people took their words back."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.agree.analyses.compose.words import words
from gapbridge.agree.analyses.models import Analysis, Version
from gapbridge.agree.analyses.passages import blanked


@dataclass(frozen=True)
class Document:
    """What page, PDF and DOCX are drawn from. `content` is as compose made it, but for the marks.

    `at`: when it was made or published; a document of the same moment is the same file. `address`: where it
    is read on the web, "" for a preview.
    """

    content: dict[str, Any]
    language: str
    number: int | None
    is_draft: bool
    at: datetime
    address: str = ""
    withdrawn: int = 0  # quotations taken back since it was published

    @property
    def title(self) -> str:
        return self.content["title"]["text"]

    @property
    def words(self) -> dict[str, Any]:
        return self.content["words"]

    @property
    def facts(self) -> list[list[str]]:
        """What stands on the cover."""
        facts = list(self.content["facts"])
        with translation.override(self.language):
            if self.number is not None:
                facts.append([self.words["version"], self._version()])
            if not self.is_draft:
                facts.append([_("Published"), date_format(timezone.localdate(self.at))])
        return [*facts, [_("Address"), self.address]] if self.address else facts

    def _version(self) -> str:
        return f"{self.number} ({self.words['draft']})" if self.is_draft else str(self.number)


def read(version: Version) -> Document:
    """A stored version, with a mark in place of words that were taken back after it was frozen."""
    marks = version.withdrawn_voices
    kept = blanked(version.content, [each for mark in marks for each in mark["passages"]])
    content = _whole(kept, version.analysis, version.language)
    days = {mark["voice"]: mark["day"] for mark in marks}
    for part in content["parts"]:
        if voices := part.get("voices"):
            part["voices"] = [_marked(each, days, content["words"], version.language) for each in voices]
    return Document(
        content,
        version.language,
        version.number,
        version.is_draft,
        version.frozen_at or version.made_at,
        settings.SITE_URL + version.get_absolute_url(),
        len(days),
    )


def preview(analysis: Analysis, content: dict[str, Any]) -> Document:
    """A document that is not kept."""
    return Document(content, content["language"], None, True, timezone.now())


def said(text: str, language: str) -> dict[str, Any]:
    return {"text": text, "language": language, "translated": False, "outdated": False}


def _whole(content: dict[str, Any], analysis: Analysis, language: str) -> dict[str, Any]:
    """A copy in which nothing is missing that a page counts on."""
    with translation.override(language):
        house = words()
    blank = {
        "title": said(analysis.title, analysis.language),
        "language": language,
        "programme": str(analysis.programme),
        "partners": "",
        "facts": [],
        "figures": [],
        "words": {},
        "parts": [],
    }
    found = {**blank, **deepcopy(content)}
    found["words"] = {**house, **found["words"]}
    return found


def _marked(voice: dict, days: dict[int, str], house: dict[str, Any], language: str) -> dict[str, Any]:
    if voice["id"] in days:
        with translation.override(language):
            day = date_format(date.fromisoformat(days[voice["id"]]))
        return {"id": voice["id"], "withdrawn": True, "mark": house["withdrawn_on"] % {"day": day}}
    return {**voice, "mark": house["withdrawn"]} if voice.get("withdrawn") else voice
