"""A new database is made from the models: that must give what the migrations give."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

BY_DJANGO = (
    "import django; django.setup();"
    "from django.core.management import call_command;"
    "from django.core.management.commands.migrate import Command;"
    "call_command(Command(), verbosity=0)"
)


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    return made(tmp_path_factory.mktemp("ours"), "-m", "gapbridge", "migrate", "--verbosity", "0")


@pytest.mark.once
def test_a_new_database_has_what_the_migrations_would_make(ours, tmp_path):
    """Tables with their columns, keys and conditions, indexes, triggers, and the migrations that count as applied."""
    theirs = made(tmp_path, "-c", BY_DJANGO)
    assert [len(schema(ours)), applied(ours)] == [len(schema(theirs)), applied(theirs)]
    for name, parts in schema(theirs).items():
        assert schema(ours)[name] == parts, name


@pytest.mark.once
def test_a_database_that_is_not_new_is_migrated_as_django_does(ours):
    """It has a table, so nothing is made from the models: with its migrations forgotten, the first one fails."""
    with sqlite3.connect(ours) as database:
        database.execute("DELETE FROM django_migrations")
    again = run(ours.parent, "-m", "gapbridge", "migrate", "--verbosity", "0")
    assert again.returncode != 0
    assert "already exists" in again.stderr


def made(folder: Path, *command: str) -> Path:
    done = run(folder, *command)
    assert done.returncode == 0, done.stderr
    return folder / "gapbridge.sqlite3"


def run(folder: Path, *command: str) -> subprocess.CompletedProcess:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("GAPBRIDGE_") and k != "DATABASE_URL"}
    settings = {"DJANGO_SETTINGS_MODULE": "gapbridge.conf.settings", "GAPBRIDGE_DATA": str(folder)}
    return subprocess.run([sys.executable, *command], env=kept | settings, capture_output=True, text=True)


def schema(path: Path) -> dict[str, list[str]]:
    """By name, the parts of what made it: for a table one for each column and constraint, in no order."""
    with sqlite3.connect(path) as database:
        rows = database.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {name: sorted(parts(sql)) for name, sql in rows}


def parts(sql: str) -> list[str]:
    """Split at the commas between a table's columns and constraints, not at those within one."""
    found, depth = [""], 0
    for letter in sql.removesuffix(")"):
        if letter == "," and depth == 1:
            found.append("")
            continue
        depth += (letter == "(") - (letter == ")")
        found[-1] += letter
    first = found[0].partition("(")  # the table's name, then its first column
    return [each.strip() for each in (first[0], first[2], *found[1:])]


def applied(path: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(path) as database:
        return database.execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall()
