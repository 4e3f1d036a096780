"""What stands above the hub's front and above its list: the ways of authors, partners and curators."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from gapbridge.base.listing import Action


def buttons(request: HttpRequest) -> Iterator[Action]:
    user = request.user
    curates, adds, hands_in = (
        user.has_perm(f"library.{name}") for name in ("curate", "add_resource", "hand_in")
    )
    if adds or hands_in:
        yield Action(_("New resource") if adds else _("Hand in a resource"), reverse("library:begin"))
    if hands_in or (adds and not curates):
        yield Action(title_of_ours(user), reverse("library:ours"))
    if curates:
        yield Action(_("What readers doubt"), reverse("library:doubts"))


def title_of_ours(user: Any) -> str:
    return _("Handed in by us") if user.has_perm("library.hand_in") else _("Added by me")
