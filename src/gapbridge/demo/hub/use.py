"""What is done with the hub: courses and ticks, papers filled in, questions and readings counted, files read."""

from datetime import timedelta
from random import Random
from typing import Any

from django.contrib.auth.models import AnonymousUser

from gapbridge.act.trainings.models import Training
from gapbridge.demo.clock import telling
from gapbridge.programmes.reference import in_languages
from gapbridge.share.blocks import actions as blocks
from gapbridge.share.blocks.queries import facts_of
from gapbridge.share.extraction.actions import read_waiting
from gapbridge.share.finding import keeping
from gapbridge.share.finding.actions import count_asked, count_opened
from gapbridge.share.finding.finding import find
from gapbridge.share.learning import actions as learning
from gapbridge.share.learning.counting import count_one
from gapbridge.share.learning.models import Collection

from .shelf import Shelf

DAYS = 60  # over which questions and readings are spread
A_DAY = 4  # about so often the same was typed on one day
OPENED = 0.6  # of those who typed it
LANGUAGES = ("az", "ru", "en")
OFTEN = (6, 2, 2)  # how often in each, of ten


def course(shelf: Shelf, row: dict[str, Any]) -> Collection:
    """A trainer puts it together for a training that is going on."""
    trainer = shelf.who(row)
    training = Training.objects.get(
        intervention__programme=shelf.programme, intervention__code=row["training"]
    )
    with telling(shelf.day(row)):
        collection = learning.create_collection(
            actor=trainer,
            programme=shelf.programme,
            is_course=True,
            training=training,
            audience=row["audience"],
            **in_languages("title", row["title"]),
            **in_languages("summary", row["summary"]),
        )
        for step in row["steps"]:
            learning.add_step(
                actor=trainer,
                collection=collection,
                resource=shelf.work(step["work"]) if "work" in step else None,
                doing=step["doing"],
                **in_languages("text", step.get("text", {})),
            )
        return learning.publish_collection(actor=trainer, collection=collection)


def tick(shelf: Shelf, collection: Collection, organisation: str, by: str, days: list[int]) -> None:
    """The first steps of a course, each so many days ago."""
    for step, ago in zip(collection.steps.all(), days, strict=False):
        with telling(shelf.today - timedelta(days=ago)):
            learning.tick_step(
                actor=shelf.stage.people[by], step=step, organisation=shelf.organisation(organisation)
            )


def fill_in(shelf: Shelf, row: dict[str, Any]) -> None:
    """With what the organisation's file knows, and what it wrote itself."""
    actor, organisation = shelf.who(row), shelf.organisation(row["organisation"])
    edition = shelf.work(row["template"]).editions.get(language=row["language"])
    known = facts_of(actor, organisation, row["language"])
    with telling(shelf.day(row)):
        blocks.keep_filled(
            actor=actor,
            version=edition.current,
            organisation=organisation,
            values={"date": shelf.day(row).isoformat(), **known, **row["values"]},
            name=row["name"],
        )


def read_and_index() -> None:
    """What `run_due` does from time to time is done before the first reader comes."""
    while read_waiting():
        pass
    keeping.catch_up()


def ask(shelf: Shelf, rows: list[Any]) -> None:
    """Counted as the search counts: what each finds is what the index says now."""
    dice = Random("questions")  # noqa: S311 - a story that is the same each time
    for words, language, times, work in rows:
        found = find(words, AnonymousUser(), language=language, limit=1).answers
        days = dice.sample(range(1, DAYS), k=-(-times // A_DAY))
        for number in range(times):
            with telling(shelf.today - timedelta(days=days[number % len(days)])):
                count_asked(query=words, language=language, found=found)
                if work and dice.random() < OPENED:
                    count_opened(query=words, language=language, resource=shelf.work(work))


def read(shelf: Shelf, rows: dict[str, int]) -> None:
    dice = Random("readings")  # noqa: S311 - a story that is the same each time
    for key, times in rows.items():
        editions = {each.language: each for each in shelf.work(key).editions.all()}
        for language in dice.choices(LANGUAGES, OFTEN, k=times):
            with telling(shelf.today - timedelta(days=dice.randrange(1, DAYS))):
                count_one(editions.get(language) or next(iter(editions.values())))
