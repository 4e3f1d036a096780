"""Asking the whole site, from the middleware to the database, and telling what a request left behind."""

import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection
from django.test import Client

from tests.access.conftest import undone

WRITES = re.compile(
    r'^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)', re.IGNORECASE
)
JOURNAL = {"base_journalentry", "base_journalhead"}
# A look into what is sealed is recorded, and changes nothing.
LOOKS = {"intake.read_submission"}
# What a form saves by itself, and who is signed in.
ASIDE = {"base_formdraft", "django_session"}
# How often something is searched and opened in the hub: numbers a day that name nobody. Without scripts the request
# itself is all that can be counted.
COUNTED = {"finding_asking", "finding_opening", "learning_opening"}


@dataclass
class Answer:
    status: int
    text: str
    fault: str = ""
    location: str = ""
    changed: tuple[str, ...] = ()  # tables
    journalled: bool = False

    @property
    def kept_nothing(self) -> bool:
        return not self.changed and not self.journalled


@contextmanager
def _writing(into: set[str]) -> Iterator[None]:
    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if found := WRITES.match(sql):
            into.add(found[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield


def _rows(tables: set[str]) -> dict[str, list[tuple]]:
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sorted(cursor.fetchall(), key=repr)
    return found


def ours() -> set[str]:
    every = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    return {table for table in every if not table.startswith("modelsearch")} - ASIDE - COUNTED


def ask(client: Client, method: str, address: str, data: Any = None, **extra: Any) -> Answer:
    """One request, undone afterwards. What it raises is its fault."""
    touched: set[str] = set()
    after: dict[str, list[tuple]] = {}
    try:
        with undone():
            with _writing(touched):
                response = getattr(client, method)(address, data or {}, **extra)
            touched &= ours()
            after = _rows(touched) if touched else {}
    except Exception as error:  # noqa: BLE001 - whatever a view raises is a server error
        return Answer(500, "", fault=_told(error))
    before = _rows(touched) if touched else {}
    changed = {table for table in touched if before[table] != after[table]}
    text = "" if response.streaming else response.content.decode("utf-8", "replace")
    return Answer(
        response.status_code,
        text,
        location=response.headers.get("Location", ""),
        changed=tuple(sorted(changed - JOURNAL)),
        journalled="base_journalentry" in changed and _acted(before, after),
    )


def _acted(before: dict[str, list[tuple]], after: dict[str, list[tuple]]) -> bool:
    """Whether an entry tells of more than a look."""
    entries = [row for row in after["base_journalentry"] if row not in before["base_journalentry"]]
    return any(not LOOKS.intersection(map(str, row)) for row in entries)


def _told(error: Exception) -> str:
    where = [frame for frame in traceback.extract_tb(error.__traceback__) if "/gapbridge/" in frame.filename]
    last = (
        f"{where[-1].filename.split('/gapbridge/')[-1]}:{where[-1].lineno} {where[-1].name}" if where else "?"
    )
    return f"{type(error).__name__}: {str(error)[:160]} ({last})"
