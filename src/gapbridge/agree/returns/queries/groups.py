"""The groups that raised one gap, and what each said when it was asked again."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, QuerySet

from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.returns.labels import group_label
from gapbridge.agree.returns.models import Return
from gapbridge.listen.assessments.models import KEEPERS, Scope, Session
from gapbridge.programmes.models import Place
from gapbridge.programmes.standing import standing

from .since import began_at

Outcome = Return.Outcome
ASKED = (Outcome.REMEDIED, Outcome.BETTER, Outcome.SAME, Outcome.WORSE)
DENIED = (Outcome.SAME, Outcome.WORSE)
FEW = 5  # people; a smaller number is for the keepers of what was said
Key = tuple[str, str, int]


@dataclass(frozen=True)
class Answer:
    """What a group said, as far as the reader may read it. `counts`: it was asked since the remedy began."""

    row: Return
    may_read: bool
    counts: bool
    people: int | None

    @property
    def words_gone(self) -> bool:
        return self.row.session.withdrawn_at is not None


@dataclass(frozen=True)
class Group:
    """Everybody of one sex, age group and place who raised the gap. `sessions` and `answers`: the newest first.

    `may_read`: the reader may read voices of it, and so who it is.
    """

    sessions: list[Session]
    voices: int
    answers: list[Answer]
    diversity: list[str]
    may_read: bool = True

    @property
    def session(self) -> Session:
        """The session that stands for the group."""
        return self.sessions[0]

    @property
    def label(self) -> str:
        return group_label(self.session)

    @property
    def place(self) -> Place:
        return self.session.place

    @property
    def heard_on(self) -> date:
        return self.session.held_on

    @property
    def latest(self) -> Answer | None:
        """The answer that counts: the last one since the remedy began."""
        return next((each for each in self.answers if each.counts), None)

    @property
    def earlier(self) -> list[Answer]:
        return [each for each in self.answers if each is not self.latest]

    @property
    def outcome(self) -> str:
        return self.latest.row.outcome if self.latest else ""

    @property
    def is_asked(self) -> bool:
        return self.outcome in ASKED

    @property
    def denies(self) -> bool:
        return self.outcome in DENIED


@dataclass(frozen=True)
class Circle:
    """All groups of a gap. `silenced`: groups that took their words back, and so are not asked any more."""

    groups: list[Group] = field(default_factory=list)
    began: datetime | None = None
    silenced: int = 0

    def with_outcome(self, *outcomes: str) -> list[Group]:
        return [each for each in self.groups if each.outcome in outcomes]

    @property
    def readable(self) -> list[Group]:
        return [each for each in self.groups if each.may_read]

    @property
    def hidden(self) -> list[Group]:
        return [each for each in self.groups if not each.may_read]

    @property
    def asked(self) -> list[Group]:
        return self.with_outcome(*ASKED)

    @property
    def not_asked(self) -> list[Group]:
        return self.with_outcome("")

    @property
    def better(self) -> list[Group]:
        return self.with_outcome(Outcome.BETTER)

    @property
    def denying(self) -> list[Group]:
        return self.with_outcome(*DENIED)

    @property
    def outcomes(self) -> list[tuple[str, Any, int]]:
        """How many groups say what: key, words, number; only what was said."""
        counted = Counter(each.outcome for each in self.groups)
        return [(key, label, counted[key]) for key, label in Outcome.choices if counted[key]]


def groups_of(gap: Gap, user: Any = None) -> list[Group]:
    return circle_of(gap, user).groups


def circle_of(gap: Gap, user: Any = None) -> Circle:
    """The groups whose voices the gap rests on, in the order of place, sex and age. Five queries.

    Without a user, as the system sees it. A gap that was merged of others holds their voices, and so their groups.
    """
    started = began_at(gap)
    voices = _voices(gap)
    sessions = _sessions(voices)
    standing_ones = [each for each in sessions if each.withdrawn_at is None]
    readable = None if user is None else _readable_ids(user, sessions)
    keeps = user is None or standing(user).holds(*KEEPERS, programme=gap.programme_id)
    answers: dict[Key, list[Answer]] = {}
    for row in gap.returns.select_related("session__place", "recorded_by").order_by("-pk"):
        answers.setdefault(key_of(row.session), []).append(_answer(row, started, readable, keeps))
    gathered: dict[Key, list[Session]] = {}
    for session in standing_ones:
        gathered.setdefault(key_of(session), []).append(session)
    groups = [_group(held, voices, answers.get(key, []), readable) for key, held in gathered.items()]
    silenced = {key_of(each) for each in sessions} - gathered.keys()
    return Circle(sorted(groups, key=_place_in_list), started, len(silenced))


def _group(
    sessions: list[Session], voices: dict[int, int], answers: list[Answer], readable: set[int] | None
) -> Group:
    shown = [each for each in sessions if readable is None or each.pk in readable]
    diversity = {str(each) for session in shown for each in session.diversity.all()}
    number = sum(voices[each.pk] for each in sessions)
    return Group(sessions, number, answers, sorted(diversity), bool(shown))


def key_of(session: Session) -> Key:
    return session.sex, session.age_group, session.place_id


def readable_sessions(user: Any) -> QuerySet[Session]:
    """Sessions whose voices this reader may read and a consent still covers: as gaps.queries.quotable."""
    return Session.objects.visible_to(user).exclude(consent_scope=Scope.NONE).filter(withdrawn_at=None)


def _voices(gap: Gap) -> dict[int, int]:
    """How many voices of each session the gap rests on."""
    rows = gap.evidence.exclude(statement=None).order_by().values(session=F("statement__session"))
    return dict(rows.annotate(voices=Count("pk")).values_list("session", "voices"))


def _sessions(voices: dict[int, int]) -> list[Session]:
    if not voices:
        return []
    found = Session.objects.filter(pk__in=voices).select_related("place").prefetch_related("diversity")
    return list(found.order_by("-held_on", "-pk"))


def _readable_ids(user: Any, sessions: Iterable[Session]) -> set[int]:
    asked = [each.pk for each in sessions]
    return set(readable_sessions(user).filter(pk__in=asked).values_list("pk", flat=True))


def _answer(row: Return, started: datetime | None, readable: set[int] | None, keeps: bool) -> Answer:
    may_read = readable is None or row.session_id in readable
    number = row.number_of_people
    few = number is not None and number < FEW
    return Answer(
        row,
        may_read and row.session.withdrawn_at is None,
        started is None or row.at >= started,
        number if keeps or (may_read and not few) else None,
    )


def _place_in_list(group: Group) -> tuple[str, str, str]:
    return str(group.place), group.session.sex, group.session.age_group
