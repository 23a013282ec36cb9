"""Plans and previews: what is due, counted by the same question that the run will ask."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Min, QuerySet, Sum

from privacy.retention.category import Category, DataCategory
from privacy.retention.folders import FolderCategory, look_at
from privacy.retention.modes import Mode
from privacy.retention.policies import Rule, rules_at
from privacy.retention.registry import all_categories
from privacy.retention.resolver import due_rows

HORIZONS = (0, 7, 30, 90)  # days ahead, for a preview
SAMPLE = 10  # rows that a preview names


@dataclass(frozen=True)
class Line:
    """What of one category is due: numbers and times, never contents."""

    key: str
    label: str
    version: int | None
    rule: str
    cutoff: datetime | None
    count: int
    children: tuple[tuple[str, int], ...]
    size: int  # bytes, where the category knows them
    oldest: datetime | None
    digest: str  # of which rows they are


@dataclass(frozen=True)
class Plan:
    """What would go at `as_of`. Two plans with one hash take the same rows by the same rules."""

    as_of: datetime
    lines: tuple[Line, ...]

    @property
    def count(self) -> int:
        """Return how many rows and files are due, children not counted."""
        return sum(line.count for line in self.lines)

    @property
    def hash(self) -> str:
        """Return 64 hexadecimal digits over the rules and the rows."""
        said = [[one.key, one.version, one.rule, one.digest] for one in self.lines]
        text = json.dumps([self.as_of.isoformat(), said])
        return hashlib.sha256(text.encode()).hexdigest()


def make_plan(now: datetime, *, keys: Iterable[str] | None = None) -> Plan:
    """Return what is due at `now`, of all categories or of those named.

    Reads the numbers of all rows that are due, once; writes nothing.
    """
    rules = rules_at(now)
    wanted = None if keys is None else set(keys)
    lines = [
        make_line(category, rules[category.key], now)
        for category in all_categories()
        if wanted is None or category.key in wanted
    ]
    return Plan(as_of=now, lines=tuple(line for line in lines if line.count))


def make_line(category: Category, rule: Rule, at: datetime) -> Line:
    """Return what of `category` is due at `at` by `rule`."""
    cutoff = rule.mode.cutoff(at)
    if isinstance(category, FolderCategory):
        files = look_at(category, cutoff)
        return _line(
            category, rule, cutoff, count=files.count, size=files.size, oldest=files.oldest,
            digest=files.digest,
        )  # fmt: skip
    assert isinstance(category, DataCategory)
    rows = due_rows(category, rule.mode, at)
    count, digest = _which(rows)
    if not count:
        return _line(category, rule, cutoff, digest=digest)
    return _line(
        category,
        rule,
        cutoff,
        count=count,
        children=_children(category, rows),
        size=_size(category, rows),
        oldest=rows.aggregate(oldest=Min(category.clock))["oldest"],
        digest=digest,
    )


def _line(category: Category, rule: Rule, cutoff: datetime | None, **found: Any) -> Line:
    empty = {"count": 0, "children": (), "size": 0, "oldest": None, "digest": ""}
    return Line(
        key=category.key,
        label=str(category.label),
        version=rule.version,
        rule=rule.mode.sentence,
        cutoff=cutoff,
        **{**empty, **found},
    )


def _which(rows: QuerySet[Any]) -> tuple[int, str]:
    """Return how many rows there are and a digest over their numbers, in constant memory."""
    digest, count = hashlib.sha256(), 0
    for pk in rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000):
        digest.update(f"{pk}\n".encode())
        count += 1
    return count, digest.hexdigest()


def _children(category: DataCategory, rows: QuerySet[Any]) -> tuple[tuple[str, int], ...]:
    return tuple((str(child.label), child.rows(rows).count()) for child in category.children)


def _size(category: DataCategory, rows: QuerySet[Any]) -> int:
    if not category.size_field:
        return 0
    return int(rows.aggregate(size=Sum(category.size_field))["size"] or 0)


@dataclass(frozen=True)
class Horizon:
    """What would be due so many days ahead if nobody touched anything."""

    days: int
    line: Line


@dataclass(frozen=True)
class Preview:
    """One category under one rule: now and later, and the oldest rows by number and date."""

    mode: Mode
    horizons: tuple[Horizon, ...]
    sample: tuple[tuple[Any, datetime], ...]

    @property
    def now(self) -> Line:
        """Return what would go at once."""
        return self.horizons[0].line


def preview(category: Category, mode: Mode, now: datetime) -> Preview:
    """Return what `mode` would do to `category`, by the question that the run asks."""
    horizons = tuple(
        Horizon(days, make_line(category, Rule(mode), now + timedelta(days=days)))
        for days in HORIZONS
    )
    return Preview(mode, horizons, tuple(_sample(category, mode, now)))


def _sample(category: Category, mode: Mode, now: datetime) -> Iterable[tuple[Any, datetime]]:
    if not isinstance(category, DataCategory) or not category.clock:
        return ()
    rows = due_rows(category, mode, now).order_by(category.clock, "pk")
    return rows.values_list("pk", category.clock)[:SAMPLE]
