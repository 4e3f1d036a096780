"""The real server, as `script/server` starts it, beside a test that asks it over the wire.

    with serving(**EMPTY) as served:
        served.run("migrate", "--check")                 # gapbridge's commands, on its database
        served.run("make", "20", module="tests.listen.collect.seed")
        served.connect().request("GET", "/healthz")      # or any client, at served.url

`database`: None is one of its own, of the kind that the tests run on and migrated; "" is SQLite; an address is that one.
`data_folder`: None is one of its own, removed at the end. `port`: None is a free one. What else is named goes into the
server's environment. A server that is killed (`served.kill()`) is started again by another block with the same three.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from tests import migrated

ROOT = Path(__file__).resolve().parents[1]
# A server without the demonstration, which starts in a few seconds.
EMPTY = {
    "GAPBRIDGE_DEMO": "0",
    "GAPBRIDGE_LOG_LEVEL": "ERROR",
    "GAPBRIDGE_STATIC_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
}


@dataclass(frozen=True)
class Served:
    url: str
    data_folder: Path
    environment: dict[str, str]
    process: subprocess.Popen

    @property
    def port(self) -> int:
        return urlsplit(self.url).port or 0

    @property
    def log(self) -> Path:
        return self.data_folder / "server.log"

    def connect(self, seconds: float = 60) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)

    def run(self, *arguments: str, module: str = "gapbridge") -> str:
        """What the command, or another module, says when it is run beside the server in its environment."""
        return _run(self.environment, "-m", module, *arguments)

    def kill(self) -> None:
        """Server and children at once, without a word, as when the power is cut."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        self.process.kill()
        for each in children:  # each leads a group of its own
            os.killpg(int(each), signal.SIGKILL)
        self.process.wait()


@contextmanager
def serving(
    *,
    database: str | None = None,
    data_folder: Path | None = None,
    port: int | None = None,
    seconds: float = 300,
    **environment: str,
) -> Iterator[Served]:
    """A server that answers, until the end of the block."""
    with ExitStack() as stack:
        if data_folder is None:
            data_folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gapbridge-served-")))
        if database is None:
            database = stack.enter_context(database_of_its_own())
            if not database:
                migrated.copy_to(data_folder / "gapbridge.sqlite3")
        port = port or free_port()
        given = _environment(data_folder, database, {"PORT": str(port), **environment})
        log = stack.enter_context((data_folder / "server.log").open("w"))
        command = [sys.executable, "-m", "gapbridge.conf.server"]
        process = subprocess.Popen(command, env=given, stdout=log, stderr=log)
        served = Served(f"http://127.0.0.1:{port}", data_folder, given, process)
        stack.callback(_end, process)
        _wait(served, process, seconds)
        yield served


def prepare(data_folder: Path, **environment: str) -> None:
    """All that a server does before its first request: one that is started on a copy of the folder serves at once."""
    _run(
        _environment(data_folder, "", environment),
        "-c",
        "from gapbridge.conf.server import prepare; prepare()",
    )


@contextmanager
def database_of_its_own() -> Iterator[str]:
    """The address of a new database where the tests' own is, dropped at the end; "" where that is SQLite."""
    server = os.environ.get("DATABASE_URL", "")
    if not server:
        yield ""
        return
    import psycopg

    name = f"served_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{migrated.template(server)}"')
    try:
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _environment(data_folder: Path, database: str, more: dict[str, str]) -> dict[str, str]:
    """Nothing of the tests' own settings reaches the server."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("GAPBRIDGE_") and k != "DATABASE_URL"}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "gapbridge.conf.settings",
        "GAPBRIDGE_DATA": str(data_folder),
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        **({"DATABASE_URL": database} if database else {}),
        **more,
    }


def _run(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, *arguments]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, f"{arguments} ended with {done.returncode}:\n{done.stderr[-3000:]}"
    return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(served: Served, process: subprocess.Popen, seconds: float) -> None:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit and process.poll() is None:
        connection = served.connect(5)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    raise AssertionError(f"the server did not start:\n{served.log.read_text()[-3000:]}")


def _end(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise
