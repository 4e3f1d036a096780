"""How the values of a session's parts are written: codes, labels in three languages, and what people use instead."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from django.conf import settings

from gapbridge.base.folding import fold, slug_of
from gapbridge.base.tables import in_every_language
from gapbridge.listen.assessments.models import AgeGroup, Consent, Scope, Session, Sex
from gapbridge.listen.places import inhabited
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, PopulationGroup

from .parts import Part

SEPARATORS = re.compile(r"[,;|/]+")
DASHES = re.compile(r"[\s_\u2010-\u2015-]+")
# What a place is, written behind or before its name.
ADMINISTRATIVE = re.compile(
    r"\b(?:rayonu?|raionu?|raiony?|sheher\w*|seher\w*|district|city|town|qesebesi|gorod|raion|rn)\b"
)
SOUNDS = (
    ("kh", "x"),
    ("gh", "g"),
    ("sh", "s"),
    ("ch", "c"),
    ("zh", "j"),
    ("dj", "c"),
    ("y", "i"),
    ("w", "v"),
    ("q", "k"),
)
ALIKE = 0.8
YES, NO = "yes", "no"

WORDS: dict[str, Mapping[str, str]] = {
    "kind": {"fgd": "focus_group", "group": "focus_group", "group discussion": "focus_group",
             "fokus qrup": "focus_group",
             "фокус группа": "focus_group", "individual": "interview", "kii": "interview", "musahibe": "interview"},
    "sex": {"f": "female", "w": "female", "woman": "female", "women": "female", "girl": "female", "girls": "female",
            "qadın": "female", "qadınlar": "female", "qız": "female", "qızlar": "female", "ж": "female",
            "женщина": "female", "женщины": "female", "девочки": "female", "m": "male", "man": "male", "men": "male",
            "boy": "male", "boys": "male", "kişi": "male", "kişilər": "male", "oğlan": "male", "oğlanlar": "male",
            "м": "male", "мужчина": "male", "мужчины": "male", "мальчики": "male", "both": "mixed", "qarışıq": "mixed",
            "смешанная": "mixed"},
    "age_group": {"children": "10-13", "adolescents": "14-17", "adults": "18-40", "older": "41+", "over 40": "41+",
                  "40+": "41+", "41 plus": "41+", "over_40": "41+", "41_plus": "41+", "mixed": "mixed"},
    "language": {"azeri": "az", "azerbaijani": "az", "azərbaycan": "az", "azərbaycanca": "az",
                 "rus": "ru", "rusca": "ru",
                 "русский": "ru", "английский": "en", "ingilis": "en"},
    "consent_manner": {"verbal": "spoken", "oral": "spoken", "şifahi": "spoken", "устное": "spoken",
                       "yazılı": "written",
                       "письменное": "written", "signed": "written"},
    "consent_scope": {"office": "internal", "everyone": "public", "all": "public"},
}  # fmt: skip
YES_WORDS = ("yes", "y", "1", "true", "ok", "bəli", "hə", "да", "agreed", "given")
NO_WORDS = ("no", "n", "0", "false", "xeyr", "yox", "нет", "refused", "declined")
ENUMERATIONS: dict[str, Any] = {
    "kind": Session.Kind.choices,
    "sex": Sex.choices,
    "age_group": AgeGroup.choices,
    "language": NARRATIVE_LANGUAGES,
    "consent_manner": Consent.Manner.choices,
    "consent_scope": Scope.choices[1:],
}


class Spellings:
    """What a part's values are, and which of them a text means. Places and groups are read once."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, str]] = {}

    def known(self, part: Part) -> dict[str, str]:
        """Every spelling, folded → the value: a code for a place, a key for a group, "yes" or "no"."""
        if part.key not in self._known:
            self._known[part.key] = {plain(word): value for word, value in _spellings(part) if plain(word)}
        return self._known[part.key]

    def meant(self, part: Part, text: str) -> str:
        """The value that a text means, or "". A place or group that is written a little otherwise is found, too."""
        known = self.known(part)
        if found := known.get(plain(text)):
            return found
        if part.key not in {"place", "population", "diversity"}:
            return ""
        sounds = {_sound(word): value for word, value in known.items()}
        sound = _sound(text)
        close = [sound] if sound in sounds else get_close_matches(sound, sounds, n=1, cutoff=ALIKE)
        return sounds[close[0]] if sound and close else ""

    def each_meant(self, part: Part, text: str) -> list[str]:
        """Of an answer with several values ("women older_people"): each, as far as it is known."""
        if whole := self.meant(part, text):
            return [whole]
        pieces = SEPARATORS.split(text) if SEPARATORS.search(text) else text.split()
        return list(dict.fromkeys(found for piece in pieces if (found := self.meant(part, piece.strip()))))


def _spellings(part: Part) -> list[tuple[str, str]]:
    if part.kind == "yes_no":
        return [*((word, YES) for word in YES_WORDS), *((word, NO) for word in NO_WORDS)]
    if part.key == "place":
        return [(name, place.code) for place in inhabited() for name in (place.code, *_names(place))]
    if part.key in {"population", "diversity"}:
        groups = PopulationGroup.objects.filter(kind="status" if part.key == "population" else "diversity")
        return [(name, group.key) for group in groups for name in (group.key, *_names(group))]
    pairs = [
        (word, str(value))
        for value, label in ENUMERATIONS.get(part.key, ())
        for word in (str(value), *in_every_language(label))
    ]
    return [*WORDS.get(part.key, {}).items(), *pairs]


def _names(obj: Any) -> list[str]:
    return [
        name for language, _label in settings.LANGUAGES if (name := getattr(obj, f"name_{language}", None))
    ]


def plain(text: str) -> str:
    return DASHES.sub(" ", fold(text)).strip(" .")


def _sound(text: str) -> str:
    """Latin letters as they sound, whichever way a name was brought into them: Yevlakh, Евлах and Yevlax are one."""
    sound = ADMINISTRATIVE.sub(" ", slug_of(text).replace("-", " "))
    for written, heard in SOUNDS:
        sound = sound.replace(written, heard)
    return re.sub(r"(.)\1", r"\1", sound).replace(" ", "")
