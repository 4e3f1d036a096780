"""The document's own words in its language: kept with the content, so that what is frozen stays as it was."""

from typing import Any

from django.utils.translation import gettext as _

from gapbridge.programmes.models import NARRATIVE_LANGUAGES

MARKS = {"en": "“”", "az": "“”", "ru": "«»"}  # of a quotation, by the language it is in


def words() -> dict[str, Any]:
    return {
        "kind": _("Gap analysis"),
        "contents": _("Contents"),
        "draft": _("Draft"),
        "page": _("page"),
        "version": _("Version"),
        "statement": _("What people live, against what is promised"),
        "promised": _("What is promised"),
        "causes": _("Why it is so"),
        "voices": _("In people's own words"),
        "remedy": _("Remedy proposed"),
        "evidence": _("What it rests on"),
        "ancestry": _("Where this gap comes from"),
        "duty_bearer": _("Duty bearer"),
        "rankings": _("Two rankings, side by side and never merged"),
        "people": _("People themselves"),
        "analysts": _("Analysts"),
        "place": _("Place"),
        "also": _("See also"),
        "translated": _("translated"),
        "outdated": _("the original has changed since it was translated"),
        "withdrawn": _("Consent for this quotation was withdrawn."),
        "withdrawn_on": _("Consent for this quotation was withdrawn on %(day)s."),
        "some_withdrawn": _(
            "Since this was published, people have taken back their consent. Their words no longer stand here;"
            " a mark shows where they stood."
        ),
        "marks": MARKS,
        "languages": {key: str(label) for key, label in NARRATIVE_LANGUAGES},
    }
