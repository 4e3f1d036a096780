"""Works of the hub from their first draft to what became of them."""

import shutil
from collections.abc import Callable, Iterable
from typing import Any

from django.utils import translation

from gapbridge.act.calls.models import Call
from gapbridge.act.trainings.models import Training
from gapbridge.agree.gaps.models import Gap
from gapbridge.demo.clock import telling
from gapbridge.demo.stage import clause, topic
from gapbridge.people.models import User
from gapbridge.share.library import actions as library
from gapbridge.share.library.models import Doubt, Resource

from . import files
from .shelf import Shelf

FACTS = ("kind", "audience", "jurisdiction", "author", "review_months")


def add(shelf: Shelf, rows: Iterable[dict[str, Any]]) -> None:
    """A scan is told only where its letters can be recognised."""
    for row in rows:
        if row.get("scanned") and shutil.which("tesseract") is None:
            continue
        shelf.own[row["key"]] = _begun(shelf, row)
        go_on(shelf, row)


def go_on(shelf: Shelf, row: dict[str, Any]) -> None:
    """What becomes of a work: `then`, step by step, each on its day."""
    for step in row["then"]:
        with telling(shelf.day(step)):
            STEPS[step["what"]](shelf, shelf.work(row["key"]), step)


def _begun(shelf: Shelf, row: dict[str, Any]) -> Resource:
    (language, first), *others = row["editions"].items()
    facts = {name: row[name] for name in FACTS if name in row}
    actor = shelf.who(row)
    with telling(shelf.day(row)):
        resource = library.create_resource(
            actor=actor,
            programme=shelf.programme,
            organisation=shelf.organisation(row["organisation"]) if "organisation" in row else None,
            **facts,
            **_links(shelf, row),
            **_words(language, first),
        )
        for language, words in others:
            library.add_edition(actor=actor, resource=resource, **_words(language, words))
    return resource


def _words(language: str, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "language": language,
        "title": row["title"],
        "summary": row["summary"],
        "content": _content(language, row),
    }


def _content(language: str, row: dict[str, Any]) -> library.Content:
    file = files.made(row["file"], title=row["title"], language=language) if "file" in row else None
    return library.Content(text=row.get("text", ""), file=file)


def _links(shelf: Shelf, row: dict[str, Any]) -> dict[str, list[Any]]:
    of_programme: dict[str, Callable[[str], Any]] = {
        "topics": topic,
        "clauses": clause,
        "gaps": lambda code: Gap.objects.get(programme=shelf.programme, code=code),
        "calls": lambda code: Call.objects.get(
            intervention__programme=shelf.programme, intervention__code=code
        ),
        "trainings": lambda code: Training.objects.get(
            intervention__programme=shelf.programme, intervention__code=code
        ),
    }
    return {name: [find(key) for key in row[name]] for name, find in of_programme.items() if name in row}


# --- what becomes of it ---------------------------------------------------------------------------


def _submit(shelf: Shelf, resource: Resource, step: dict[str, Any]) -> None:
    library.submit_resource(actor=shelf.who(step), resource=resource)


def _return(shelf: Shelf, resource: Resource, step: dict[str, Any]) -> None:
    library.return_resource(actor=shelf.who(step), resource=resource, reason=step["reason"])


def _review(shelf: Shelf, resource: Resource, step: dict[str, Any]) -> None:
    library.review_resource(actor=shelf.who(step), resource=resource)


def _publish(shelf: Shelf, resource: Resource, step: dict[str, Any]) -> None:
    library.review_resource(actor=shelf.who(step), resource=resource)
    library.publish_resource(actor=shelf.who(step), resource=resource)


def _renew(shelf: Shelf, resource: Resource, step: dict[str, Any]) -> None:
    library.renew_resource(actor=shelf.who(step), resource=resource)


def _archive(shelf: Shelf, resource: Resource, step: dict[str, Any]) -> None:
    library.archive_resource(actor=shelf.who(step), resource=resource, reason=step["reason"])


def _link(shelf: Shelf, resource: Resource, step: dict[str, Any]) -> None:
    library.change_resource(actor=shelf.who(step), resource=resource, **_links(shelf, step))


def _version(shelf: Shelf, resource: Resource, step: dict[str, Any]) -> None:
    """A curator's is shown from now on; a partner's waits for one."""
    library.add_version(
        actor=shelf.who(step),
        edition=resource.editions.get(language=step["language"]),
        title=step["title"],
        summary=step["summary"],
        content=_content(step["language"], step),
        note=step["note"],
    )


def _doubt(shelf: Shelf, resource: Resource, step: dict[str, Any]) -> None:
    """By one of the cast, or by somebody without an account."""
    asking: User | None = shelf.who(step) if "by" in step else None
    edition = resource.editions.get(language=step["language"])
    with translation.override(step["language"]):
        library.ask_doubt(actor=asking, version=edition.current, text=step["text"])


def _answer(shelf: Shelf, resource: Resource, step: dict[str, Any]) -> None:
    doubt = Doubt.objects.get(version__edition__resource=resource, state="open")
    library.answer_doubt(actor=shelf.who(step), doubt=doubt, reason=step["reason"])


STEPS: dict[str, Callable[[Shelf, Resource, dict[str, Any]], None]] = {
    "submit": _submit,
    "return": _return,
    "review": _review,
    "publish": _publish,
    "renew": _renew,
    "archive": _archive,
    "link": _link,
    "version": _version,
    "doubt": _doubt,
    "answer": _answer,
}
