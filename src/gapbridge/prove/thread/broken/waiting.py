"""What waits for those who should mend a broken line."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from gapbridge.base.sockets import Waiting
from gapbridge.programmes.models import Programme
from gapbridge.programmes.standing import standing

from .board import numbers_to_mend
from .filters import MINE


def waiting(user: Any) -> Iterator[Waiting]:
    """For officers, one line a programme."""
    officer_in = standing(user).officer_in
    if not officer_in:
        return
    numbers = numbers_to_mend(user)
    for programme in Programme.objects.filter(pk__in=[pk for pk in officer_in if numbers.get(pk)]):
        number = numbers[programme.pk]
        label = ngettext(
            "%(number)s broken line in %(programme)s", "%(number)s broken lines in %(programme)s", number
        )
        url = f"{reverse('thread:broken')}?programme={programme.pk}&who={MINE}"
        yield Waiting(label % {"number": number, "programme": programme}, url, number, stage="prove")
