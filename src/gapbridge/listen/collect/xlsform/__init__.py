"""XLSForms (workbooks) become XForms (what telephones read), in a process of their own."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.base.errors import Refused
from gapbridge.base.tables import TableErrors

from .wording import said

CHILD = Path(__file__).with_name("child.py")
SECONDS = 40
LARGEST_XFORM = 5_000_000  # characters


@dataclass(frozen=True)
class Converted:
    """An XLSForm that holds: the XForm, and what it asks (see queries.questions_of).

    `files`: names of the files that it needs beside it. `warnings`: see wording.said.
    """

    form_id: str
    title: str
    version: str
    xform: str
    questions: list[dict[str, Any]]
    languages: list[str]
    files: list[str]
    warnings: list[dict[str, Any]]


def convert(workbook: BinaryIO, *, field: str | None = "workbook") -> Converted:
    """Raises TableErrors, whose problems name sheet, row and column, and Refused for what is no workbook.

    A form without a version gets one from the clock.
    """
    workbook.seek(0)
    found = _run(workbook.read(), field)
    if problems := found.get("problems"):
        raise TableErrors([said(each) for each in problems], field=field)
    if len(found["xform"]) > LARGEST_XFORM:
        raise Refused(_too_large(), field=field)
    return Converted(**found)


def _run(content: bytes, field: str | None) -> dict[str, Any]:
    version = timezone.now().strftime("%Y%m%d%H%M%S")
    try:
        # -I leaves the project out of the child's path; its own libraries are the environment's.
        done = subprocess.run(
            [sys.executable, "-I", str(CHILD), version], input=content, capture_output=True, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        raise Refused(_too_large(), field=field) from None
    if done.returncode == 3 or done.returncode < 0 or b"MemoryError" in done.stderr:
        raise Refused(_too_large(), field=field)
    if done.returncode:
        raise Refused(
            _(
                "This workbook can't be read. Open it in its own program, save it again as .xlsx and send that."
            ),
            field=field,
        )
    return json.loads(done.stdout)


def _too_large() -> str:
    return _("This form is too large. Divide it into several forms.")
