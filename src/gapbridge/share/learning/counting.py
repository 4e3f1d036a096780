"""How often an edition is opened: a number a day. No person, address or browser is kept with it."""

import logging
import re

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from gapbridge.share.library.models import Edition

from .models import Opening

log = logging.getLogger(__name__)
# What calls itself a program, or nothing at all. It is a coarse sieve: who wants to look like a reader can.
ROBOT = re.compile(
    r"bot\b|bots?[/;) ]|crawl|spider|slurp|preview|fetch|monitor|scan|headless|curl|wget|python|java/|go-http|okhttp|"
    r"libwww|feed|lighthouse",
    re.IGNORECASE,
)


def count(request: HttpRequest, edition: Edition) -> None:
    """Count this reading, if it is one. A page is shown all the same when the database can't take the number."""
    if not is_a_reading(request) or request.user.has_perm("library.curate", edition.resource):
        return
    try:
        count_one(edition)
    except DatabaseError:
        log.warning("a reading of edition %s was not counted", edition.pk, exc_info=True)


def is_a_reading(request: HttpRequest) -> bool:
    """A person's browser that asks for a page to show: not a robot, not a page fetched ahead or to be kept."""
    agent = request.headers.get("User-Agent", "")
    ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    shown = request.headers.get("Sec-Fetch-Dest", "document") == "document"
    return request.method == "GET" and bool(agent) and not ROBOT.search(agent) and shown and not ahead


def count_one(edition: Edition) -> None:
    """One reading of today."""
    today = Opening.objects.filter(edition=edition, day=timezone.localdate())
    if today.update(count=F("count") + 1):
        return
    try:
        with transaction.atomic():
            Opening.objects.create(edition=edition, day=timezone.localdate(), count=1)
    except IntegrityError:  # another reader, at the same moment, the first of the day
        today.update(count=F("count") + 1)
