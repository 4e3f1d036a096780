"""A resource in the words of libraries (Dublin Core) and of search engines (schema.org)."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import timezone

from gapbridge.base.wordings import said_in
from gapbridge.programmes.models import Topic
from gapbridge.share.library.models import Edition, Resource

LICENCES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC-BY-NC-4.0": "https://creativecommons.org/licenses/by-nc/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}
RIGHTS = {
    "permitted": "With the author's permission, for this site only",
    "official": "Official text, free of copyright",
}
# DCMI Type Vocabulary.
DCMI_TYPES = {"video": "MovingImage", "audio": "Sound", "link": "InteractiveResource"}
SCHEMA_TYPES = {
    "legal": "DigitalDocument", "template": "DigitalDocument", "report": "Report", "lesson": "Article",
    "video": "VideoObject", "audio": "AudioObject", "link": "WebPage",
}  # fmt: skip
LANGUAGES = ("en", "az", "ru")


class Element(NamedTuple):
    """One of the fifteen elements of Dublin Core; `language` where the text is in one."""

    name: str
    text: str
    language: str = ""


def address_of(resource: Resource, language: str = "") -> str:
    """The address that lasts."""
    asked = f"?in={language}" if language else ""
    return f"{settings.SITE_URL}{resource.get_absolute_url()}{asked}"


def dublin_core(resource: Resource, editions: Iterable[Edition], topics: Iterable[Topic]) -> list[Element]:
    """In the order of the elements; what is not known is left out."""
    editions = list(editions)
    found = [
        *(Element("title", each.title, each.language) for each in editions),
        Element("creator", resource.author),
        *_subjects(topics),
        *(Element("description", each.summary, each.language) for each in editions),
        Element("publisher", _publisher(resource)),
        Element("date", _day(resource)),
        Element("type", DCMI_TYPES.get(resource.kind, "Text")),
        Element("type", resource.kind),
        Element("identifier", address_of(resource)),
        *(Element("language", each.language) for each in editions),
        *_norms(resource),
        Element("coverage", resource.jurisdiction),
        Element("rights", LICENCES.get(resource.licence) or RIGHTS.get(resource.licence, "")),
    ]
    return [each for each in found if each.text]


def _subjects(topics: Iterable[Topic]) -> Iterator[Element]:
    for topic in topics:
        for language in LANGUAGES:
            yield Element("subject", getattr(topic, f"name_{language}", "") or "", language)


def _norms(resource: Resource) -> Iterator[Element]:
    for norm in resource.rests_on:
        for language in LANGUAGES:
            yield Element("relation", norm.get(language, ""), language)


def _publisher(resource: Resource) -> str:
    return resource.organisation.name if resource.organisation else str(resource.programme)


def _day(resource: Resource) -> str:
    return timezone.localdate(resource.published_at).isoformat() if resource.published_at else ""


def schema_org(
    resource: Resource, edition: Edition, editions: Iterable[Edition], topics: Iterable[Topic]
) -> dict[str, Any]:
    """What schema.org calls a creative work, in the language in which it is read."""
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": SCHEMA_TYPES.get(resource.kind, "LearningResource"),
        "@id": address_of(resource),
        "url": address_of(resource, edition.language),
        "name": edition.title,
        "description": edition.summary,
        "inLanguage": edition.language,
        "about": [str(each) for each in topics],
        "author": {"@type": "Organization", "name": resource.author} if resource.author else None,
        "publisher": {"@type": "Organization", "name": _publisher(resource)},
        "license": LICENCES.get(resource.licence),
        "datePublished": _day(resource),
        "expires": resource.valid_until.isoformat() if resource.valid_until else None,
        "isBasedOn": [said_in(each, edition.language) for each in resource.rests_on],
        "isAccessibleForFree": True,
        "workTranslation": [
            {
                "@type": "CreativeWork",
                "inLanguage": each.language,
                "name": each.title,
                "url": address_of(resource, each.language),
            }
            for each in editions
            if each.language != edition.language
        ],
    }
    return {key: value for key, value in found.items() if value not in (None, "", [])}
