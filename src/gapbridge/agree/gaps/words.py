"""Where people's words have gone in gaps: as evidence, and quoted in their texts. For sockets.WORDS."""

import re
from collections.abc import Collection, Iterable, Iterator
from functools import partial

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from gapbridge.base.sockets import UseOfWords
from gapbridge.listen.assessments.models import Statement
from gapbridge.listen.assessments.quotations import quoting

from .actions.words import TEXTS, take_words_back, wordings_of
from .models import Cause, Gap


def uses_of_words(statements: Collection[int]) -> Iterator[UseOfWords]:
    """The gaps whose evidence these voices are, and those whose texts quote one of them word for word.

    Evidence stays as a row without words: that somebody spoke is counted, what was said is gone.
    """
    for gap in Gap.objects.filter(evidence__statement__in=statements).order_by("pk").distinct():
        label = _("Evidence of gap %(gap)s") % {"gap": gap}
        yield UseOfWords(label, gap.get_absolute_url(), frozen=False, take_back=_nothing_to_take)
    if pattern := quoting(_excerpts(statements)):
        yield from _quotations(statements, pattern)


def _quotations(statements: Collection[int], pattern: re.Pattern[str]) -> Iterator[UseOfWords]:
    programmes = Statement.marks.filter(pk__in=statements).values("session__assessment__programme")
    gaps = Gap.objects.filter(programme__in=programmes).order_by("pk")
    for gap in gaps.prefetch_related(Prefetch("causes", Cause.objects.order_by("pk"))):
        if any(pattern.search(text) for text in _texts_of(gap)):
            label = _("Quoted in the text of gap %(gap)s") % {"gap": gap}
            frozen = gap.state != "draft"
            yield UseOfWords(label, gap.get_absolute_url(), frozen, partial(take_words_back, gap, pattern))


def _texts_of(gap: Gap) -> Iterator[str]:
    yield from (getattr(gap, name) for name in TEXTS)
    yield from (cause.text for cause in gap.causes.all())
    yield from (wording.text for wording in wordings_of(gap))
    if gap.state == "draft":
        for earlier in gap.history.all():
            yield from (getattr(earlier, name) for name in TEXTS)


def _excerpts(statements: Collection[int]) -> Iterable[str]:
    return Statement.marks.filter(pk__in=statements).values_list("excerpt", flat=True)


def _nothing_to_take() -> None:
    """The voice's own words are erased where they stand, in the listening stage."""
