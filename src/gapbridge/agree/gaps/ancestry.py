"""Where a gap comes from and what became of it, and which groups were heard before and after."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from gapbridge.listen.assessments.models import Session, Statement
from gapbridge.programmes.standing import standing

from .models import Descent, Evidence, Gap
from .queries import quotable


@dataclass(frozen=True)
class Kin:
    """A gap before or after this one, and what lies beyond it. `gap` is None where the reader may not see it."""

    descent: Descent
    gap: Gap | None
    beyond: "list[Kin]"


@dataclass(frozen=True)
class Ancestry:
    comes_from: list[Kin]
    became: list[Kin]
    changes: "list[Change]"


@dataclass(frozen=True)
class GroupHeard:
    """How many voices of one group each gap held: those before, then those after."""

    label: str
    before: list[int]
    after: list[int]
    heard: int
    only_in: Gap | None
    still_heard: int

    @property
    def by_one_voice(self) -> bool:
        return self.heard == 1

    @property
    def is_lost(self) -> bool:
        return self.heard > 0 and self.still_heard == 0


@dataclass(frozen=True)
class Change:
    """One merging or splitting. `groups` are those whose voices the reader may read."""

    kind: str
    before: list[Gap]
    after: list[Gap]
    groups: list[GroupHeard]


def ancestry_of(gap: Gap, user: Any) -> Ancestry | None:
    """None for a gap that was neither merged nor split."""
    own = Descent.objects.filter(Q(ancestor=gap) | Q(descendant=gap))
    if not own.exists():
        return None
    descents = list(
        Descent.objects.filter(ancestor__programme=gap.programme_id).select_related("ancestor", "descendant")
    )
    seen = set(Gap.objects.visible_to(user).filter(programme=gap.programme_id).values_list("pk", flat=True))
    inside = gap.programme_id in standing(user).programmes
    return Ancestry(
        _kin(gap.pk, descents, seen, upwards=True),
        _kin(gap.pk, descents, seen, upwards=False),
        _changes(gap, descents, user) if inside else [],
    )


def _kin(pk: int, descents: Sequence[Descent], seen: Collection[int], *, upwards: bool) -> list[Kin]:
    found = []
    for each in descents:
        here, there = (each.descendant_id, each.ancestor) if upwards else (each.ancestor_id, each.descendant)
        if here == pk:
            beyond = _kin(there.pk, descents, seen, upwards=upwards)
            found.append(Kin(each, there if there.pk in seen else None, beyond))
    return found


def _changes(gap: Gap, descents: Sequence[Descent], user: Any) -> list[Change]:
    """How this gap came to be, then what became of it: with everybody who was in the same change."""
    came = [each for each in descents if each.descendant_id == gap.pk]
    went = [each for each in descents if each.ancestor_id == gap.pk]
    return [_change(own[0], descents, user) for own in (came, went) if own]


def _change(one: Descent, descents: Sequence[Descent], user: Any) -> Change:
    if one.kind == Descent.Kind.MERGE:
        same = [each for each in descents if each.descendant_id == one.descendant_id]
    else:
        same = [each for each in descents if each.ancestor_id == one.ancestor_id]
    before = list({each.ancestor_id: each.ancestor for each in same}.values())
    after = list({each.descendant_id: each.descendant for each in same}.values())
    label = str(Descent.Kind(one.kind).label)
    return Change(label, before, after, groups_heard(before, after, user))


# --- groups --------------------------------------------------------------------------------------

Group = tuple[str, str, tuple[int, ...]]  # sex, age group, ids of diversities


@dataclass(frozen=True)
class Spoken:
    """One voice among a gap's evidence, with the group that spoke."""

    gap: int
    evidence: int
    statement: int
    group: Group
    label: str


def voices_by_group(evidence: QuerySet[Evidence], readable: QuerySet[Statement]) -> list[Spoken]:
    """Three queries, however many voices."""
    rows = list(evidence.filter(statement__in=readable).select_related("statement"))
    sessions = {
        each.pk: each
        for each in Session.objects.filter(
            pk__in={row.statement.session_id for row in rows}  # type: ignore[union-attr]
        ).prefetch_related("diversity")
    }
    found = []
    for row in rows:
        session = sessions[row.statement.session_id]  # type: ignore[union-attr]
        found.append(Spoken(row.gap_id, row.pk, row.statement_id, _group(session), _label(session)))  # type: ignore[arg-type]
    return found


def _group(session: Session) -> Group:
    return session.sex, session.age_group, tuple(sorted(each.pk for each in session.diversity.all()))


def _label(session: Session) -> str:
    diversity = ", ".join(str(each) for each in session.diversity.all())
    said = {"sex": session.get_sex_display(), "age": session.get_age_group_display(), "diversity": diversity}
    return _("%(sex)s, %(age)s, %(diversity)s") % said if diversity else _("%(sex)s, %(age)s") % said


def groups_heard(before: Sequence[Gap], after: Sequence[Gap], user: Any) -> list[GroupHeard]:
    evidence = Evidence.objects.filter(gap__in=[*before, *after])
    spoken = sorted(voices_by_group(evidence, quotable(user)), key=lambda each: each.group)
    return [
        _heard(list(voices), before, after) for _group_key, voices in groupby(spoken, lambda each: each.group)
    ]


def _heard(voices: Sequence[Spoken], before: Sequence[Gap], after: Sequence[Gap]) -> GroupHeard:
    held: dict[int, set[int]] = defaultdict(set)
    for voice in voices:
        held[voice.gap].add(voice.statement)
    holders = [gap for gap in before if held[gap.pk]]
    return GroupHeard(
        voices[0].label,
        [len(held[gap.pk]) for gap in before],
        [len(held[gap.pk]) for gap in after],
        heard=len(_together(held, before)),
        only_in=holders[0] if len(holders) == 1 and len(before) > 1 else None,
        still_heard=len(_together(held, after)),
    )


def _together(held: dict[int, set[int]], gaps: Iterable[Gap]) -> set[int]:
    return set().union(*(held[gap.pk] for gap in gaps))


def heard_once(gap: Gap, user: Any) -> dict[int, str]:
    """The pieces of evidence that are the only voice of their group in this gap, and which group that is."""
    by_group = defaultdict(list)
    for voice in voices_by_group(gap.evidence.all(), quotable(user)):
        by_group[voice.group].append(voice)
    return {voices[0].evidence: voices[0].label for voices in by_group.values() if len(voices) == 1}
