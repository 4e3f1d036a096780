"""Puts submissions with reviews into a database of pretalx and reads its pages. Run by the Python in which it is
installed: `PRETALX_DATA_DIR=FOLDER python applications_peer.py SUBMISSIONS ROUNDS`. JSON to standard output.

As its authors ship it: SQLite, production settings, templates cached. Two things are lighter than there: its cache is
the process's memory in place of Redis, and static files are named plainly, since building them needs Node."""
# ruff: noqa: E402 (Django must stand before the models are imported)

import datetime as dt
import json
import os
import statistics
import sys
import time
from decimal import Decimal
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "pretalx.settings"

import django
from django.conf import settings

settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django_scopes import scope, scopes_disabled
from pretalx.event.models import Event
from pretalx.event.utils import create_organiser_with_team
from pretalx.person.models import SpeakerProfile, User
from pretalx.submission.models import Review, ReviewScore, Submission

SLUG, REVIEWERS, CATEGORIES = "measured", 6, 6


def main() -> None:
    number, rounds = map(int, sys.argv[1:])
    made = Path(os.environ["PRETALX_DATA_DIR"]) / f"made-{number}"
    if not made.exists():
        call_command("migrate", verbosity=0, interactive=False)
        with scopes_disabled():
            make(number)
        made.write_text("")
    pages = {
        "list, 50 rows": f"/orga/event/{SLUG}/submissions/",
        "board, as it opens": f"/orga/event/{SLUG}/reviews/",
        "board, 25 rows": f"/orga/event/{SLUG}/reviews/?page_size=25",
    }
    client = Client(headers={"host": "localhost"})
    with scopes_disabled():
        client.force_login(User.objects.get(email="orga@example.org"))
    json.dump({name: read(client, path, rounds) for name, path in pages.items()}, sys.stdout)


def make(number: int) -> None:
    """Submissions with speakers, and two reviews each with a score in every category."""
    orga = User.objects.create_user(name="Orga", email="orga@example.org", is_administrator=True)
    organiser, team = create_organiser_with_team(name="Measured", slug="measuredorg", users=[orga])
    today = dt.datetime.now(dt.UTC).date()
    event = Event.objects.create(
        name="Measured", slug=SLUG, organiser=organiser, is_public=True, date_from=today + dt.timedelta(days=60),
        date_to=today + dt.timedelta(days=62), timezone="UTC", email="orga@example.org", locale_array="en",
        locale="en",
    )  # fmt: skip
    with scope(event=event):
        event.build_initial_data()
        team.limit_events.add(event)
        event.cfp.deadline = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
        event.cfp.save()
        phases = event.review_phases.order_by("position")
        phases.first().activate()
        fill(event, number)


def fill(event: Event, number: int) -> None:
    reviewers = [
        User.objects.create_user(name=f"Reviewer {each}", email=f"reviewer{each}@example.org")
        for each in range(REVIEWERS)
    ]
    names = [f"Category {each}" for each in range(1, CATEGORIES)]
    more = [event.score_categories.create(name=each) for each in names]
    categories = [event.score_categories.first(), *more]
    for category in categories:
        category.scores.all().delete()
        ReviewScore.objects.bulk_create(
            ReviewScore(category=category, value=Decimal(value), label=str(value)) for value in range(1, 6)
        )
    scores = [list(category.scores.order_by("value")) for category in categories]
    for each in range(number):
        speaker = User.objects.create_user(name=f"Speaker {each}", email=f"speaker{each}@example.org")
        SpeakerProfile.objects.create(user=speaker, event=event, biography="")
        submission = Submission.objects.create(
            event=event, title=f"A centre for the village {each}", submission_type=event.cfp.default_type,
            abstract="What is planned.", description="How it is done.", content_locale="en",
        )  # fmt: skip
        submission.speakers.add(speaker)
        for turn in (0, 1):
            review = Review.objects.create(
                submission=submission, user=reviewers[(each + turn) % REVIEWERS], text="Because."
            )
            chosen = [row[(each * (place + 2) + turn) % 5] for place, row in enumerate(scores)]
            review.scores.set(chosen)
            review.save(update_score=True)


def read(client: Client, path: str, rounds: int) -> dict:
    """Median CPU and clock time in milliseconds after one reading that fills what is kept for good."""
    client.get(path)
    queries = []
    with connection.execute_wrapper(lambda run, *sql: queries.append(sql[0]) or run(*sql)):
        response = client.get(path)
    if response.status_code != 200:
        raise SystemExit(f"{path} answered {response.status_code}")
    cpu, clock = [], []
    for _round in range(rounds):
        began, on = time.process_time(), time.perf_counter()
        response = client.get(path)
        cpu.append((time.process_time() - began) * 1000)
        clock.append((time.perf_counter() - on) * 1000)
    return {
        "queries": len(queries),
        "cpu": statistics.median(cpu),
        "clock": statistics.median(clock),
        "bytes": len(response.content),
        "rows": response.content.count(b"<tr") - 1,
    }


if __name__ == "__main__":
    main()
