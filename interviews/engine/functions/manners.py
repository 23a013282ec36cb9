"""How languages write dates: names of months and days, and the order of the parts.

Patterns are those of Unicode, as in `clock`; the common ways of each language, without regions.
They stand in `manners.txt`: language, part, and what it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_STYLES = ("short", "medium", "long", "full")


@dataclass(frozen=True)
class Manner:
    """How one language writes dates and times."""

    months: tuple[str, ...]
    short_months: tuple[str, ...]
    days: tuple[str, ...]  # Monday first
    short_days: tuple[str, ...]
    dates: Mapping[str, str]  # patterns by style
    times: Mapping[str, str]
    joint: str  # between a long date and a time


@cache
def _all() -> dict[str, Manner]:
    said: dict[str, dict[str, str]] = {}
    lines = Path(__file__).with_name("manners.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        language, part, what = line.split(" ", 2)
        said.setdefault(language, {})[part] = what
    return {language: _made(parts) for language, parts in said.items()}


def _made(said: Mapping[str, str]) -> Manner:
    hour, blank, half = said["time"].partition(" ")
    seconds = f"{hour}:ss{blank}{half}"
    times = (said["time"], seconds, f"{seconds} z", f"{seconds} zzzz")
    return Manner(
        months=tuple(said["months"].split()),
        short_months=tuple(said["short_months"].split()),
        days=tuple(said["days"].split()),
        short_days=tuple(said["short_days"].split()),
        dates={style: said[style] for style in _STYLES},
        times=dict(zip(_STYLES, times, strict=True)),
        joint=", " if said["joint"] == "," else f" {said['joint']} ",
    )


def manner(language: str) -> Manner:
    """Return how a language writes dates; English if it is not known."""
    known = _all()
    return known.get(language) or known.get(language.partition("-")[0]) or known["en"]
