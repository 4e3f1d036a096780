"""What taking in still holds of people's words when they take them back: answers that wait, and their files."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from gapbridge.base.sockets import UseOfWords
from gapbridge.listen.collect.models import Submission

from .actions import erase_words_of


def uses_of_words(session: int) -> Iterable[UseOfWords]:
    """One use for the answer that became this session and every correction of it."""
    sent = Submission.objects.filter(Q(session=session) | Q(corrects__session=session))
    if sent.exclude(state=Submission.State.WITHDRAWN).exists():
        yield UseOfWords(
            _("What was sent from the field"),
            reverse("intake:inbox"),
            False,
            lambda: _erase(session),
        )


def _erase(session: int) -> None:
    erase_words_of(sessions=[session])
