"""Everything that a gap analysis is written from, read in a number of queries that does not grow."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Prefetch, Q

from gapbridge.agree.analyses.models import Analysis
from gapbridge.agree.gaps.models import Cause, Descent, Evidence, Gap
from gapbridge.base import wordings
from gapbridge.listen.assessments.models import Assessment, Consent, Scope, Session, Statement
from gapbridge.programmes.models import Clause, Framework

HELD = ("held", "coded")


@dataclass
class Material:
    """What one document is written from, in one language."""

    analysis: Analysis
    language: str
    assessments: list[Assessment]
    sessions: list[Session]  # those that took place; without their notes
    gaps: list[Gap]
    clauses: dict[int, Clause]  # of the framework whose areas order the gaps
    consents: dict[str, int]  # sessions by how consent was given
    worded: dict[str, wordings.Worded]  # by the model's label

    def said(self, obj: Any, field: str, original: str = "") -> dict[str, Any]:
        """A text as it stands in the document: in the document's language where it was worded, else its own."""
        worded = self.worded.get(obj._meta.label_lower, {})
        found = wordings.text_of(obj, field, self.language, worded, original=original)
        return {
            "text": found.text,
            "language": found.language,
            "translated": found.is_translation,
            "outdated": found.outdated,
        }

    @cached_property
    def areas(self) -> list[Clause]:
        """The framework's areas, A to G, in their order."""
        return [each for each in self.clauses.values() if each.parent_id is None]

    def areas_of(self, gap: Gap) -> list[int]:
        """The areas a gap's clauses lie in, by pk, in the framework's order."""
        found = {self._root(each.pk) for each in gap.clauses.all() if each.pk in self.clauses}
        return [area.pk for area in self.areas if area.pk in found]

    def _root(self, pk: int) -> int:
        while (parent := self.clauses[pk].parent_id) is not None:
            pk = parent
        return pk

    @cached_property
    def by_area(self) -> dict[int | None, list[Gap]]:
        """Each gap once, under the first of its areas; None holds those that point at no clause of it."""
        found: dict[int | None, list[Gap]] = defaultdict(list)
        for gap in self.gaps:
            found[next(iter(self.areas_of(gap)), None)].append(gap)
        return found


def gather(analysis: Analysis, language: str) -> Material:
    assessments = list(analysis.assessments.order_by("starts_on", "pk"))
    gaps = _gaps(analysis, assessments)
    framework = analysis.framework or _most_used(gaps)
    return Material(
        analysis,
        language,
        assessments,
        _sessions(assessments),
        gaps,
        _clauses(framework),
        _consents(assessments),
        _worded(analysis, assessments, gaps, language),
    )


def statements_of(gap: Gap) -> list[Statement]:
    return [each.statement for each in gap.evidence.all() if each.statement is not None]


def gaps_in(analysis: Analysis, assessments: list[Assessment]) -> Any:
    """The programme's gaps that were not set aside and rest on these assessments, or on no voice at all."""
    gaps = Gap.objects.filter(programme=analysis.programme_id).exclude(state="set_aside")
    if not assessments:
        return gaps
    voices = Evidence.objects.exclude(statement=None)
    heard = voices.filter(statement__session__assessment__in=assessments)
    return gaps.filter(Q(pk__in=heard.values("gap")) | ~Q(pk__in=voices.values("gap")))


def _gaps(analysis: Analysis, assessments: list[Assessment]) -> list[Gap]:
    evidence = (
        Evidence.objects.select_related("statement__session__place__district")
        .defer("statement__session__notes")
        .order_by("pk")
    )
    found = gaps_in(analysis, assessments).prefetch_related(
        "places",
        "populations",
        Prefetch("clauses", Clause.objects.select_related("framework").order_by("framework", "position")),
        Prefetch("causes", Cause.objects.select_related("duty_bearer").order_by("pk")),
        Prefetch("evidence", evidence),
        Prefetch("ancestors", Descent.objects.select_related("ancestor").order_by("pk")),
    )
    return sorted(found, key=lambda gap: (len(gap.code), gap.code))


def _most_used(gaps: list[Gap]) -> Framework | None:
    """The standard that most gaps point at."""
    frameworks: dict[int, Framework] = {}
    uses: Counter[int] = Counter()
    for gap in gaps:
        named = {each.framework_id: each.framework for each in gap.clauses.all()}
        frameworks |= named
        uses.update(pk for pk, each in named.items() if each.kind == Framework.Kind.STANDARD)
    return frameworks[min(uses, key=lambda pk: (-uses[pk], pk))] if uses else None


def _clauses(framework: Framework | None) -> dict[int, Clause]:
    if framework is None:
        return {}
    return {each.pk: each for each in framework.clauses.order_by("position", "pk")}


def _sessions(assessments: list[Assessment]) -> list[Session]:
    found = Session.objects.filter(assessment__in=assessments, state__in=HELD)
    return list(
        found.select_related("place__district")
        .prefetch_related("diversity")
        .defer("notes")
        .order_by("held_on", "assessment", "code")
    )


def _consents(assessments: list[Assessment]) -> dict[str, int]:
    standing = Consent.objects.filter(
        session__assessment__in=assessments, session__state__in=HELD, withdrawn_at=None
    ).exclude(session__consent_scope=Scope.NONE)
    counted = standing.order_by().values("manner").annotate(sessions=Count("session", distinct=True))
    return {row["manner"]: row["sessions"] for row in counted}


def _worded(
    analysis: Analysis, assessments: list[Assessment], gaps: list[Gap], language: str
) -> dict[str, wordings.Worded]:
    ancestors = [each.ancestor for gap in gaps for each in gap.ancestors.all()]
    kinds: list[list[Any]] = [
        [analysis],
        assessments,
        [*gaps, *ancestors],
        [cause for gap in gaps for cause in gap.causes.all()],
        [statement for gap in gaps for statement in statements_of(gap)],
    ]
    return {objs[0]._meta.label_lower: wordings.of(objs, language) for objs in kinds if objs}
