"""Every text is translated into every language, and a fault in a catalogue is found."""

import gettext
from collections import Counter
from pathlib import Path

import django
import polib
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from gapbridge.base.management.commands import make_translations as texts

VIEW = """
from django.utils.translation import gettext as _, ngettext, pgettext
_("Saved at %(time)s")
_("100 %% of {name}")
ngettext("One voice", "%(number)s voices", 2)
pgettext("a gap", "open")
"""
PAGE = '{% translate "Gaps" %}{% blocktranslate trimmed with a=b %}Apply until {{ a }}{% endblocktranslate %}'


@pytest.fixture
def program(tmp_path) -> Path:
    """A small program with complete catalogues."""
    (tmp_path / "views.py").write_text(VIEW)
    (tmp_path / "app" / "templates").mkdir(parents=True)
    (tmp_path / "app" / "templates" / "page.html").write_text(PAGE)
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "other.py").write_text('_("Not ours")')
    template = texts.extract(tmp_path)
    for language in texts.PLURALS:
        catalogue = texts.merged(template, polib.POFile(), language)
        for entry in catalogue:
            entry.msgstr = entry.msgid
            entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, entry.msgid_plural)
        write(tmp_path, language, catalogue)
    return tmp_path


def write(root: Path, language: str, catalogue: polib.POFile) -> None:
    path = texts.catalogue_path(language, root)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))


def with_fault(root: Path, msgid: str, **changes) -> list[str]:
    catalogue = texts.read(texts.catalogue_path("az", root))
    entry = catalogue.find(msgid)
    for name, value in changes.items():
        setattr(entry, name, value)
    write(root, "az", catalogue)
    return texts.check(root)


def test_every_text_of_the_program_is_translated():
    found = texts.check()
    kinds = Counter(": ".join(fault.split(": ")[:2]) for fault in found)
    summary = "\n".join([*(f"{number} {kind}" for kind, number in kinds.items()), *found[:40]])
    assert not found, f"\n{summary}\n(script/gapbridge make-translations --check names all)"


def test_texts_come_from_code_and_templates_but_not_from_static_files(program):
    assert {entry.msgid for entry in texts.extract(program)} == {
        "Saved at %(time)s", "100 %% of {name}", "One voice", "open", "Gaps", "Apply until %(a)s",
    }  # fmt: skip


def test_a_complete_catalogue_has_no_faults(program):
    assert texts.check(program) == []


@pytest.mark.parametrize(
    ("msgid", "changes", "fault"),
    [
        ("Gaps", {"msgstr": ""}, "empty: 'Gaps'"),
        ("Gaps", {"msgstr": " "}, "empty: 'Gaps'"),
        ("Gaps", {"flags": ["fuzzy"]}, "fuzzy: 'Gaps'"),
        ("open", {"msgstr": ""}, "empty: 'open' (a gap)"),
        ("One voice", {"msgstr_plural": {0: "Bir səs"}}, "empty: 'One voice'"),
        (
            "Saved at %(time)s",
            {"msgstr": "Saat %(saat)s"},
            "placeholders: 'Saved at %(time)s' has %(time)s, its translation %(saat)s",
        ),
        (
            "100 %% of {name}",
            {"msgstr": "100 %"},
            "placeholders: '100 %% of {name}' has %%, {name}, its translation none",
        ),
        (
            "One voice",
            {"msgstr_plural": {0: "Bir səs", 1: "səslər"}},
            "placeholders: 'One voice' has %(number)s, its translation none",
        ),
    ],
)
def test_a_fault_is_named(program, msgid, changes, fault):
    assert with_fault(program, msgid, **changes) == [f"az: {fault}"]


def test_a_form_that_stands_for_one_alone_may_leave_the_number_out(program):
    assert with_fault(program, "One voice", msgstr_plural={0: "Bir səs", 1: "%(number)s səs"}) == []


def test_a_new_text_is_missing_and_a_vanished_one_stale(program):
    (program / "views.py").write_text(VIEW.replace('_("Saved at %(time)s")', '_("Kept")'))
    assert texts.check(program) == [
        f"{language}: {fault}"
        for language in ("az", "ru")
        for fault in ("missing: 'Kept'", "stale: 'Saved at %(time)s'")
    ]


def test_bringing_up_to_date_keeps_translations_adds_empty_ones_and_drops_the_rest(program):
    (program / "views.py").write_text(VIEW.replace('_("Saved at %(time)s")', '_("Kept")'))
    old = texts.read(texts.catalogue_path("az", program))
    fresh = texts.merged(texts.extract(program), old, "az")
    assert {entry.msgid: entry.msgstr for entry in fresh if not entry.msgid_plural} == {
        "Gaps": "Gaps", "Apply until %(a)s": "Apply until %(a)s", "Kept": "", "100 %% of {name}": "100 %% of {name}",
        "open": "open",
    }  # fmt: skip


def test_writing_twice_changes_nothing_and_names_no_date_and_no_line(program):
    path = texts.catalogue_path("ru", program)
    before = path.read_text()
    write(program, "ru", texts.merged(texts.extract(program), texts.read(path), "ru"))
    assert path.read_text() == before
    assert "Date" not in before
    assert "views.py\n" in before


def test_the_command_fails_with_what_is_wrong(program, monkeypatch):
    monkeypatch.setattr(texts, "check", lambda: ["az: empty: 'Gaps'"])
    with pytest.raises(CommandError, match="az: empty: 'Gaps'") as failure:
        call_command("make_translations", check=True)
    assert failure.value.returncode == 1


@pytest.mark.parametrize("language", ["az", "ru"])
def test_our_plural_rules_agree_with_djangos_on_whole_numbers(language):
    folder = Path(django.__file__).parent / "conf" / "locale"
    djangos = gettext.translation("django", folder, [language]).plural
    ours = gettext.c2py(texts.PLURALS[language].partition("plural=")[2].rstrip(";"))
    assert [ours(n) for n in range(130)] == [djangos(n) for n in range(130)]
