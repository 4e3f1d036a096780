"""Draw every lifecycle for the documents, from the tables that also make the buttons and the tests."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from gapbridge.base.lifecycle import REGISTRY, Lifecycle, Transition

DOCUMENT = Path(__file__).resolve().parents[5] / "docs" / "lifecycles.md"
INTRO = """# Lifecycles

Written by `script/gapbridge draw_lifecycles` from the tables in each app's `lifecycle.py`; a test keeps it up to
date. The same tables make the buttons on a page and the tests of who may press them. A step (in brackets) has no
button: another action makes it along the way.
"""


def document() -> str:
    return "\n".join([INTRO, *(drawn(REGISTRY[label]) for label in sorted(REGISTRY))])


@translation.override("en")  # whoever asks
def drawn(lifecycle: Lifecycle) -> str:
    label, name = lifecycle.model.split(".")
    lines = [f"## {name} ({label})", "", "```mermaid", "stateDiagram-v2"]
    lines += [f"    {state.key}: {state.label}" for state in lifecycle.states]
    lines += [f"    [*] --> {lifecycle.states[0].key}"]
    for each in lifecycle.transitions:
        lines += [f"    {source} --> {each.target}: {_named(each)}" for source in each.sources]
    lines += ["```", "", "| transition | from | to | who | asks a reason |", "|---|---|---|---|---|"]
    lines += [_row(lifecycle, each) for each in lifecycle.transitions]
    return "\n".join([*lines, ""])


def _named(transition: Transition) -> str:
    return transition.name if transition.by_hand else f"({transition.name})"


def _row(lifecycle: Lifecycle, transition: Transition) -> str:
    labels = {state.key: str(state.label) for state in lifecycle.states}
    cells = (
        str(transition.label) if transition.by_hand else f"({transition.label})",
        ", ".join(labels[source] for source in transition.sources),
        labels[transition.target],
        f"`{transition.perm}`",
        "yes" if transition.asks_reason else "",
    )
    return "| " + " | ".join(cells) + " |"


class Command(BaseCommand):
    help = (
        "Write docs/lifecycles.md: a diagram and a table a lifecycle. --check says whether it is up to date."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; exit code 1 when it is out of date"
        )

    def handle(self, *, check: bool = False, **options) -> None:
        fresh = document()
        if check:
            if not DOCUMENT.exists() or DOCUMENT.read_text(encoding="utf-8") != fresh:
                raise CommandError(
                    "docs/lifecycles.md is out of date: run gapbridge draw-lifecycles", returncode=1
                )
        else:
            DOCUMENT.write_text(fresh, encoding="utf-8")
        self.stdout.write(f"{len(REGISTRY)} lifecycles")
