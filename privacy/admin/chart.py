"""Draws how many would be due on each of the next days, by two rules, as lines of an SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Curve = Sequence[tuple[int, int]]

WIDTH, HEIGHT = 600, 200  # of the field that the lines lie in, in the units of the drawing
LEFT, TOP = 60, 15  # room for numbers, and for half a letter
DAYS_NAMED = (0, 30, 60, 90)
TABLE_EVERY = 15  # days between two lines of the table beside


@dataclass(frozen=True)
class Mark:
    """A word at an axis."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Chart:
    """Two lines, the words at the axes, and the same in numbers for who does not see them."""

    present: str
    proposed: str
    counts: tuple[Mark, ...]
    days: tuple[Mark, ...]
    rows: tuple[tuple[int, int, int], ...]
    left: int = LEFT
    right: int = LEFT + WIDTH
    bottom: int = TOP + HEIGHT


def draw(present: Curve, proposed: Curve) -> Chart:
    """Return the drawing of two curves over the same days."""
    top = _round_up(max(count for _, count in (*present, *proposed)))
    last = present[-1][0]
    return Chart(
        present=_line(present, top, last),
        proposed=_line(proposed, top, last),
        counts=tuple(
            Mark(LEFT - 8, _y(count, top), f"{count:,}") for count in sorted({0, top // 2, top})
        ),
        days=tuple(
            Mark(_x(day, last), TOP + HEIGHT + 20, f"{day} days" if day else "now")
            for day in DAYS_NAMED
        ),
        rows=tuple(
            (day, here, there)
            for (day, here), (_, there) in zip(present, proposed, strict=True)
            if day % TABLE_EVERY == 0
        ),
    )


def _line(curve: Curve, top: int, last: int) -> str:
    return " ".join(f"{_x(day, last):.1f},{_y(count, top):.1f}" for day, count in curve)


def _x(day: int, last: int) -> float:
    return LEFT + WIDTH * day / last


def _y(count: int, top: int) -> float:
    return TOP + HEIGHT * (1 - count / top)


def _round_up(count: int) -> int:
    """Return a number of one or two digits and zeros that is not below `count`, at least 2."""
    unit = int(10 ** max(len(str(count)) - 2, 0))
    return max(-(-count // unit) * unit, 2)
