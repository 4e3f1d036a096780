"""What waits: papers that run out, for the organisation; names, checks under way and checks that end, for officers."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.base.sockets import Waiting
from gapbridge.people.roles import Role
from gapbridge.programmes.standing import standing

from . import concern
from .models import Document, DueDiligence, Hit
from .queries.lists import SOON


def waiting(user: Any) -> Iterator[Waiting]:
    own = concern.kept_by(user, frozenset({Role.CSO_STAFF}))
    if own:
        yield from _papers(own)
    if standing(user).programmes_with(*concern.READERS):
        yield from _names(user)
        yield from _checks(user)


def _papers(organisations: list[int]) -> Iterator[Waiting]:
    rows: Any = Document.objects.in_use().filter(
        organisation_id__in=organisations, expires_on__lte=localdate() + SOON
    )
    for document in rows.order_by("expires_on", "pk")[:10]:
        text = (
            _("Has run out: %(document)s")
            if document.expires_on < localdate()
            else _("Runs out: %(document)s")
        )
        label = text % {"document": document.get_kind_display()}
        yield Waiting(label, document.get_absolute_url(), 1, document.expires_on, "act")


def _names(user: Any) -> Iterator[Waiting]:
    number = Hit.objects.visible_to(user).current().filter(state="open").count()
    if number:
        label = ngettext(
            "%(count)s name resembles one on a sanctions list",
            "%(count)s names resemble one on a sanctions list",
            number,
        )
        yield Waiting(
            label % {"count": number}, f"{reverse('profiles:hits')}?state=open", number, None, "act"
        )


def _checks(user: Any) -> Iterator[Waiting]:
    drafts = DueDiligence.objects.filter(state="draft", checked_by=user).select_related("organisation")
    for check in drafts.visible_to(user).order_by("pk")[:10]:
        label = _("Finish the due diligence check of %(organisation)s")
        yield Waiting(label % {"organisation": check.organisation}, check.get_absolute_url(), 1, None, "act")
    today = localdate()
    ending = DueDiligence.objects.visible_to(user).filter(
        state__startswith="passed",
        valid_until__range=(today, today + timedelta(days=30)),
        programme_id__in=standing(user).programmes_with(*concern.READERS),
    )
    for check in ending.select_related("organisation").order_by("valid_until", "pk")[:10]:
        label = _("The check of %(organisation)s runs out") % {"organisation": check.organisation}
        yield Waiting(label, check.get_absolute_url(), 1, check.valid_until, "act")
