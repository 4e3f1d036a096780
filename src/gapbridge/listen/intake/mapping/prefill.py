"""The page that takes an answer in, filled as far as the answer tells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from gapbridge.base.tables import DATE_FORMATS
from gapbridge.listen.places import inhabited
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, PopulationGroup

from .answers import Answers
from .parts import NOTES, PARTS, SAID, Part
from .spellings import NO, YES, Spellings

SESSION_PARTS = ("kind", "place", "held_on", "language", "sex", "age_group", "population", "diversity", "participants",
                 "woman_facilitated")  # fmt: skip
# Part → the field of a consent that it fills.
CONSENT_PARTS = {
    "consent_text": "text_version",
    "consent_manner": "manner",
    "consent_scope": "scope",
    "guardian_consent": "guardian_consent",
    "child_assent": "child_assent",
}
MOST_PARTICIPANTS = 32_767


@dataclass(frozen=True)
class Said:
    """What somebody said, word for word, with the people's own rank of it."""

    words: str
    rank: int | None = None


@dataclass
class Prefill:
    """`unread`: (part, what was answered) where nobody has said yet what the answer means."""

    session: dict[str, Any] = field(default_factory=dict)
    consent: dict[str, Any] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)
    unread: list[tuple[Part, str]] = field(default_factory=list)
    consented: bool = False  # said so; neither said nor refused is False, too
    refused: bool = False  # the people did not consent


def prefill(
    answers: Answers, rules: Mapping[str, Any], labels: Mapping[str, str], spellings: Spellings | None = None
) -> Prefill:
    """`labels`: question → its words in the language spoken, which head its part of the notes."""
    spellings = spellings or Spellings()
    filled = Prefill()
    found = {part.key: _value(part, answers, rules, spellings, filled) for part in PARTS}
    filled.session = {key: found[key] for key in SESSION_PARTS if found[key] not in (None, "", [])}
    filled.consent = {name: found[key] for key, name in CONSENT_PARTS.items() if found[key] not in (None, "")}
    _resolve(filled.session)
    filled.consented = found["consent_given"] is True
    filled.refused = found["consent_given"] is False
    filled.said = said_in(answers, rules)
    filled.session["notes"] = notes_of(answers, rules, labels, filled)
    day = filled.session.get("held_on")
    if day:
        filled.consent["taken_on"] = day
    return filled


def value_of(part: Part, text: str, rule: Mapping[str, Any], spellings: Spellings) -> str | list[str]:
    """What an answer means: as somebody has said, or else as its spelling tells; "" or [] when neither does."""
    said = rule.get("values", {})
    if said.get(text):
        return [said[text]] if part.kind == "several" else said[text]
    if part.kind == "several":
        pieces = [said[piece] for piece in text.split() if said.get(piece)]
        return pieces or spellings.each_meant(part, text)
    return spellings.meant(part, text)


def _value(
    part: Part, answers: Answers, rules: Mapping[str, Any], spellings: Spellings, filled: Prefill
) -> Any:
    rule = rules.get(part.key, {})
    text = answers.of(rule["from"]) if rule else ""
    if not text:
        return None
    if part.kind == "date":
        read: Any = day_of(text)
    elif part.kind == "number":
        read = number_of(text)
    elif part.kind == "text":
        read = text[:20] if part.key == "consent_text" else text
    else:
        read = value_of(part, text, rule, spellings)
        if part.kind == "yes_no" and read:
            read = {YES: True, NO: False}.get(str(read))
    if read in (None, "", []):
        filled.unread.append((part, text[:80]))
    return read


def day_of(text: str) -> date | None:
    day = text[:10] if text[10:11] in {"T", " "} else text
    for pattern in DATE_FORMATS:
        try:
            return datetime.strptime(day, pattern).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None


def number_of(text: str) -> int | None:
    return (
        int(text)
        if text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= MOST_PARTICIPANTS
        else None
    )


def _resolve(session: dict[str, Any]) -> None:
    """Codes and keys become the rows that a form's fields choose from."""
    if place := session.get("place"):
        session["place"] = inhabited().filter(code=place).first()
    if key := session.get("population"):
        session["population"] = PopulationGroup.objects.filter(key=key, kind="status").first()
    if keys := session.get("diversity"):
        session["diversity"] = list(PopulationGroup.objects.filter(key__in=keys, kind="diversity"))


def said_in(answers: Answers, rules: Mapping[str, Any]) -> list[Said]:
    rule = rules.get(SAID, {})
    if not rule.get("from"):
        return []
    rank = rule.get("rank", "").rpartition("/")[2]
    return [
        Said(line[""], number_of(line.get(rank, "")) or None)
        for line in answers.each(rule["from"])
        if line[""].strip()
    ]


def notes_of(answers: Answers, rules: Mapping[str, Any], labels: Mapping[str, str], filled: Prefill) -> str:
    """Every mapped text under its question's words, then what was said, word for word."""
    language = filled.session.get("language", "az")
    sections = []
    for name in rules.get(NOTES, {}).get("from", []):
        texts = [line[""] for line in answers.each(name) if line[""].strip()]
        if texts:
            sections.append("\n".join([_heading(name, labels), *texts]))
    if filled.said:
        with override(language if language in dict(NARRATIVE_LANGUAGES) else "az"):
            heading = _("In their own words")
        sections.append("\n".join([heading, *(each.words for each in filled.said)]))
    return "\n\n".join(sections)


def _heading(name: str, labels: Mapping[str, str]) -> str:
    own = name.rpartition("/")[2]
    return labels.get(name) or labels.get(own) or own.removeprefix("notes_").replace("_", " ").capitalize()
