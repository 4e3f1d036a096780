"""Updates that quote people word for word. For sockets.WORDS."""

from collections.abc import Collection, Iterator
from functools import partial

from django.utils.translation import gettext as _

from gapbridge.base.sockets import UseOfWords
from gapbridge.listen.assessments.models import Statement
from gapbridge.listen.assessments.quotations import quoting

from .actions import TEXTS, take_words_back
from .models import Update


def uses_of_words(statements: Collection[int]) -> Iterator[UseOfWords]:
    """Drafts lose the words; what is published is marked."""
    voices = Statement.marks.filter(pk__in=statements)
    pattern = quoting(voices.values_list("excerpt", flat=True))
    if pattern is None:
        return
    programmes = voices.order_by().values("session__assessment__programme")
    for update in Update.objects.filter(programme__in=programmes).order_by("pk").prefetch_related("blocks"):
        texts = [getattr(update, name) for name in TEXTS] + [block.text for block in update.blocks.all()]
        if any(pattern.search(text) for text in texts):
            yield UseOfWords(
                _("Update “%(title)s”, version %(version)s")
                % {"title": update.title, "version": update.version},
                update.get_absolute_url(),
                update.state != "draft",
                partial(take_words_back, update=update, quoted=pattern),
            )
