"""What the knowledge hub starts with: the folders in `content/`, one for each resource, in three languages.

`resource.yaml` says what it is about; `en.md`, `az.md` and `ru.md` are its text; `template.en.md` and its
sisters are the paper of a template, with {{ fields }}. Brought in once; afterwards it is edited like any other.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from gapbridge.people.models import User
from gapbridge.programmes.models import Programme, Topic

from . import actions, hooks
from .models import Resource

FOLDER = Path(__file__).parent / "content"
LANGUAGES = ("en", "az", "ru")
FACTS = ("kind", "audience", "jurisdiction", "rests_on", "review_months", "fields")


@dataclass(frozen=True)
class Shipped:
    """A resource as it is shipped; `texts` and `papers` by language."""

    key: str
    facts: dict[str, Any]
    topics: tuple[str, ...]
    collections: tuple[str, ...]
    title: dict[str, str]
    summary: dict[str, str]
    texts: dict[str, str]
    papers: dict[str, str]


@cache
def shipped() -> tuple[Shipped, ...]:
    """All of them, by key."""
    return tuple(_read(folder) for folder in sorted(FOLDER.iterdir()) if folder.is_dir())


def _read(folder: Path) -> Shipped:
    row = yaml.safe_load((folder / "resource.yaml").read_text(encoding="utf-8"))
    return Shipped(
        key=folder.name,
        facts={name: row[name] for name in FACTS if name in row},
        topics=tuple(row["topics"]),
        collections=tuple(row.get("collections", ())),
        title=row["title"],
        summary=row["summary"],
        texts={each: (folder / f"{each}.md").read_text(encoding="utf-8") for each in LANGUAGES},
        papers={
            each: path.read_text(encoding="utf-8")
            for each in LANGUAGES
            if (path := folder / f"template.{each}.md").exists()
        },
    )


@transaction.atomic
def bring_in(*, actor: User, programme: Programme) -> list[Resource]:
    """Add what the programme does not have yet, published, with what later rooms add to it; returns the resources."""
    there = set(Resource.objects.filter(programme=programme).exclude(key="").values_list("key", flat=True))
    added = [_bring_in(actor, programme, each) for each in shipped() if each.key not in there]
    for also in hooks.BROUGHT_IN:
        also(actor, programme)
    return added


def _bring_in(actor: User, programme: Programme, each: Shipped) -> Resource:
    def words(language: str) -> dict[str, Any]:
        content = actions.Content(text=each.texts[language], paper=each.papers.get(language, ""))
        return {
            "language": language,
            "title": each.title[language],
            "summary": each.summary[language],
            "content": content,
        }

    facts = each.facts | {"audience": [role for role in each.facts.get("audience", ()) if role != "everyone"]}
    topics = Topic.objects.filter(key__in=each.topics)
    resource = actions.create_resource(
        actor=actor, programme=programme, key=each.key, topics=topics, **facts, **words("en")
    )
    for language in LANGUAGES[1:]:
        actions.add_edition(actor=actor, resource=resource, **words(language))
    actions.review_resource(actor=actor, resource=resource)
    return actions.publish_resource(actor=actor, resource=resource)
