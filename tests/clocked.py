"""The real settings with a clock that can be set ahead: DJANGO_SETTINGS_MODULE=tests.clocked.

The seconds stand in the file that GAPBRIDGE_TEST_CLOCK names; without the file the clock is right. A server under
this clock can be brought to the last minute of a day, and over it.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

_right_now = timezone.now
_ahead = Path(os.environ["GAPBRIDGE_TEST_CLOCK"])


def _now() -> datetime:
    seconds = float(_ahead.read_text()) if _ahead.exists() else 0.0
    return _right_now() + timedelta(seconds=seconds)


timezone.now = _now

from gapbridge.conf.settings import *  # noqa: E402, F403
