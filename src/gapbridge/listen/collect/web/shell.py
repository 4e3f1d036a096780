"""What a browser needs to show these pages without a network, and the worker that keeps it."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse

# In the order in which the pages load them.
STATIC = (
    "base/theme.js",
    "base/house.css",
    "base/house.js",
    "base/favicon.svg",
    "vendor/htmx/htmx.min.js",
    "collect/web/fill.css",
    "collect/web/store.js",
    "collect/web/outbox.js",
    "collect/web/keep.js",
    "collect/web/list.js",
    "collect/web/form.js",
    "vendor/web-forms/web-forms.css",
    "vendor/web-forms/web-forms.js",
)
WORKER = "collect/web/worker.js"


def worker_script() -> str:
    """The worker with its settings before it. Whatever changes here makes browsers fetch the shell anew."""
    told: dict[str, Any] = {
        "scope": reverse("webforms:list"),
        "offline": reverse("webforms:offline"),
        "fresh": [reverse("webforms:ready"), reverse("webforms:worker")],
        "statics": settings.STATIC_URL,
        "shell": [static(name) for name in STATIC],
        "build": _build(),
    }
    return f"const SETTINGS = {json.dumps(told)};\n{_read(WORKER)}"


@cache
def _build() -> str:
    """Changes with any byte of what the shell is made of."""
    digest = hashlib.sha256()
    for name in (*STATIC, WORKER):
        digest.update(_read(name).encode())
    return digest.hexdigest()[:16]


def _read(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found).read_text()
