"""Pictures of events: drawn, abstract, none of a real person. The same event always has the same picture."""

import math
import random
from dataclasses import dataclass

WIDTH, HEIGHT = 320, 120


@dataclass(frozen=True)
class Picture:
    """Threads (SVG path data) and beads (x, y, radius) in a box of 320 × 120."""

    threads: tuple[str, ...]
    beads: tuple[tuple[float, float, float], ...]


def picture_of(seed: int, kind: str) -> Picture:
    """Threads that run side by side (a training), meet (a round table), cross over (a bilateral meeting) or wander."""
    dice = random.Random(f"{kind}:{seed}")  # noqa: S311 (a drawing, not a secret)
    draw = {"round_table": _meeting, "bilateral": _two_sides, "study_tour": _wandering}
    return draw.get(kind, _parallel)(dice)


def _wave(dice: random.Random, start: float, end: float, height: float) -> str:
    """A smooth line from the left edge at `start` to the right edge at `end`."""
    first, second = (start + dice.uniform(-height, height), end + dice.uniform(-height, height))
    return f"M0 {start:.0f}C{WIDTH * 0.35:.0f} {first:.0f} {WIDTH * 0.65:.0f} {second:.0f} {WIDTH} {end:.0f}"


def _parallel(dice: random.Random) -> Picture:
    lines = [HEIGHT * (n + 0.7) / 6 for n in range(6)]
    bend = dice.uniform(-45, 45)
    threads = tuple(
        f"M0 {y:.0f}C{WIDTH * 0.35:.0f} {y + bend:.0f} {WIDTH * 0.65:.0f} {y - bend:.0f} {WIDTH} {y:.0f}"
        for y in lines
    )
    beads = tuple((dice.uniform(20, WIDTH - 20), y, dice.uniform(3, 7)) for y in lines)
    return Picture(threads, _on_curve(beads, bend))


def _on_curve(beads, bend: float):
    """Move beads from their straight line onto the bent thread."""

    def shift(x: float) -> float:
        t = x / WIDTH
        return bend * (3 * t * (1 - t) ** 2 - 3 * t**2 * (1 - t))

    return tuple((round(x, 1), round(y + shift(x), 1), round(r, 1)) for x, y, r in beads)


def _meeting(dice: random.Random) -> Picture:
    count = dice.randint(7, 10)
    centre_x, centre_y, radius = WIDTH / 2, HEIGHT / 2, 38
    spots = [
        (centre_x + radius * 1.6 * math.cos(a), centre_y + radius * math.sin(a))
        for a in (2 * math.pi * n / count + dice.uniform(-0.1, 0.1) for n in range(count))
    ]
    threads = tuple(
        f"M{x:.0f} {y:.0f}Q{centre_x:.0f} {centre_y:.0f} {other_x:.0f} {other_y:.0f}"
        for (x, y), (other_x, other_y) in zip(spots, spots[2:] + spots[:2], strict=True)
    )
    return Picture(threads, tuple((round(x, 1), round(y, 1), 6.0) for x, y in spots))


def _two_sides(dice: random.Random) -> Picture:
    left, right = WIDTH * 0.28, WIDTH * 0.72
    rows = [HEIGHT * (n + 0.8) / 4.6 for n in range(4)]
    ends = dice.sample(rows, len(rows))
    threads = tuple(
        f"M{left:.0f} {start:.0f}C{WIDTH * 0.5:.0f} {start:.0f} {WIDTH * 0.5:.0f} {end:.0f} {right:.0f} {end:.0f}"
        for start, end in zip(rows, ends, strict=True)
    )
    return Picture(threads, tuple((round(x, 1), round(y, 1), 6.0) for x in (left, right) for y in rows))


def _wandering(dice: random.Random) -> Picture:
    stops = [(WIDTH * (n + 0.5) / 5, dice.uniform(25, HEIGHT - 25)) for n in range(5)]
    legs = [f"S{(x - 18):.0f} {y:.0f} {x:.0f} {y:.0f}" for x, y in stops]
    threads = (
        f"M0 {dice.uniform(30, 90):.0f}{''.join(legs)}",
        _wave(dice, 20, 100, 40),
        _wave(dice, 100, 30, 40),
    )
    return Picture(threads, tuple((round(x, 1), round(y, 1), 6.0) for x, y in stops))
