"""The map of districts: numbers become five levels and a link each; a table stands behind it."""

from dataclasses import dataclass

from gapbridge.programmes.reference import map_shapes

from .queries import DistrictCount

LEVELS = 5


@dataclass(frozen=True)
class District:
    code: str
    path: str
    name: str
    count: int
    level: int  # 0 (nothing known here) to 5
    place: int | None


@dataclass(frozen=True)
class Map:
    view_box: str
    districts: tuple[District, ...]
    legend: tuple[tuple[int, str], ...]  # (level, "1–3")


def bounds(most: int) -> list[int]:
    """The largest number of each level, growing; fewer levels when there is little to tell apart."""
    steps = min(LEVELS, most)
    return [max(1, -(-most * (n + 1) // steps)) for n in range(steps)]


def level_of(count: int, tops: list[int]) -> int:
    return next((n for n, top in enumerate(tops, start=1) if count <= top), 0) if count else 0


def district_map(counts: list[DistrictCount], names: dict[str, str]) -> Map:
    """`names`: code → name of every district drawn, in the reader's language."""
    drawn = map_shapes()
    by_code = {each.place.code: each for each in counts}
    tops = bounds(max((each.count for each in counts), default=0))
    districts = []
    for code, path in drawn["shapes"].items():
        found = by_code.get(code)
        count = found.count if found else 0
        districts.append(
            District(
                code,
                path,
                names.get(code, code),
                count,
                level_of(count, tops),
                found.place.pk if found else None,
            )
        )
    # What holds something is drawn last, so that its outline lies on top.
    districts.sort(key=lambda each: each.count)
    return Map(drawn["viewBox"], tuple(districts), tuple(_legend(tops)))


def _legend(tops: list[int]):
    first = 1
    for level, top in enumerate(tops, start=1):
        yield level, str(top) if first == top else f"{first}–{top}"
        first = top + 1
