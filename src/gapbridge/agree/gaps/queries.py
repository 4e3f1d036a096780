"""Reads about gaps: lists, one gap's page, what waits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from gapbridge.base.lifecycle import REGISTRY
from gapbridge.base.models import StoredFile
from gapbridge.listen.assessments.models import Scope, Statement
from gapbridge.programmes.models import Clause, Programme
from gapbridge.programmes.standing import standing

from .models import Cause, Evidence, Gap

FAR_APART = 2  # places between the two rankings from which they diverge


def gaps_for(user: Any) -> QuerySet[Gap]:
    """The gaps that this reader may see, with what a list shows of them."""
    found = (
        Gap.objects.visible_to(user)
        .select_related("programme")
        .prefetch_related("places", "populations", "clauses")
    )
    return found.annotate(
        ranked=F("severity") * F("people_affected") * F("undoing"),
    ).order_by("programme", Length("code"), "code")


@dataclass(frozen=True)
class Priority:
    """Two rankings side by side, never merged. A place is unknown (None) where nobody counted or ranked."""

    value: int | None
    place: int | None
    ranked: int
    peoples_place: int | None

    @property
    def divergence(self) -> str:
        if (
            self.place is None
            or self.peoples_place is None
            or abs(self.place - self.peoples_place) < FAR_APART
        ):
            return ""
        names = {"people": self.peoples_place, "analysts": self.place, "ranked": self.ranked}
        if self.peoples_place < self.place:
            return (
                _(
                    "People call this more pressing than the analysts do: place %(people)s with them,"
                    " place %(analysts)s of %(ranked)s with the analysts. Ask them why before you decide."
                )
                % names
            )
        return (
            _(
                "The analysts call this more pressing than people do: place %(analysts)s of %(ranked)s with them,"
                " place %(people)s with the people. Ask people why before you decide."
            )
            % names
        )


def priority_of(gap: Gap) -> Priority:
    """The place among all gaps of the programme that are not set aside and whose people were counted."""
    values = [
        each.priority
        for each in Gap.objects.filter(programme=gap.programme_id, people_affected__isnull=False)
        .exclude(state="set_aside")
        .only("severity", "people_affected", "undoing")
    ]
    place = (
        None
        if gap.priority is None
        else 1 + sum(value > gap.priority for value in values if value is not None)
    )
    return Priority(gap.priority, place, len(values), gap.people_rank)


@dataclass(frozen=True)
class Voice:
    evidence: Evidence
    statement: Statement
    who: str


@dataclass(frozen=True)
class Voices:
    """What the reader may read, and how many more there are."""

    readable: list[Voice]
    hidden: int


def voices_of(gap: Gap, user: Any) -> Voices:
    """A voice without consent, or whose consent was withdrawn, is quoted to nobody."""
    readable = Statement.objects.visible_to(user).exclude(session__consent_scope=Scope.NONE)
    evidence = gap.evidence.exclude(statement=None).annotate(
        may_read=Exists(readable.filter(pk=OuterRef("statement")))
    )
    rows = list(evidence.select_related("statement__session__place"))
    shown = [Voice(row, row.statement, who_of(row.statement)) for row in rows if row.may_read]  # type: ignore[arg-type]
    return Voices(shown, len(rows) - len(shown))


def who_of(statement: Statement) -> str:
    """A voice's group and place; nobody has a name here."""
    session = statement.session
    return _("%(sex)s, %(age)s, %(place)s") % {
        "sex": session.get_sex_display(),
        "age": session.get_age_group_display(),
        "place": session.place,
    }


@dataclass(frozen=True)
class Document:
    evidence: Evidence
    file: StoredFile | None


def documents_of(gap: Gap, user: Any) -> list[Document]:
    """Files open to those who have a part in the programme; what a document is, to everyone."""
    inside = gap.programme_id in standing(user).programmes
    rows = gap.evidence.filter(statement=None).select_related("file")
    return [Document(row, row.file if inside else None) for row in rows]


def may_read_file(user: Any, stored: StoredFile) -> bool:
    evidence = Evidence.objects.filter(pk=stored.owner_id).select_related("gap").first()
    if evidence is None or evidence.gap.programme_id not in standing(user).programmes:
        return False
    return Gap.objects.visible_to(user).filter(pk=evidence.gap_id).exists()


def usable_voices(gap: Gap, user: Any) -> QuerySet[Statement]:
    """Statements of the programme that could become evidence of this gap, newest session first."""
    return (
        Statement.objects.visible_to(user)
        .filter(session__assessment__programme=gap.programme_id)
        .exclude(session__consent_scope=Scope.NONE)
        .exclude(pk__in=gap.evidence.exclude(statement=None).values("statement"))
        .select_related("session__place", "session__assessment")
        .prefetch_related("clauses", "topics")
        .order_by("-session__held_on", "session", "number")
    )


def clauses_of(programme: Programme) -> QuerySet[Clause]:
    """The clauses a gap of this programme may point at; of every framework where it has chosen none."""
    clauses = Clause.objects.select_related("framework").order_by(
        "framework__name", "framework", "position", "pk"
    )
    chosen = programme.frameworks.values("pk")
    return clauses.filter(framework__in=chosen) if programme.frameworks.exists() else clauses


@dataclass(frozen=True)
class Step:
    """A change of state, with its reason where one was given."""

    at: datetime
    state: Any
    reason: str


def steps_of(obj: Any) -> list[Step]:
    """How an object with a lifecycle and a history came to its state, the newest first."""
    lifecycle = REGISTRY[obj._meta.label_lower]
    labels = dict(lifecycle.choices)
    found: list[Step] = []
    before = None
    for at, state, reason in obj.history.order_by("history_date", "history_id").values_list(
        "history_date", lifecycle.field, "history_change_reason"
    ):
        if state != before:
            found.append(Step(at, labels.get(state, state), reason or ""))
        before = state
    return found[::-1]


def ready_drafts(programmes: list[int]) -> QuerySet[Gap]:
    """Drafts that have evidence, a cause and a clause, and so could be proposed."""
    return Gap.objects.filter(
        Exists(Evidence.objects.filter(gap=OuterRef("pk"))),
        Exists(Cause.objects.filter(gap=OuterRef("pk"))),
        Exists(Gap.clauses.through.objects.filter(gap=OuterRef("pk"))),
        state="draft",
        programme__in=programmes,
    )
