"""The real settings with a data folder of their own, and quick where quickness hides nothing.

The database stays a file, not memory: tests of locks and the browser's journeys use several
connections, as a server does. The outbox stays the real one.
"""

import atexit
import os
import shutil
import tempfile

data = tempfile.mkdtemp(prefix="gapbridge-tests-")
atexit.register(shutil.rmtree, data, ignore_errors=True)

os.environ |= {
    "GAPBRIDGE_DATA": data,
    "GAPBRIDGE_PRODUCTION": "0",
    "GAPBRIDGE_DEMO": "1",
    "GAPBRIDGE_STATIC_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
    "GAPBRIDGE_HOSTS": "testserver,localhost,127.0.0.1",
    "GAPBRIDGE_SITE_URL": "http://testserver",
    "GAPBRIDGE_LOG_LEVEL": "WARNING",
}

from gapbridge.conf.settings import *  # noqa: E402, F403
from gapbridge.conf.settings import CACHES, DATABASES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": f"{data}/test.sqlite3"}
    # A test's database need not outlive a power cut.
    options = DATABASES["default"]["OPTIONS"]
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")

# Tests make rows without actions, which what is remembered could not know; tests/base/test_memo.py turns it on.
CACHES["counts"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
