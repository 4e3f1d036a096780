"""The loop ends cleanly when it is told to: tried with a real process and a real signal."""

import signal
import subprocess
import sys
import time

PROGRAM = """
import django
django.setup()
from gapbridge.base import sockets
from django.core.management import call_command
def job():
    print("round", flush=True)
    import time; time.sleep(0.3)
    print("done", flush=True)
    return 1
sockets.DUE[:] = [("job", job)]
sockets.SLOW[:] = []
call_command("run_due", every=0.05)
print("stopped", flush=True)
"""


def test_sigterm_lets_the_round_end_and_stops():
    process = subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "round\n"
    assert process.stdout.readline() == "done\n"
    assert process.stdout.readline() == "round\n"
    asked = time.monotonic()
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=10)
    assert rest == "done\nstopped\n"
    assert process.returncode == 0
    assert time.monotonic() - asked < 5


BESIDE = """
import django
django.setup()
from gapbridge.base import sockets
from django.core.management import call_command
import time
def quick():
    print("mail", flush=True)
    return 1
def slow(stopping):
    while not stopping():
        time.sleep(0.05)
    print("put back", flush=True)
    return 0
sockets.DUE[:] = [("quick", quick)]
sockets.SLOW[:] = [("slow", slow)]
call_command("run_due", every=0.05)
print("stopped", flush=True)
"""


def test_what_takes_minutes_keeps_nothing_else_waiting_and_stops_when_told():
    process = subprocess.Popen([sys.executable, "-c", BESIDE], stdout=subprocess.PIPE, text=True)
    assert [process.stdout.readline() for _ in range(3)] == ["mail\n"] * 3
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=10)
    assert rest.endswith("put back\nstopped\n")
    assert process.returncode == 0
