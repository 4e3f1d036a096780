"""When people take back their consent, what they said when they were asked again goes too. For WORDS_OF_SESSIONS.

That they were asked, and whether the gap was remedied in their eyes, stays.
"""

from collections.abc import Iterator
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _

from gapbridge.agree.gaps.models import Gap
from gapbridge.base import drafts
from gapbridge.base.models import FormDraft
from gapbridge.base.sockets import UseOfWords

from .models import Return


def uses_of_words(session: int) -> Iterator[UseOfWords]:
    """A use for each gap about which this group was asked again, or for which somebody is writing it down."""
    gaps = Gap.objects.filter(evidence__statement__session=session).order_by("pk").distinct()
    told = set(Return.objects.filter(session=session).exclude(said="").values_list("gap", flat=True))
    typed = _typed({_address(gap, session) for gap in gaps})
    for gap in gaps:
        if gap.pk in told or _address(gap, session) in typed:
            label = _("What the group said when it was asked again about gap %(gap)s") % {"gap": gap}
            url = reverse("returns:gap", args=[gap.pk])
            yield UseOfWords(label, url, frozen=False, take_back=partial(_erase, gap, session))


def _address(gap: Gap, session: int) -> str:
    return reverse("returns:record", args=[gap.pk, session])


def _typed(addresses: set[str]) -> set[str]:
    return set(FormDraft.objects.filter(key__in=addresses).values_list("key", flat=True))


def _erase(gap: Gap, session: int) -> None:
    Return.objects.filter(gap=gap, session=session).update(said="")
    drafts.forget_all([_address(gap, session)])
