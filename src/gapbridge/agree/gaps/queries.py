"""Reads about gaps: lists, one gap's page, what waits."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Length
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.base import wordings
from gapbridge.base.lifecycle import REGISTRY
from gapbridge.base.models import StoredFile
from gapbridge.base.wordings import Said, Source
from gapbridge.listen.assessments.models import Scope, Statement
from gapbridge.listen.feedback.models import Feedback
from gapbridge.listen.feedback.queries import feedback_for
from gapbridge.programmes.models import Clause, Framework, Programme
from gapbridge.programmes.standing import standing

from .models import Cause, Evidence, Gap

TRANSLATED = ("title", "statement", "remedy")
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
        said_title=wordings.in_readers_language(Gap, "title"),
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
    """What the reader may read, how many more there are, and how many were taken back by those who spoke."""

    readable: list[Voice]
    hidden: int
    withdrawn: int = 0


def voices_of(gap: Gap, user: Any, only: Q | None = None) -> Voices:
    """A voice without consent, or whose consent was withdrawn, is quoted to nobody.

    `only` narrows the voices by conditions on the statement.
    """
    rows = list(
        evidence_with_rights(gap, user, only)
        .exclude(statement=None)
        .select_related("statement__session__place")
    )
    shown = [Voice(row, row.statement, who_of(row.statement)) for row in rows if row.may_read]  # type: ignore[attr-defined, arg-type]
    withdrawn = sum(row.statement.session.withdrawn_at is not None for row in rows)  # type: ignore[union-attr]
    return Voices(shown, len(rows) - len(shown) - withdrawn, withdrawn)


def evidence_with_rights(gap: Gap, user: Any, only: Q | None = None) -> QuerySet[Evidence]:
    """The gap's evidence, with `may_read` where it is a voice that the reader may read."""
    readable = quotable(user)
    evidence = gap.evidence.annotate(may_read=Exists(readable.filter(pk=OuterRef("statement"))))
    return evidence if only is None else evidence.filter(statement__in=Statement.objects.filter(only))


def quotable(user: Any) -> QuerySet[Statement]:
    """The voices that this reader may read and that a consent still covers."""
    return (
        Statement.objects.visible_to(user)
        .exclude(session__consent_scope=Scope.NONE)
        .filter(session__withdrawn_at=None)
    )


def who_of(statement: Statement) -> str:
    """A voice's group and place; nobody has a name here."""
    return statement.session.group_name


@dataclass(frozen=True)
class Document:
    evidence: Evidence
    file: StoredFile | None


def documents_of(gap: Gap, user: Any) -> list[Document]:
    """Files open to those who have a part in the programme; what a document is, to everyone."""
    inside = gap.programme_id in standing(user).programmes
    rows = gap.evidence.filter(statement=None, feedback=None).select_related("file")
    return [Document(row, row.file if inside else None) for row in rows]


@dataclass(frozen=True)
class Told:
    """A message of the community as evidence: `url` leads to it for those who may read it."""

    evidence: Evidence
    feedback: Feedback
    url: str


def feedback_of(gap: Gap, user: Any) -> list[Told]:
    """Kind, place and date of each message, never its text."""
    seen = Feedback.objects.visible_to(user).filter(pk=OuterRef("feedback"))
    rows = gap.evidence.exclude(feedback=None).annotate(may_read=Exists(seen))
    rows = rows.select_related("feedback__place").defer(
        *(f"feedback__{name}" for name in ("text", "contact", "answer", "reopened_because"))
    )
    return [
        Told(row, row.feedback, row.feedback.get_absolute_url() if row.may_read else "")  # type: ignore[arg-type, union-attr]
        for row in rows
    ]


def usable_feedback(gap: Gap, user: Any) -> QuerySet[Feedback]:
    """Messages to the programme that could become evidence of this gap. Never a sealed concern."""
    return feedback_for(user).filter(programme=gap.programme_id, sealed=False)


def may_read_file(user: Any, stored: StoredFile) -> bool:
    """For those with a part in the programme who see a gap that shows the file."""
    gaps = Gap.objects.visible_to(user).filter(
        pk__in=Evidence.objects.filter(file=stored).values("gap"), programme__in=standing(user).programmes
    )
    return gaps.exists()


def usable_voices(gap: Gap, user: Any) -> QuerySet[Statement]:
    """Statements of the programme that could become evidence of this gap, newest session first."""
    return voices_in(gap.programme_id, user).exclude(
        pk__in=gap.evidence.exclude(statement=None).values("statement")
    )


def voices_in(programme_id: int, user: Any) -> QuerySet[Statement]:
    return (
        quotable(user)
        .filter(session__assessment__programme=programme_id)
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
class Promises:
    """The clauses of one framework that a gap points at."""

    framework: Framework
    clauses: list[Clause]


def promises_of(gap: Gap) -> list[Promises]:
    clauses = gap.clauses.select_related("framework").order_by(
        "framework__kind", "framework__name", "framework", "position", "pk"
    )
    # Standards come before plans.
    grouped = groupby(clauses, key=lambda clause: clause.framework)
    found = [Promises(framework, list(group)) for framework, group in grouped]
    return sorted(found, key=lambda each: each.framework.kind != Framework.Kind.STANDARD)


@dataclass(frozen=True)
class CauseOfGap:
    """A cause and how many voices, documents and messages it rests on."""

    cause: Cause
    voices: int
    documents: int
    messages: int

    @property
    def rests_on(self) -> str:
        parts = [
            said % {"number": number}
            for number, said in (
                (self.voices, ngettext("%(number)s voice", "%(number)s voices", self.voices)),
                (self.documents, ngettext("%(number)s document", "%(number)s documents", self.documents)),
                (self.messages, ngettext("%(number)s message", "%(number)s messages", self.messages)),
            )
            if number
        ]
        return ", ".join(parts)


def causes_by_kind(gap: Gap) -> list[tuple[str, list[CauseOfGap]]]:
    """The gap's causes under the name of their kind, in the order of the kinds. One query."""
    rows = gap.causes.select_related("duty_bearer").annotate(
        voices=Count("evidence", filter=Q(evidence__statement__isnull=False), distinct=True),
        messages=Count("evidence", filter=Q(evidence__feedback__isnull=False), distinct=True),
        all_evidence=Count("evidence", distinct=True),
    )
    order = {kind: place for place, kind in enumerate(Cause.Kind.values)}
    ordered = sorted(rows, key=lambda cause: (order.get(cause.kind, len(order)), cause.pk))
    return [
        (
            str(label),
            [
                CauseOfGap(each, each.voices, each.all_evidence - each.voices - each.messages, each.messages)
                for each in group
            ],
        )
        for label, group in groupby(ordered, key=lambda cause: cause.get_kind_display())
    ]


@dataclass(frozen=True)
class SaidOfGap:
    """A gap in a reader's language, as far as it was translated. `causes` are by kind, each with its text."""

    title: Said
    statement: Said
    remedy: Said
    causes: list[tuple[str, list[tuple[CauseOfGap, Said]]]]

    @property
    def _all(self) -> list[Said]:
        causes = [said for _kind, group in self.causes for _cause, said in group]
        return [self.title, self.statement, self.remedy, *causes]

    @property
    def is_translation(self) -> bool:
        return any(said.is_translation for said in self._all)

    @property
    def is_outdated(self) -> bool:
        return any(said.outdated for said in self._all)


def said_in(gap: Gap, causes: list[tuple[str, list[CauseOfGap]]], language: str) -> SaidOfGap:
    """Two queries; none where the gap is in this language."""
    own = language == gap.language
    rows = [each.cause for _kind, group in causes for each in group]
    of_gap = {} if own else wordings.of([gap], language)
    of_causes = {} if own else wordings.of(rows, language)
    title, statement, remedy = (wordings.text_of(gap, name, language, of_gap) for name in TRANSLATED)
    return SaidOfGap(
        title,
        statement,
        remedy,
        [
            (
                kind,
                [
                    (each, wordings.text_of(each.cause, "text", language, of_causes, original=gap.language))
                    for each in group
                ],
            )
            for kind, group in causes
        ],
    )


def wording_sources(gap: Gap) -> list[Source]:
    """What of a gap can be said in other languages."""
    causes = [
        Source(cause, "text", _("Cause: %(kind)s") % {"kind": cause.get_kind_display()}, gap.language)
        for cause in gap.causes.all()
    ]
    return [*(Source(gap, name, original=gap.language) for name in TRANSLATED), *causes]


def texts_to_search(gap: Gap) -> str:
    worded = wordings.in_all_languages(gap).values()
    return "\n".join([gap.statement, gap.remedy, *(each.text for each in worded)])


def next_codes(programme: Programme, how_many: int) -> list[str]:
    """The first of G1, G2 … that no gap of the programme has."""
    taken = set(Gap.objects.filter(programme=programme).values_list("code", flat=True))
    free = (code for number in range(1, len(taken) + how_many + 1) if (code := f"G{number}") not in taken)
    return list(islice(free, how_many))


def drafts_in(programme: Programme, user: Any) -> QuerySet[Gap]:
    """What can still be merged or split."""
    return gaps_for(user).filter(programme=programme, state="draft").order_by(Length("code"), "code")


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
