"""Heat maps: where gaps and voices gather, and what changed from one assessment to the next.

Voices are counted, never people, and each reader's map holds only what that reader may read: to the public,
voices whose group agreed to it. Every number leads to what it counts.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.base import wordings
from gapbridge.listen.assessments.models import Assessment, Session
from gapbridge.programmes.models import Clause, Framework, Place, PopulationGroup, Programme

from .models import Evidence, Gap
from .queries import quotable

LEVELS = 5
MOST_GAPS = 200  # rows that a page still shows calmly; the most severe come first
TAKEN_PLACE = ("held", "coded")


@dataclass(frozen=True)
class Cell:
    """`text` stands in the cell, `says` is read aloud. Level 0 is an empty cell; `fewer` marks a decrease."""

    text: str = ""
    level: int = 0
    url: str = ""
    says: str = ""
    fewer: bool = False


@dataclass(frozen=True)
class Head:
    text: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Row:
    heads: tuple[Head, ...]
    cells: list[Cell]


@dataclass(frozen=True)
class HeatMap:
    """`left_out`: how many gaps have no place in the map."""

    corners: tuple[str, ...]
    columns: list[Head]
    rows: list[Row]
    left_out: int = 0


def level_of(value: float, most: float) -> int:
    """1 to 5 in equal steps up to the greatest; nothing is 0."""
    return 0 if value <= 0 or most <= 0 else min(LEVELS, 1 + int((value / most) * LEVELS - 1e-9))


# --- clauses -------------------------------------------------------------------------------------


class Areas:
    """A framework's clauses and where each of them belongs: to an area of it, or to a part of one area."""

    def __init__(self, framework: Framework, area: Clause | None = None):
        self.clauses = list(framework.clauses.order_by("position", "pk"))
        self.by_pk = {clause.pk: clause for clause in self.clauses}
        self.has_parts = {clause.parent_id for clause in self.clauses if clause.parent_id}
        self.area = area
        parts = [clause for clause in self.clauses if clause.parent_id == (area.pk if area else None)]
        self.columns = parts if area is None else [area, *parts]

    def of(self, clause_pk: int) -> int | None:
        """The column under which a clause is counted; None when it is outside the map."""
        shown = {clause.pk for clause in self.columns}
        clause = self.by_pk.get(clause_pk)
        while clause is not None and clause.pk not in shown:
            clause = self.by_pk.get(clause.parent_id or 0)
        return clause.pk if clause else None


def gaps_shown(programme: Programme, user: Any, assessment: Assessment | None) -> list[Gap]:
    """With an assessment, those that stand on a voice of it which the reader may read."""
    gaps = Gap.objects.visible_to(user).filter(programme=programme).exclude(state="set_aside")
    gaps = gaps.annotate(said_title=wordings.in_readers_language(Gap, "title"))
    if assessment is not None:
        gaps = gaps.filter(pk__in=_evidence(user, assessment).values("gap"))
    ordered = gaps.prefetch_related("clauses", "populations", "places__district")
    return list(ordered.order_by("-severity", "code", "pk")[:MOST_GAPS])


def _evidence(user: Any, assessment: Assessment | None) -> QuerySet[Evidence]:
    voices = quotable(user)
    if assessment is not None:
        voices = voices.filter(session__assessment=assessment)
    return Evidence.objects.filter(statement__in=voices)


def gaps_by_area(
    gaps: Sequence[Gap],
    user: Any,
    *,
    areas: Areas,
    assessment: Assessment | None,
    by_voices: bool,
    drill: Any,
) -> HeatMap:
    """Gap × area of a framework, or × the parts of one area. `drill(clause)` is the address of its parts."""
    heads = [_clause_head(clause, areas, drill) for clause in areas.columns]
    if by_voices:
        counted = _voices_by_area(gaps, user, areas, assessment)
        most = max((len(each) for each in counted.values()), default=0)
        cell = lambda gap, clause: _voices_cell(  # noqa: E731
            gap, counted.get((gap.pk, clause.pk), set()), most, _asked(assessment, clause=clause.pk)
        )
    else:
        pointed = {(gap.pk, areas.of(clause.pk)) for gap in gaps for clause in gap.clauses.all()}
        cell = lambda gap, clause: _severity_cell(gap, (gap.pk, clause.pk) in pointed)  # noqa: E731
    rows = [Row((_gap_head(gap),), [cell(gap, clause) for clause in areas.columns]) for gap in gaps]
    full = [row for row in rows if any(each.level for each in row.cells)]
    return HeatMap((_("Gap"),), heads, full, len(rows) - len(full))


def _voices_by_area(
    gaps: Sequence[Gap], user: Any, areas: Areas, assessment: Assessment | None
) -> Mapping[tuple[int, int | None], set[int]]:
    found: dict[tuple[int, int | None], set[int]] = defaultdict(set)
    rows = _evidence(user, assessment).filter(gap__in=[gap.pk for gap in gaps])
    for gap, statement, clause in rows.values_list("gap_id", "statement_id", "statement__clauses"):
        if clause is not None and (area := areas.of(clause)) is not None:
            found[gap, area].add(statement)
    return found


def _clause_head(clause: Clause, areas: Areas, drill: Any) -> Head:
    opens = clause.pk in areas.has_parts and clause != areas.area
    text = _("%(clause)s as a whole") % {"clause": clause.code} if clause == areas.area else clause.code
    return Head(text, drill(clause) if opens else "", clause.title)


# --- population groups and places ----------------------------------------------------------------


def gaps_by_place(
    gaps: Sequence[Gap], user: Any, *, assessment: Assessment | None, by_voices: bool
) -> HeatMap:
    """Gap × population group × district (a settlement counts for its district)."""
    if by_voices:
        counted = _voices_by_group_and_place(gaps, user, assessment)
    else:
        counted = {
            (gap.pk, group.pk, _district(place)): {gap.pk}
            for gap in gaps
            for group in gap.populations.all()
            for place in gap.places.all()
        }
    groups = PopulationGroup.objects.in_bulk({group for _gap, group, _place in counted})
    places = sorted(Place.objects.in_bulk({place for *_rest, place in counted}).values(), key=str)
    most = max((len(each) for each in counted.values()), default=0)
    rows = []
    for gap in gaps:
        for group in sorted({key[1] for key in counted if key[0] == gap.pk}, key=lambda pk: str(groups[pk])):
            cells = []
            for place in places:
                found = counted.get((gap.pk, group, place.pk), set())
                asked = _asked(assessment, population=group, place=place.pk)
                cells.append(
                    _voices_cell(gap, found, most, asked) if by_voices else _severity_cell(gap, bool(found))
                )
            rows.append(Row((_gap_head(gap), Head(str(groups[group]))), cells))
    shown = {key[0] for key in counted}
    columns = [Head(str(place)) for place in places]
    return HeatMap((_("Gap"), _("Population group")), columns, rows, sum(gap.pk not in shown for gap in gaps))


def _district(place: Place) -> int:
    return place.district_id or place.pk


def _voices_by_group_and_place(
    gaps: Sequence[Gap], user: Any, assessment: Assessment | None
) -> dict[tuple[int, int, int], set[int]]:
    """A voice counts for its group's displacement status and for each of its diversities."""
    found: dict[tuple[int, int, int], set[int]] = defaultdict(set)
    rows = _evidence(user, assessment).filter(gap__in=[gap.pk for gap in gaps])
    for gap, statement, status, diversity, place, district in rows.values_list(
        "gap_id",
        "statement_id",
        "statement__session__population",
        "statement__session__diversity",
        "statement__session__place",
        "statement__session__place__district",
    ):
        for group in {status, diversity} - {None}:
            found[gap, group, district or place].add(statement)
    return found


# --- from one assessment to the next -------------------------------------------------------------


@dataclass(frozen=True)
class Rate:
    """Voices a session held; unknown (None) where no session took place."""

    voices: int
    sessions: int

    @property
    def value(self) -> float | None:
        return self.voices / self.sessions if self.sessions else None


class Heard:
    """One assessment as the reader may know it: sessions by place, voices by clause and place."""

    def __init__(self, assessment: Assessment, user: Any, areas: Areas):
        self.assessment = assessment
        self.sessions: dict[int, int] = defaultdict(int)
        self.voices: dict[tuple[int, int | None], set[int]] = defaultdict(set)
        held = Session.objects.visible_to(user).filter(assessment=assessment, state__in=TAKEN_PLACE)
        for place, district in held.filter(withdrawn_at=None).values_list("place", "place__district"):
            self.sessions[district or place] += 1
        said = quotable(user).filter(session__assessment=assessment)
        for statement, clause, place, district in said.order_by().values_list(
            "pk", "clauses", "session__place", "session__place__district"
        ):
            if clause is not None and (area := areas.of(clause)) is not None:
                self.voices[area, district or place].add(statement)

    def rate(self, area: int, place: int | None = None) -> Rate:
        """In one place, or everywhere."""
        if place is not None:
            return Rate(len(self.voices.get((area, place), ())), self.sessions.get(place, 0))
        everywhere = {voice for (key, _place), found in self.voices.items() if key == area for voice in found}
        return Rate(len(everywhere), sum(self.sessions.values()))


def change_by_place(before: Heard, after: Heard, areas: Areas, drill: Any) -> HeatMap:
    """Area × district: how many voices a session more or fewer."""
    places = sorted(Place.objects.in_bulk({*before.sessions, *after.sessions}).values(), key=str)
    most = _widest(
        (before.rate(area.pk, place.pk), after.rate(area.pk, place.pk))
        for area in areas.columns
        for place in places
    )
    rows = [
        Row(
            (_clause_head(area, areas, drill),),
            [_changed(before, after, area, place.pk, most) for place in places],
        )
        for area in areas.columns
    ]
    return HeatMap((_("Area"),), [Head(str(place)) for place in places], rows)


def change_by_clause(before: Heard, after: Heard, areas: Areas, drill: Any) -> HeatMap:
    """Each clause over the whole country: then, now, and the difference."""
    pairs = {area.pk: (before.rate(area.pk), after.rate(area.pk)) for area in areas.columns}
    most = _widest(pairs.values())
    top = max((rate.value or 0 for pair in pairs.values() for rate in pair), default=0)
    rows = [
        Row(
            (_clause_head(area, areas, drill),),
            [
                _rate_cell(before, area, top),
                _rate_cell(after, area, top),
                _changed(before, after, area, None, most),
            ],
        )
        for area in areas.columns
    ]
    columns = [Head(str(before.assessment)), Head(str(after.assessment)), Head(_("Difference"))]
    return HeatMap((_("Clause"),), columns, rows)


def _widest(pairs: Iterable[tuple[Rate, Rate]]) -> float:
    return max(
        (
            abs(after.value - before.value)
            for before, after in pairs
            if before.value is not None and after.value is not None
        ),
        default=0,
    )


def _rate_cell(heard: Heard, area: Clause, most: float) -> Cell:
    rate = heard.rate(area.pk)
    if rate.value is None:
        return Cell(says=_("No session was held."))
    says = _("%(rate)s voices a session: %(voices)s voices in %(sessions)s sessions") % {
        "rate": _number(rate.value),
        "voices": number_format(rate.voices),
        "sessions": number_format(rate.sessions),
    }
    return Cell(_number(rate.value), level_of(rate.value, most), _voices_at(heard, area, None), says)


def _changed(before: Heard, after: Heard, area: Clause, place: int | None, most: float) -> Cell:
    then, now = before.rate(area.pk, place).value, after.rate(area.pk, place).value
    if then is None or now is None:
        return Cell(says=_("Not known: one of the two assessments held no session here."))
    difference = round(now - then, 1)
    names = {"then": _number(then), "now": _number(now), "difference": _number(abs(difference))}
    if difference == 0:
        says = _("As often as before: %(now)s voices a session") % names
    elif difference > 0:
        says = _("%(difference)s more voices a session: %(then)s then, %(now)s now") % names
    else:
        says = _("%(difference)s fewer voices a session: %(then)s then, %(now)s now") % names
    sign = "+" if difference > 0 else "−" if difference < 0 else "±"
    url = _voices_at(after, area, place) if now else _voices_at(before, area, place)
    return Cell(sign + names["difference"], level_of(abs(difference), most), url, says, fewer=difference < 0)


def _number(value: float) -> str:
    return number_format(round(value, 1), decimal_pos=1)


def _voices_at(heard: Heard, area: Clause, place: int | None) -> str:
    asked = {"assessment": heard.assessment.pk, "clause": area.pk, "place": place}
    return reverse("assessments:statements") + "?" + urlencode({k: v for k, v in asked.items() if v})


# --- cells ---------------------------------------------------------------------------------------


def _gap_head(gap: Gap) -> Head:
    return Head(gap.code, gap.get_absolute_url(), getattr(gap, "said_title", gap.title))


def _severity_cell(gap: Gap, is_there: bool) -> Cell:
    if not is_there:
        return Cell()
    return Cell(str(gap.severity), gap.severity, gap.get_absolute_url(), gap.get_severity_display())


def _voices_cell(gap: Gap, voices: set[int], most: int, asked: str) -> Cell:
    if not voices:
        return Cell()
    number = len(voices)
    says = ngettext("%(number)s voice", "%(number)s voices", number) % {"number": number_format(number)}
    url = f"{gap.get_absolute_url()}?{asked}#voices"
    return Cell(number_format(number), level_of(number, most), url, says)


def _asked(assessment: Assessment | None, **narrowed: int) -> str:
    return urlencode({**narrowed, **({"assessment": assessment.pk} if assessment else {})})
