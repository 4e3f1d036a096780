"""What of a session a question can fill, and how such questions are called."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

METHOD_NOTES = ("most_pressing", "capacities", "solutions", "urgent")


@dataclass(frozen=True)
class Part:
    """`kind`: "choice", "several", "yes_no", "date", "number" or "text".

    `names` are how the method's form calls the question, and other forms do; `stems` the beginnings of words,
    folded, that its label holds in English, Azerbaijani or Russian (three letters or fewer: the whole word).
    """

    key: str
    label: Any
    kind: str
    names: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()

    @property
    def has_values(self) -> bool:
        return self.kind in {"choice", "several", "yes_no"}


PARTS = (
    Part("kind", _("Kind"), "choice", ("session_kind", "interview_type"), ("interview", "muzakire", "интервью")),
    Part("place", _("Place"), "choice", ("location", "district", "settlement", "village", "site"),
         ("place", "location", "district", "settlement", "village", "yer", "rayon", "qesebe", "место", "район")),
    Part("held_on", _("Date"), "date", ("date", "session_date", "interview_date"), ("date", "tarix", "дата")),
    Part("language", _("Language spoken"), "choice", ("lang", "language_spoken"), ("language", "dil", "язык")),
    Part("sex", _("Sex"), "choice", ("gender", "sex_group"), ("sex", "gender", "cins", "cinsi", "пол")),
    Part("age_group", _("Age group"), "choice", ("age", "age_band"), ("age", "yas", "возраст")),
    Part("population", _("Population group"), "choice", ("displacement", "status", "population_group"),
         ("displac", "population", "kockun", "перемещ")),
    Part("diversity", _("Diversity"), "several", ("disability", "vulnerability"),
         ("diversity", "disab", "elil", "инвалид")),
    Part("participants", _("Number of participants"), "number",
         ("number_of_participants", "people", "group_size"), ("participants", "istirakci", "участник")),
    Part("woman_facilitated", _("A woman facilitated"), "yes_no", ("female_facilitator",),
         ("facilitat", "fasilitator", "ведущ")),
    Part("consent_given", _("Consent was given"), "yes_no", ("consent", "agreed"),
         ("consent", "razilig", "razi", "соглас")),
    Part("consent_text", _("Version of the consent text"), "text", ("consent_version",)),
    Part("consent_manner", _("How consent was given"), "choice", ("consent_how",)),
    Part("consent_scope", _("How far the words may travel"), "choice", ("scope", "may_be_read_by")),
    Part("guardian_consent", _("Guardians consented"), "yes_no", ("guardians",),
         ("guardian", "parent", "qeyyum", "опекун")),
    Part("child_assent", _("The children themselves agreed"), "yes_no", ("assent",), ("assent",)),
)  # fmt: skip
BY_KEY = {part.key: part for part in PARTS}
SAID = "said"
NOTES = "notes"
SAID_NAMES = ("said_words", "quote", "words_said")
RANK_NAMES = ("said_rank", "rank", "priority")
