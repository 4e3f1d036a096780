"""What undo needs to know of a mark: a picture of it without its words, which stay in the notes."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from functools import partial
from hashlib import sha256
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.base.sockets import UseOfWords
from gapbridge.listen.assessments.models import Session, Statement
from gapbridge.listen.coding.models import Presence, Step
from gapbridge.people.models import User

KEPT = timedelta(days=1)
Picture = dict[str, Any]


def picture_of(statement: Statement, **known: Collection[Any]) -> Picture:
    """Where a mark stands and what it bears: {"start", "end", "words" (a digest), "clauses": [ids], …}.

    `known` are codes that were just set, so that they need not be read once more.
    """
    codes = {
        name: sorted(each.pk for each in (known[name] if name in known else getattr(statement, name).all()))
        for name in ("clauses", "themes", "topics")
    }
    return {
        "start": statement.start,
        "end": statement.end,
        "words": digest(statement.excerpt),
        "language": statement.language,
        "memo": statement.memo,
        "people_rank": statement.people_rank,
        "for_comparison": statement.for_comparison,
        "coded_by": statement.coded_by_id,
        **codes,
    }


def digest(words: str) -> str:
    return sha256(words.encode()).hexdigest()[:16]


def remember(
    *, actor: User, session: Session, kind: str, statement: int, before: Picture, after: Picture
) -> Step:
    """What was undone before can't be done again once something new is done."""
    Step.objects.filter(session=session, user=actor, undone=True).delete()
    return Step.objects.create(
        session=session, user=actor, kind=kind, statement=statement, before=before, after=after
    )


def prune() -> int:
    """Forget steps after a day, those of people who took their words back at once, and who is long gone."""
    long_ago = timezone.now() - KEPT
    steps, _each = Step.objects.filter(Q(at__lt=long_ago) | Q(session__withdrawn_at__isnull=False)).delete()
    gone, _each = Presence.objects.filter(seen_at__lt=long_ago).delete()
    return steps + gone


def uses_of_words(session: int) -> Iterable[UseOfWords]:
    """What undo would bring back in this session: memos, and marks that were removed, even all of them."""
    found = Session.objects.filter(pk=session, pk__in=Step.objects.values("session")).first()
    if found is not None:
        yield UseOfWords(
            _("Steps that can still be undone in the coding of session %(code)s") % {"code": found.code},
            reverse("coding:session", args=[session]),
            frozen=False,
            take_back=partial(_forget, found),
        )


def _forget(session: Session) -> None:
    Step.objects.filter(session=session).delete()
