"""Start Gapbridge: check, migrate, load the demonstration, serve, and run what falls due.

Two children: granian, which serves, and `gapbridge run_due`, which sends mail and carries out what
a date triggers. SIGTERM and Ctrl-C stop both, and then this ends with 0. When granian ends by
itself, everything ends with 1: a supervisor outside is to start it again.
"""

import ctypes
import fcntl
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gapbridge.conf.settings")

STOP_SECONDS = 20  # for requests under way, before they are cut off
ANSWER_SECONDS = 60
AT_THE_DOOR = 128  # requests a worker takes in, and notes the time of, while others are worked on
REQUIRED = (
    "GAPBRIDGE_SECRET_KEY",
    "GAPBRIDGE_FIELD_KEYS",
    "GAPBRIDGE_JOURNAL_KEY",
    "GAPBRIDGE_HASH_KEY",
    "GAPBRIDGE_AGREEMENT_KEY",
    "GAPBRIDGE_HOSTS",
)


class Refused(Exception):
    """The server can't start as it was asked to; the message says what to do."""


class Stopped(Exception):
    """SIGTERM or Ctrl-C."""


def say(text: str) -> None:
    print(f"server: {text}", flush=True)


def main(arguments: list[str]) -> int:
    def stop(number, frame):
        # A second signal, as from a shell and a supervisor at once, must not break the stopping.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise Stopped

    os.umask(0o077)  # what it keeps is for its own user only
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        host, port = address(arguments)
        prepare()
        return serve(host, port)
    except Stopped:
        say("stopped")
        return 0
    except Refused as refusal:
        print(f"server: {refusal}", file=sys.stderr)
        return 1


def address(arguments: list[str]) -> tuple[str, int]:
    if unknown := [each for each in arguments if each != "--production"]:
        raise Refused(f"I know no option {unknown[0]!r}. There is only --production.")
    if arguments:
        os.environ["GAPBRIDGE_PRODUCTION"] = "1"
        if missing := [name for name in REQUIRED if not os.environ.get(name)]:
            raise Refused(f"Production needs {', '.join(missing)}. See docs/operations.md.")
    host = os.environ.get("HOST") or "127.0.0.1"
    text = os.environ.get("PORT") or "8000"
    if not (text.isdecimal() and 0 < int(text) < 65536):
        raise Refused(f"PORT is {text!r}. It must be a number from 1 to 65535.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(text)))
        except OSError as error:
            raise Refused(
                f"Port {text} on {host} can't be had ({error.strerror}). Choose another: PORT=8001 script/server"
            ) from error
    return host, int(text)


def prepare() -> None:
    """Everything up to the first request. Refuses what the checks call an error."""
    import django
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import call_command
    from django.core.management.base import SystemCheckError
    from django.db import OperationalError, connections

    try:
        django.setup()
        settings.DATA.mkdir(parents=True, exist_ok=True)
        with (settings.DATA / "starting").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)  # of two servers that start on one folder, the second waits
            clear_unfinished_demo()
            call_command("check", databases=["default"], deploy=settings.PRODUCTION, fail_level="ERROR")
            say("bringing the database up to date")
            call_command("migrate", verbosity=0, interactive=False)
            collect_static()
            if settings.DEMO and is_empty():
                load_demo()
    except (SystemCheckError, ImproperlyConfigured) as error:
        raise Refused(f"refused: {error}") from error
    except OperationalError as error:
        raise Refused(f"The database does not answer: {error}") from error
    finally:
        connections.close_all()


def is_empty() -> bool:
    from django.contrib.auth import get_user_model

    return not get_user_model().objects.exists()


def unfinished() -> Path:
    from django.conf import settings

    return settings.DATA / "demonstration-unfinished"


def load_demo() -> None:
    """A mark stands while it loads, so that a load cut short is not taken for a whole one."""
    from django.core.management import call_command

    say("loading the demonstration (once; it takes a while)")
    started = time.monotonic()
    unfinished().touch()
    call_command("demo")
    unfinished().unlink()
    say(f"demonstration loaded in {time.monotonic() - started:.0f} s")


def clear_unfinished_demo() -> None:
    """Take away what a demonstration that was cut short while loading left behind; nobody has used it."""
    from django.conf import settings

    if not unfinished().exists():
        return
    database = settings.DATABASES["default"]
    if "sqlite3" not in database["ENGINE"]:
        raise Refused(
            f"Loading the demonstration was cut short. Empty the database, remove {unfinished()} and start again."
        )
    say("loading the demonstration was cut short: starting it afresh")
    for suffix in ("", "-wal", "-shm"):
        Path(database["NAME"] + suffix).unlink(missing_ok=True)
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    unfinished().unlink()


def collect_static() -> None:
    """Style, scripts and pictures, compressed and named by content. Skipped when none has changed."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    found = sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            found.update(f"{path} {storage.size(path)} {storage.get_modified_time(path)}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    if stamp.exists() and stamp.read_text() == found.hexdigest():
        return
    say("collecting static files")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(found.hexdigest())


def serve(host: str, port: int) -> int:
    workers = os.environ.get("GAPBRIDGE_WORKERS") or str(min(os.cpu_count() or 1, 4))
    web = child(
        "granian",
        *("--interface", "wsgi", "--host", host, "--port", str(port)),
        # These only take requests in; how many are worked on at once, the door says (door.py, GAPBRIDGE_THREADS).
        *("--workers", workers, "--blocking-threads", str(AT_THE_DOOR)),
        *("--workers-kill-timeout", str(STOP_SECONDS), "--log-level", "error"),
        "gapbridge.conf.wsgi:application",
    )
    children = [web]
    patience = 1  # granian is deaf while its workers start, and there is no request to wait for
    try:
        wait_until_it_answers(web, host, port)
        patience = STOP_SECONDS + 5
        # Only now: on two cores it would keep those waiting who come back after a failure.
        children.append(due := child("gapbridge", "run_due", "--every", "5", "--site-began"))
        while web.poll() is None:
            time.sleep(0.5)
            if due.poll() is not None:
                say("run_due ended by itself; starting it again")
                time.sleep(2)
                children[1] = due = child("gapbridge", "run_due", "--every", "5")
        say(f"the web server ended by itself ({web.returncode})")
        return 1
    finally:
        end(*reversed(children), patience=patience)


def child(module: str, *arguments: str) -> subprocess.Popen:
    """A child in a group of its own: Ctrl-C reaches this process, and only this one tells the others."""
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments], start_new_session=True, preexec_fn=end_with_parent
    )


def end_with_parent() -> None:
    """Linux: should this process be killed, its children get SIGTERM and leave no port taken."""
    if sys.platform == "linux":
        set_parent_death_signal = 1  # PR_SET_PDEATHSIG
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


def wait_until_it_answers(web: subprocess.Popen, host: str, port: int) -> None:
    from django.conf import settings

    name = next((each for each in settings.ALLOWED_HOSTS if each.strip("*.")), "localhost").lstrip(".")
    headers = {"Host": name, "X-Forwarded-Proto": "https" if settings.PRODUCTION else "http"}
    listening = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    deadline = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < deadline and web.poll() is None:
        # One question, asked with patience: after a failure hundreds wait before it, and a new one would stand behind.
        connection = http.client.HTTPConnection(listening, port, timeout=max(1, deadline - time.monotonic()))
        try:
            connection.request("GET", "/healthz", headers=headers)
            if connection.getresponse().status == 200:
                shown = "localhost" if listening in ("127.0.0.1", "::1") else host
                say(f"ready at http://{shown}:{port}")
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.1)
    if web.poll() is None:
        raise Refused(f"No answer from /healthz within {ANSWER_SECONDS} s. The messages above may say why.")


def end(*children: subprocess.Popen, patience: float) -> None:
    for each in children:
        if each.poll() is None:
            each.terminate()
    deadline = time.monotonic() + patience
    for each in children:
        try:
            each.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(each.pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
