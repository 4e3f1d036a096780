"""Promises about the repository itself: where it runs, what it names, and that its documents are true."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[1]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()


def committed() -> list[Path]:
    """The files of the repository; in a copy without git, the files that would be."""
    if shutil.which("git") and (ROOT / ".git").exists():
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        paths = (ROOT / name for name in listed.split("\0") if name)
    else:
        left_out = re.compile(
            r"\.(?!ci$|gitignore$)|(var|artifacts|__pycache__)$"
        )  # tools' caches, what a run keeps
        paths = (
            path for path in ROOT.rglob("*") if not any(map(left_out.match, path.relative_to(ROOT).parts))
        )
    return [path for path in paths if path.is_file()]


# Written in pieces, so that this file doesn't name them either.
HOSTS = [
    "pypi" + ".org",
    "python" + "hosted.org",
    "npm" + "js.",
    "deb.deb" + "ian",
    "security.deb" + "ian",
    "unp" + "kg.com",
    "jsd" + "elivr",
]
# After a bracket it is a step of an XPath (`instance('x')/…`), not a folder.
MACHINE = [r"(?<![\w.*-])/wo" + r"rk/", r"(?<![\w.*)-])/ro" + r"ot/", r"/tmp/bash_" + "jobs"]
FORBIDDEN = re.compile("|".join([re.escape(host) for host in HOSTS] + MACHINE))


@pytest.mark.once
def test_no_file_names_a_registry_or_a_path_of_a_machine():
    named = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in committed()
        for match in [FORBIDDEN.search(path.read_bytes().decode(errors="replace"))]
        if match
    ]
    assert named == []


@pytest.mark.parametrize(
    "text", ["https://" + HOSTS[0] + "/simple", "cd /wo" + "rk/main", "HOME=/ro" + "ot/x"]
)
def test_the_search_for_hosts_and_paths_finds_them(text):
    assert FORBIDDEN.search(text)


def test_scripts_can_be_run():
    scripts = [path for path in (ROOT / "script").iterdir() if path.is_file() and not path.suffix]
    assert {"setup", "server", "test", "lock", "gapbridge"} <= {path.name for path in scripts}
    for path in [*scripts, ROOT / ".ci" / "run"]:
        assert os.access(path, os.X_OK), path
        assert path.read_text().startswith(("#!/bin/sh\n", "#!/usr/bin/env bash\n")), path


def test_every_model_of_ours_has_its_migrations():
    """`makemigrations --check` says nothing of an app that has no migrations folder at all."""
    without = [
        config.label
        for config in apps.get_app_configs()
        if config.name.startswith("gapbridge.") and config.models
        if not list((Path(config.path) / "migrations").glob("0*.py"))
    ]
    assert without == []


def locked(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / name).read_text()
    return dict(re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==([^\s;]+)", text, re.MULTILINE))


def test_the_tests_run_on_the_versions_that_the_program_is_shipped_with():
    assert locked("app.txt").items() <= locked("dev.txt").items()


def test_every_direct_dependency_is_locked():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {
        "app.txt": project["project"]["dependencies"],
        "dev.txt": project["dependency-groups"]["dev"],
        "setup.txt": project["dependency-groups"]["setup"],
    }
    for name, requirements in wanted.items():
        names = {re.split(r"[\[<>=; ]", each)[0].lower() for each in requirements}
        assert names - locked(name).keys() == set(), name


def variables_read() -> set[str]:
    """What settings and the supervisor read from the environment. PATH is the system's: readers of files find their
    programs by it."""
    found: set[str] = set()
    for path in [*(ROOT / "src").rglob("*.py")]:
        found |= set(
            re.findall(r"""\benv(?:\.\w+|iron\.get|iron)?[(\[]\s*['"]([A-Z][A-Z_]+)['"]""", path.read_text())
        )
    return found - {"DJANGO_SETTINGS_MODULE", "PATH"}


def test_each_variable_is_documented_and_each_documented_one_is_read():
    documented = set(re.findall(r"`([A-Z][A-Z_]+)`", OPERATIONS))
    assert documented == variables_read()


def test_documents_name_only_commands_that_exist():
    commands = get_commands()
    documents = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    for path in documents:
        text = path.read_text() if path.exists() else ""
        for name in re.findall(r"`(?:script/)?gapbridge ([a-z_-]+)", text):
            assert name.replace("-", "_") in commands or name == "help", (
                f"{path.relative_to(ROOT)}: gapbridge {name}"
            )
        for name in re.findall(r"\bscript/([a-z_-]+)", text):
            assert (ROOT / "script" / name).exists(), f"{path.relative_to(ROOT)}: script/{name}"
