"""What the coding screen reads. A page costs the same number of queries whatever the number of excerpts."""

import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Value
from django.utils import timezone

from gapbridge.base.memo import version_of
from gapbridge.listen.assessments.anonymity import known_words
from gapbridge.listen.assessments.anonymity import marks_in as marks_in_text
from gapbridge.listen.assessments.models import KEEPERS, Session, Statement, Theme
from gapbridge.programmes.standing import standing

from .codebook import Branch, Code, Codebook, codebook, walk
from .models import Presence, Step
from .text import Paragraph, Segment, Stretch, Text, segments_of, spread

HERE = timedelta(seconds=30)  # who was heard of in this time is here
CODES: tuple[tuple[Any, str, str], ...] = (
    (Statement.clauses.through, "clause_id", "c"),
    (Statement.themes.through, "theme_id", "t"),
)


@dataclass(frozen=True)
class Mark:
    """An excerpt on the screen. `codes` are sorted as in the tree; the first gives the hue."""

    pk: int
    number: int
    start: int
    end: int
    memo: str
    codes: list[Code]
    coder: str
    own: bool

    @property
    def hue(self) -> str:
        return self.codes[0].hue if self.codes else ""

    @property
    def initials(self) -> str:
        return initials_of(self.coder)

    @property
    def stretch(self) -> Stretch:
        return Stretch(self.pk, self.start, self.end, self.hue)

    @property
    def keys(self) -> str:
        return " ".join(code.key for code in self.codes)

    @property
    def state(self) -> tuple[Any, ...]:
        return self.pk, self.start, self.end, self.memo, self.keys, self.coder


@dataclass(frozen=True)
class Shown:
    """A paragraph as it is drawn. `labels`: the marks that begin here. `state` changes with anything on it."""

    paragraph: Paragraph
    segments: list[Segment]
    labels: list[Mark]
    names: list[Any]
    state: str


@dataclass(frozen=True)
class Reader:
    """Who reads the screen. `alone`: codes independently, for comparison, and sees nobody else's marks."""

    user: Any
    alone: bool = False


# --- marks ---------------------------------------------------------------------------------------


def marks_of(session: Session, reader: Reader) -> QuerySet[Statement]:
    """What this reader sees marked in the notes: everybody's voices, or coding alone just their own marks."""
    if reader.alone:
        return Statement.marks.filter(session=session, coded_by=reader.user)
    return Statement.objects.filter(session=session)


def marks_in(
    session: Session,
    reader: Reader,
    book: Codebook | None = None,
    paragraphs: Sequence[Paragraph] | None = None,
) -> list[Mark]:
    """The marks that lie on these paragraphs (on all, for None), by their place. Two queries.

    Without a `book` the codes they bear are read, in two more.
    """
    rows = marks_of(session, reader).exclude(start=None)
    if paragraphs is not None:
        rows = rows.filter(_on(paragraphs))
    keys = codes_by_mark(rows)
    book = book or codebook(session.programme_id, {key for found in keys.values() for key in found})
    found: Any = rows.order_by("start", "-end", "pk").values_list(
        "pk", "number", "start", "end", "memo", "coded_by_id", "coded_by__name", "coded_by__email"
    )
    return [
        Mark(pk, number, start, end, memo, book.named(keys[pk]), name or email, coder == reader.user.pk)
        for pk, number, start, end, memo, coder, name, email in found
    ]


def _on(paragraphs: Sequence[Paragraph]) -> Q:
    """Touched paragraphs mostly follow each other: one stretch from the first to the last asks enough."""
    if not paragraphs:
        return Q(pk__in=[])
    return Q(start__lt=paragraphs[-1].end, end__gt=paragraphs[0].start)


def codes_by_mark(rows: QuerySet[Statement]) -> dict[int, list[str]]:
    """The keys of the codes ("c12", "t5") of each of these marks. One query."""
    ids = rows.order_by().values("pk")
    pairs = [
        through.objects.filter(statement__in=ids).values_list(Value(kind), "statement_id", column)
        for through, column, kind in CODES
    ]
    found: dict[int, list[str]] = defaultdict(list)
    for kind, statement, code in pairs[0].union(*pairs[1:], all=True):
        found[statement].append(f"{kind}{code}")
    return found


def counts_in(session: Session, reader: Reader, keys: Collection[str] | None = None) -> dict[str, int]:
    """How many excerpts of the session bear each code, by its key: of every code that is borne, or of these."""
    alone = {"statement__coded_by": reader.user} if reader.alone else {"statement__for_comparison": False}
    counts: dict[str, int] = dict.fromkeys(keys or (), 0)
    for through, column, kind in CODES:
        asked = None if keys is None else [int(key[1:]) for key in keys if key[0] == kind]
        if asked == []:
            continue
        rows = through.objects.filter(statement__session=session, **alone).order_by()
        rows = rows if asked is None else rows.filter(**{f"{column}__in": asked})
        counts |= {
            f"{kind}{pk}": number for pk, number in rows.values_list(column).annotate(number=Count("pk"))
        }
    return counts


def counted(
    offered: Iterable[Branch], counts: dict[str, int]
) -> list[tuple[Branch, list[tuple[Code, int]], int]]:
    """Each branch, its codes with how many excerpts bear them, and their sum. Retired and unused ones are left out."""
    found = []
    for branch in offered:
        rows = [(code, counts.get(code.key, 0)) for code in branch.codes]
        rows = [(code, number) for code, number in rows if number or not code.retired]
        found.append((branch, rows, sum(number for _code, number in rows)))
    return found


# --- paragraphs ----------------------------------------------------------------------------------


def shown(
    text: Text, paragraphs: Sequence[Paragraph], marks: Sequence[Mark], names: Sequence[Any] = ()
) -> list[Shown]:
    """These paragraphs with the marks on them, which may reach beyond."""
    on, called = spread(paragraphs, marks), spread(paragraphs, names)
    return [_shown(text, each, on.get(each.number, []), called.get(each.number, [])) for each in paragraphs]


def _shown(text: Text, paragraph: Paragraph, marks: list[Mark], names: list[Any]) -> Shown:
    labels = [mark for mark in marks if text.begins_in(paragraph, mark.start)]
    stretches = [mark.stretch for mark in marks]
    return Shown(paragraph, segments_of(paragraph, stretches, names), labels, names, state_of(marks))


def state_of(marks: Iterable[Mark]) -> str:
    """A short word that changes when anything about these marks does; "" for none."""
    pictures = [mark.state for mark in marks]
    return f"{zlib.crc32(repr(pictures).encode()):08x}" if pictures else ""


def states(text: Text, marks: Sequence[Mark]) -> dict[int, str]:
    """The state of each paragraph that has one, by its number."""
    return {number: state_of(found) for number, found in spread(text.paragraphs, marks).items()}


# --- who else ------------------------------------------------------------------------------------


def others_here(session: Session, user: Any) -> list[Presence]:
    since = timezone.now() - HERE
    return list(
        Presence.objects.filter(session=session, seen_at__gte=since)
        .exclude(user=user)
        .select_related("user")
        .order_by("user_id")
    )


def token_of(session: Session, others: Iterable[Presence]) -> str:
    """Changes when something was done in the programme, or somebody moved: nothing new to tell otherwise."""
    places = repr([(each.user_id, each.paragraph) for each in others])
    return f"{version_of([session.programme_id])}-{zlib.crc32(places.encode()):08x}"


def initials_of(name: str) -> str:
    words = name.replace("@", " ").split()
    return "".join(word[0] for word in words[:2]).upper()


# --- undo ----------------------------------------------------------------------------------------


def next_undo(session: Session, user: Any) -> Step | None:
    return Step.objects.filter(session=session, user=user, undone=False).last()


def next_redo(session: Session, user: Any) -> Step | None:
    return Step.objects.filter(session=session, user=user, undone=True).first()


def steps_open(session: Session, user: Any) -> dict[str, bool]:
    """Whether there is anything to undo, and to do again. One query."""
    kinds = set(
        Step.objects.filter(session=session, user=user).order_by().values_list("undone", flat=True).distinct()
    )
    return {"undo": False in kinds, "redo": True in kinds}


# --- lists ---------------------------------------------------------------------------------------


def sessions_to_code(user: Any) -> QuerySet[Session]:
    """Sessions that were held, of the programmes whose notes this person reads, with `voices`, uncoded first."""
    mine = standing(user).programmes_with(*KEEPERS)
    rows = Session.objects.visible_to(user).filter(
        assessment__programme__in=mine, state__in=["held", "coded"], withdrawn_at=None
    )
    voices = Count("statements", filter=Q(statements__for_comparison=False))
    return (
        rows.defer("notes")
        .select_related("assessment", "place")
        .annotate(voices=voices)
        .order_by("-state", "-held_on", "pk")
    )


def unplaced(session: Session, reader: Reader) -> int:
    """How many voices have no place in the notes: written from memory, or older than the notes."""
    return marks_of(session, reader).filter(start=None).count()


def bearing(shown_paragraphs: Collection[Shown], code: str, marks: Sequence[Mark]) -> set[int]:
    """The numbers of the paragraphs with an excerpt that bears this code."""
    bearers = {mark.pk for mark in marks if any(each.key == code for each in mark.codes)}
    return {
        each.paragraph.number
        for each in shown_paragraphs
        if any(key in bearers for segment in each.segments for key in segment.keys)
    }


def names_in(session: Session, paragraphs: Sequence[Paragraph]) -> list[Any]:
    """What looks like a person's name or number in these paragraphs, as places in the notes.

    The words a programme knows are asked for only where something was found: that is seldom.
    """
    suspicious = [each for each in paragraphs if marks_in_text(each.text)]
    known = known_words(session.programme_id) if suspicious else frozenset()
    return [
        replace(name, start=name.start + each.start, end=name.end + each.start)
        for each in suspicious
        for name in marks_in_text(each.text, known)
    ]


def themes_of(programme: Any) -> list[tuple[Theme, int, int]]:
    """The programme's themes as a tree, with depth and how many excerpts bear each: two queries."""
    rows = list(Theme.objects.filter(programme=programme).order_by("position", "name"))
    borne = Statement.objects.filter(themes__programme=programme).order_by().values_list("themes")
    counts = dict(borne.annotate(number=Count("pk", distinct=True)))
    return [(theme, len(above), counts.get(theme.pk, 0)) for theme, above in walk(rows)]
