"""The guides are true: each role has one, and every button and page they name exists."""

import re
from pathlib import Path

import pytest

from gapbridge.base.management.commands.make_translations import extract
from gapbridge.people.roles import Role

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDES = sorted((DOCS / "guides").glob("*.md"))
ALSO = {"community_member"}
# A case worker's guide is the complaint page's own; who handles abuse is told in person.
WITHOUT = {"case_worker"}


@pytest.fixture(scope="module")
def texts() -> set[str]:
    return {entry.msgid.lower() for entry in extract()}


def test_every_role_has_a_guide():
    assert {path.stem for path in GUIDES} == {*Role.values, *ALSO} - WITHOUT


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_a_guide_names_only_what_is_on_the_screen(path, texts):
    named = re.findall(r"\*\*([^*]+)\*\*", path.read_text(encoding="utf-8"))
    unknown = [name for name in named if name.lower() not in texts]
    assert unknown == []


def test_every_word_of_the_glossary_has_three_languages():
    rows = [
        line.split("|")[1:-1]
        for line in (DOCS / "glossary.md").read_text(encoding="utf-8").splitlines()
        if "|" in line
    ]
    assert [row for row in rows if len(row) != 4 or not all(cell.strip() for cell in row)] == []
