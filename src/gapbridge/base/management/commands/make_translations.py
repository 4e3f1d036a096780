"""Bring the catalogues of our texts up to date, or say what is wrong with them.

GNU gettext's xgettext reads Python; Django turns templates into something it can read. What is there stays,
in the order of the sources; new texts come in empty, vanished ones go. Nothing is guessed (fuzzy), and no
line numbers, dates or paths of a machine are written, so that a change shows nothing but texts.
"""

import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polib
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parents[3]
LEFT_OUT = {"static", "vendor", "locale", "migrations", "__pycache__"}
# Azerbaijani as in Django's own catalogue. Django's Russian has a fourth form for fractions, which nobody
# counts by; Django keeps catalogues with different rules apart, so that ours needs the usual three.
PLURALS = {
    "az": "nplurals=2; plural=(n != 1);",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
}
JUST_ONE = {("az", 0)}  # forms that stand for 1 alone, and may leave the number out as English does
KEYWORDS = (
    "_now",  # gettext, in modules where _ is gettext_lazy
    "gettext_noop",
    "gettext_lazy",
    "ngettext_lazy:1,2",
    "pgettext:1c,2",
    "npgettext:1c,2,3",
    "pgettext_lazy:1c,2",
    "npgettext_lazy:1c,2,3",
)
PLACEHOLDER = re.compile(r"%%|%\(\w+\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]|%[diouxXeEfFgGcrs]|\{\w*\}")
Key = tuple[str | None, str, str]


def key_of(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def sources(root: Path) -> list[Path]:
    found = [path for path in root.rglob("*") if path.suffix in {".py", ".html", ".txt"} and path.is_file()]
    ours = [path for path in found if LEFT_OUT.isdisjoint(path.relative_to(root).parts)]
    return sorted(path for path in ours if path.suffix == ".py" or "templates" in path.parts)


def extract(root: Path = SOURCE) -> polib.POFile:
    """Every text of ours that is to be translated, once, in the order of the files."""
    with tempfile.TemporaryDirectory() as folder:
        names = [_copy(path, root, Path(folder)) for path in sources(root)]
        command = ["xgettext", "--language=Python", "--from-code=UTF-8", "--add-location=file", "--output=-"]
        command += [f"--keyword={keyword}" for keyword in KEYWORDS] + ["--files-from=-"]
        run = subprocess.run(
            command, cwd=folder, input="\n".join(names), capture_output=True, text=True, encoding="utf-8"
        )
    if run.returncode:
        raise CommandError(run.stderr)
    return polib.pofile(run.stdout) if run.stdout else polib.POFile()


def _copy(path: Path, root: Path, folder: Path) -> str:
    name = path.relative_to(root).as_posix()
    text = path.read_text(encoding="utf-8")
    copy = folder / name
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_text(text if path.suffix == ".py" else templatize(text, origin=name), encoding="utf-8")
    return name


def merged(template: polib.POFile, old: polib.POFile, language: str) -> polib.POFile:
    """The template's texts with the translations that exist for exactly them."""
    fresh = polib.POFile(wrapwidth=100)
    fresh.metadata = {
        "Project-Id-Version": "Gapbridge",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    known = {key_of(entry): entry for entry in old if not entry.obsolete and not entry.fuzzy}
    fresh.extend(_entry(each, known.get(key_of(each)), language) for each in template)
    return fresh


def _entry(wanted: polib.POEntry, known: polib.POEntry | None, language: str) -> polib.POEntry:
    entry = polib.POEntry(
        msgctxt=wanted.msgctxt,
        msgid=wanted.msgid,
        msgid_plural=wanted.msgid_plural,
        occurrences=[(name, "") for name, _line in wanted.occurrences],
        tcomment=known.tcomment if known else "",
        msgstr=known.msgstr if known else "",
    )
    if wanted.msgid_plural:
        held = known.msgstr_plural if known else {}
        entry.msgstr_plural = {number: held.get(number, "") for number in range(forms(language))}
    return entry


def forms(language: str) -> int:
    return int(re.search(r"nplurals=(\d)", PLURALS[language])[1])


def faults(template: polib.POFile, catalogue: polib.POFile, language: str) -> Iterator[str]:
    """What is wrong with a catalogue, one line each."""
    held = {key_of(entry): entry for entry in catalogue if not entry.obsolete}
    wanted = {key_of(entry): entry for entry in template}
    for key, entry in wanted.items():
        if key not in held:
            yield f"missing: {_name(entry)}"
        elif held[key].fuzzy:
            yield f"fuzzy: {_name(entry)}"
        else:
            yield from _faults_of(held[key], language)
    yield from (f"stale: {_name(entry)}" for key, entry in held.items() if key not in wanted)


def _name(entry: polib.POEntry) -> str:
    return f"{entry.msgid!r} ({entry.msgctxt})" if entry.msgctxt else repr(entry.msgid)


def _faults_of(entry: polib.POEntry, language: str) -> Iterator[str]:
    texts = dict(entry.msgstr_plural) if entry.msgid_plural else {0: entry.msgstr}
    wanted = range(forms(language)) if entry.msgid_plural else range(1)
    if any(not texts.get(number, "").strip() for number in wanted) or len(texts) != len(wanted):
        yield f"empty: {_name(entry)}"
        return
    for number, text in texts.items():
        allowed = [placeholders(entry.msgid_plural or entry.msgid)]
        if (language, number) in JUST_ONE:
            allowed.append(placeholders(entry.msgid))
        if placeholders(text) not in allowed:
            wrong = _listed(placeholders(text))
            yield f"placeholders: {_name(entry)} has {_listed(allowed[0])}, its translation {wrong}"


def placeholders(text: str) -> Counter[str]:
    return Counter(PLACEHOLDER.findall(text))


def _listed(found: Counter[str]) -> str:
    return ", ".join(sorted(found.elements())) or "none"


def catalogue_path(language: str, root: Path = SOURCE) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def read(path: Path) -> polib.POFile:
    return polib.pofile(str(path), wrapwidth=100) if path.exists() else polib.POFile()


def check(root: Path = SOURCE) -> list[str]:
    """Every fault of every catalogue: "az: missing: 'Gaps'"."""
    template = extract(root)
    return [
        f"{language}: {fault}"
        for language in PLURALS
        for fault in faults(template, read(catalogue_path(language, root)), language)
    ]


class Command(BaseCommand):
    help = "Bring the catalogues of our texts up to date. --check changes nothing and names what is wrong with them."
    requires_system_checks = ()

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; exit code 1 names every fault"
        )

    def handle(self, *, check: bool = False, **options) -> None:
        if check:
            self.check_only()
        else:
            self.bring_up_to_date()

    def check_only(self) -> None:
        if found := check():
            raise CommandError("\n".join([*found, f"{len(found)} faults."]), returncode=1)
        self.stdout.write("Every text is translated.")

    def bring_up_to_date(self) -> None:
        template = extract()
        for language in PLURALS:
            path = catalogue_path(language)
            catalogue = merged(template, read(path), language)
            path.parent.mkdir(parents=True, exist_ok=True)
            catalogue.save(str(path))
            done = len(catalogue.translated_entries())
            self.stdout.write(f"{language}: {done} of {len(catalogue)} texts translated")
