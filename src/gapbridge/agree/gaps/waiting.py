"""What waits for the people who write gaps."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from gapbridge.base.sockets import Waiting
from gapbridge.people.roles import Role
from gapbridge.programmes.standing import standing

from .queries import ready_drafts


def waiting(user: Any) -> Iterator[Waiting]:
    programmes = standing(user).programmes_with(Role.PROTECTION_OFFICER)
    number = ready_drafts(programmes).count() if programmes else 0
    if number:
        label = ngettext(
            "%(number)s gap is ready to be proposed", "%(number)s gaps are ready to be proposed", number
        )
        yield Waiting(
            label % {"number": number}, reverse("gaps:list") + "?state=draft", number, stage="agree"
        )
