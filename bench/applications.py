"""Measure the lists of applications with their scores: `script/bench applications [--rounds 15] [--write]`.

Fills calls with 10, 1,000 and 10,000 applications, two scores each (bench/applications_pages.py), and reads the
office's list of 50 rows and the evaluation board in one process, with everything forgotten that was remembered of
earlier readings: queries, bytes (uncompressed, in the language that takes most), time of the processor and the clock.
In the same run pretalx, which judges submissions to conferences, is installed from PyPI into a scratch environment,
gets 1,000 submissions with two reviews each, and its list and review board are read (bench/applications_peer.py).
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
from rush import prepared, write

MARK = "<!-- applications: written by script/bench applications --write -->"
PEER = "pretalx==2025.2.2"
SUBMISSIONS = 1_000
OURS = (("list", "list, 50 rows"), ("list, best first", "list, best first"), ("board", "evaluation board"))
PEERS = (
    ("list, 50 rows", "pretalx: list, 50 rows"),
    ("board, as it opens", "pretalx: review board, as it opens"),
    ("board, 25 rows", "pretalx: review board, asked for 25 rows"),
)
LIMITS = {("list", 10_000): "15 queries, 60 kB", ("list, best first", 10_000): "15 queries, 60 kB",
          ("board", 1_000): "200 ms of CPU"}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--peer-rounds", type=int, default=5, help="0 leaves the peer out")
    parser.add_argument("--keep", help="a folder that keeps the data between runs")
    parser.add_argument("--write", action="store_true", help="put the table into bench/README.md")
    options = parser.parse_args()
    folder = Path(options.keep or tempfile.mkdtemp(prefix="gapbridge-applications-"))
    try:
        own = ours(folder / "gapbridge", options.rounds)
        others = peer(folder / "pretalx", options.peer_rounds) if options.peer_rounds else {}
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
    text = report(own, others, options)
    print(text)
    if options.write:
        write(MARK, text)


def ours(data: Path, rounds: int) -> list[dict[str, Any]]:
    environment = prepared(data)
    return run([sys.executable, str(ROOT / "bench" / "applications_pages.py"), str(rounds)], environment)


def peer(data: Path, rounds: int) -> dict[str, dict[str, Any]]:
    python = data / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(data / "venv")], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", PEER], check=True, stdout=sys.stderr)
    script = ROOT / "bench" / "applications_peer.py"
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return run(
        [str(python), str(script), str(SUBMISSIONS), str(rounds)], clean | {"PRETALX_DATA_DIR": str(data)}
    )


def run(command: list[str], environment: dict[str, str]) -> Any:
    """What the script says in the last line of its output."""
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.strip().splitlines()[-1])


def report(own: list[dict[str, Any]], others: dict[str, dict[str, Any]], options: argparse.Namespace) -> str:
    machine = f"{os.cpu_count()} cores, {memory()}, {platform.system()} {platform.release()}"
    measured = (
        f"Measured on {time.strftime('%Y-%m-%d')}: {machine}, Python {platform.python_version()}, SQLite;"
        f" medians of {options.rounds} readings, of the peer ({PEER.replace('==', ' ')}) {options.peer_rounds};"
        f" load {os.getloadavg()[0]:.1f}."
    )
    lines = [
        measured,
        "",
        "| page | applications | rows | queries | kB | CPU | clock | limit |",
        "|---|---:|---:|---:|---:|---:|---:|---|",
    ]
    for name, label in OURS:
        for each in own:
            if each["name"] == name:
                limit = LIMITS.get((name, each["size"]), "")
                lines.append(row(label, each["size"], each, limit))
    lines += [row(label, SUBMISSIONS, others[name], "") for name, label in PEERS if name in others]
    return "\n".join(lines)


def row(label: str, size: int, each: dict[str, Any], limit: str) -> str:
    cells = (
        label,
        f"{size:,}",
        str(each["rows"]),
        str(each["queries"]),
        f"{each['bytes'] / 1000:.1f}",
        f"{each['cpu']:,.0f} ms",
        f"{each['clock']:,.0f} ms",
        limit,
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
