"""Measure the search of the knowledge hub: `script/bench hub [--sizes 1000,10000,100000] [--questions 400] [--write]`.

For each size and each database (SQLite as `script/server` uses it; PostgreSQL from script/postgres) it fills a database
of its own (bench/hub_data.py), writes the index, and asks questions as the page asks them: with facets, passages and
the page that answers. Times are of the whole answer in Python, without the page around it. On SQLite the same questions
also go to an FTS5 table alone, to show why it is not used.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from run import ROOT, memory
from rush import write

MARK = "<!-- hub: written by script/bench hub --write -->"
HEADINGS = (
    "",
    "documents",
    "pages",
    "terms",
    "documents a second",
    "index, MB",
    "of the library's own",
    "question, p50",
    "p95",
    "worst",
    "p95 of the processor",
    "a change, p50",
)
LIMIT = 60  # ms, p95 of a question at 100,000 documents
CHILD = """
import subprocess, sys
for command in (["-m", "gapbridge", "migrate", "-v0"], [sys.argv[1], *sys.argv[2:]]):
    subprocess.run([sys.executable, *command], check=True, stdout=sys.stderr if command[0] == "-m" else None)
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--questions", type=int, default=400)
    parser.add_argument("--only", choices=("SQLite", "PostgreSQL"))
    parser.add_argument("--write", action="store_true", help="put the table into bench/README.md")
    options = parser.parse_args()
    rows = [
        (name, run(name, int(size), options.questions))
        for name in ("SQLite", "PostgreSQL")
        if options.only in (None, name)
        for size in options.sizes.split(",")
    ]
    text = report(rows, options)
    print(text)
    if options.write:
        write(MARK, text)


def run(database: str, documents: int, questions: int) -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp(prefix="gapbridge-hub-"))
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
        "GAPBRIDGE_DATA": str(folder),
        "GAPBRIDGE_DEMO": "0",
        "GAPBRIDGE_LOG_LEVEL": "WARNING",
        "PYTHONPATH": str(ROOT / "src"),
    }
    start = [str(ROOT / "script" / "postgres")] if database == "PostgreSQL" else []
    script = str(ROOT / "bench" / "hub_data.py")
    alone = ["fts5"] if database == "SQLite" else []
    command = [*start, sys.executable, "-c", CHILD, script, str(documents), str(questions), *alone]
    try:
        done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{database}, {documents}: {done.stdout.strip().splitlines()[-1]}", file=sys.stderr)
    return json.loads(done.stdout.strip().splitlines()[-1])


def report(rows: list[tuple[str, dict[str, Any]]], options: argparse.Namespace) -> str:
    machine = f"{os.cpu_count()} cores, {memory()}, {platform.system()} {platform.release()}"
    measured = (
        f"Measured on {time.strftime('%Y-%m-%d')}: {machine}, Python {platform.python_version()}; {options.questions}"
        f" questions each; load {os.getloadavg()[0]:.1f} at the end. Limit: p95 of {LIMIT} ms at 100,000 documents."
    )
    lines = [
        measured,
        "",
        f"| {' | '.join(HEADINGS)} |",
        f"|---{'|---:' * (len(HEADINGS) - 1)}|",
        *(row(database, each) for database, each in rows),
    ]
    lines += ["", *(alone(each) for database, each in rows if each["fts5"])]
    growth = [line for database in dict.fromkeys(name for name, _ in rows) if (line := grown(database, rows))]
    return "\n".join([*lines, *(["", *growth] if growth else [])])


def row(database: str, each: dict[str, Any]) -> str:
    asked = each["questions"]
    cells = (
        database,
        f"{each['documents']:,}",
        f"{each['pages']:,}",
        f"{each['terms']:,}",
        f"{each['documents'] / each['seconds']:,.0f}",
        f"{each['bytes'] / 1e6:,.1f}",
        f"{100 * each['bytes'] / each['kept']:.0f} %",
        f"{asked['p50']:.1f} ms",
        f"{asked['p95']:.1f} ms",
        f"{asked['worst']:.1f} ms",
        f"{asked['cpu95']:.1f} ms",
        f"{each['change']['p50']:.0f} ms",
    )
    return f"| {' | '.join(cells)} |"


def alone(each: dict[str, Any]) -> str:
    asked = each["fts5"]
    return (
        f"FTS5 alone at {each['documents']:,} documents, ten best by bm25 and three facets, nothing else: p50"
        f" {asked['p50']:.1f} ms, p95 {asked['p95']:.1f} ms, of the processor {asked['cpu95']:.1f} ms."
    )


def grown(database: str, rows: list[tuple[str, dict[str, Any]]]) -> str:
    """How much slower the largest is than the smallest."""
    found = [each for name, each in rows if name == database]
    if len(found) < 2:
        return ""
    first, last = found[0], found[-1]
    times = [last["questions"][name] / first["questions"][name] for name in ("p50", "p95")]
    return (
        f"{database}: {last['documents'] // first['documents']} times the documents, {times[0]:.1f} times the p50 and"
        f" {times[1]:.1f} times the p95, {last['bytes'] / first['bytes']:.0f} times the index."
    )


if __name__ == "__main__":
    main()
