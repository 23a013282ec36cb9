"""Plans and previews: what is due, counted by the same question that the run will ask."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from django.db.models import Min, QuerySet

from privacy.retention import people, streaming
from privacy.retention.category import Category, DataCategory
from privacy.retention.folders import FolderCategory, look_at
from privacy.retention.ladder import Told
from privacy.retention.modes import Mode
from privacy.retention.policies import Rule, all_rules, rules_with
from privacy.retention.registry import all_categories
from privacy.retention.resolver import count_ahead, due_rows
from privacy.retention.targets import EVERYWHERE, Scope
from privacy.retention.undelivered import count_told

HORIZONS = (0, 7, 30, 90)  # days ahead, for a preview
SAMPLE = 10  # rows that a preview names
CURVE = tuple(range(0, 91, 3))  # days ahead, for a chart


@dataclass(frozen=True)
class Line:
    """What of one category is due: numbers and times, never contents."""

    key: str
    label: str
    version: int | None
    rule: str
    by: str  # names the rule exactly, with where it holds and where others do
    cutoff: datetime | None
    count: int
    children: tuple[tuple[str, int], ...]
    size: int  # bytes, where the category knows them
    held: int  # would be due, and has to be kept
    oldest: datetime | None
    digest: str  # of which rows they are


@dataclass(frozen=True)
class Due:
    """How many rows or files are due, and a digest of which."""

    count: int
    digest: str


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
        said = [[one.key, one.by, one.digest] for one in self.lines]
        text = json.dumps([self.as_of.isoformat(), said])
        return hashlib.sha256(text.encode()).hexdigest()


def make_plan(now: datetime, *, keys: Iterable[str] | None = None) -> Plan:
    """Return what is due at `now`, of all categories or of those named.

    Reads the numbers of all rows that are due, once; writes nothing.
    """
    rules = all_rules(now)
    wanted = None if keys is None else set(keys)
    lines = [
        make_line(category, rule, now)
        for category in all_categories()
        if wanted is None or category.key in wanted
        for rule in rules[category.key]
    ]
    return Plan(as_of=now, lines=tuple(line for line in lines if line.count))


def which_are_due(now: datetime, *, keys: Iterable[str]) -> dict[tuple[str, str], Due]:
    """Return which rows are due at `now`, by category and `by`, as `make_plan` would find them.

    Without what hangs on them, which takes longer to count; categories without any are left out.
    """
    rules, wanted = all_rules(now), set(keys)
    found = {
        (category.key, said_of(rule)): _due_of(category, rule, now)
        for category in all_categories()
        if category.key in wanted
        for rule in rules[category.key]
    }
    return {named: due for named, due in found.items() if due.count}


def _due_of(category: Category, rule: Rule, at: datetime) -> Due:
    if isinstance(category, FolderCategory):
        files = look_at(category, rule.mode.cutoff(at))
        return Due(files.count, files.digest)
    assert isinstance(category, DataCategory)
    return _which(due_rows(category, rule, at))


def plan_with(category: Category, mode: Mode, now: datetime, scope: Scope) -> Plan:
    """Return what would be due in `scope` if `mode` held there; for a rule that is watched."""
    rules = rules_with(category, mode, now, scope)
    lines = (make_line(category, rule, now, scope) for rule in rules)
    return Plan(as_of=now, lines=tuple(line for line in lines if line.count))


def said_of(rule: Rule) -> str:
    """Return what names a rule: another rule, or one that holds elsewhere, is named otherwise."""
    scopes = [[scope.kind, scope.ref] for scope in (rule.scope, *rule.but)]
    return json.dumps([rule.version, rule.mode.sentence, *scopes])


def make_line(
    category: Category,
    rule: Rule,
    at: datetime,
    within: Scope = EVERYWHERE,
    *,
    now: datetime | None = None,
) -> Line:
    """Return what of `category` is due at `at` by `rule`, of what lies in `within` only.

    With `now`, `at` lies ahead of it; see `due_rows`.
    """
    cutoff = rule.mode.cutoff(at)
    if isinstance(category, FolderCategory):
        files = look_at(category, cutoff)
        return _line(
            category, rule, cutoff, count=files.count, size=files.size, oldest=files.oldest,
            digest=files.digest,
        )  # fmt: skip
    assert isinstance(category, DataCategory)
    rows = due_rows(category, rule, at, within, now=now)
    due = _which(rows)
    held = due_rows(category, rule, at, within, held=True).count()
    if not due.count:
        return _line(category, rule, cutoff, digest=due.digest, held=held)
    children, size = _what_hangs_on(category, rows)
    return _line(
        category,
        rule,
        cutoff,
        count=due.count,
        children=children,
        size=size,
        held=held,
        oldest=rows.aggregate(oldest=Min(category.clock_of(rule.mode)))["oldest"],
        digest=due.digest,
    )


def _line(category: Category, rule: Rule, cutoff: datetime | None, **found: Any) -> Line:
    empty = {"count": 0, "children": (), "size": 0, "held": 0, "oldest": None, "digest": ""}
    return Line(
        key=category.key,
        label=", ".join(filter(None, (str(category.label), rule.scope.words))),
        version=rule.version,
        rule=category.says(rule.mode),
        by=said_of(rule),
        cutoff=cutoff,
        **{**empty, **found},
    )


def _which(rows: QuerySet[Any]) -> Due:
    """Return how many rows there are and a digest over their numbers, in constant memory."""
    digest, count = hashlib.sha256(), 0
    for pk in streaming.numbers(rows):
        digest.update(f"{pk}\n".encode())
        count += 1
    return Due(count, digest.hexdigest())


def _what_hangs_on(
    category: DataCategory, rows: QuerySet[Any]
) -> tuple[tuple[tuple[str, int], ...], int]:
    """Return how much of each kind goes with `rows`, and how many bytes, where they are known."""
    if category.whole_subject:
        return people.count_belongings(category, rows)
    size = people.count_and_size(rows, category.size_field)[1] if category.size_field else 0
    counts = []
    for child in category.children:
        count, own_size = people.count_and_size(child.rows(rows), child.size_field)
        counts.append((str(child.label), count))
        size += own_size
    return tuple((label, count) for label, count in counts if count), size


@dataclass(frozen=True)
class Horizon:
    """What would be due so many days ahead if nobody touched anything."""

    days: int
    line: Line


@dataclass(frozen=True)
class Preview:
    """One category under one rule: now and later, and the oldest rows by number and date.

    `curve` has how many are due so many days ahead, for a chart.
    """

    mode: Mode
    horizons: tuple[Horizon, ...]
    sample: tuple[tuple[Any, datetime], ...]
    curve: tuple[tuple[int, int], ...]
    told: Told | None = None  # how far the notices are, where the rule has any

    @property
    def now(self) -> Line:
        """Return what would go at once."""
        return self.horizons[0].line


def preview(category: Category, mode: Mode, now: datetime, scope: Scope = EVERYWHERE) -> Preview:
    """Return what `mode`, if it held in `scope`, would do there; by the run's own question."""
    rules = rules_with(category, mode, now, scope)
    horizons = tuple(
        Horizon(days, _together(category, rules, now, now + timedelta(days=days), scope))
        for days in HORIZONS
    )
    sample = tuple(_sample(category, rules, now, scope))
    told = count_told(category, rules, now, scope) if isinstance(category, DataCategory) else None
    return Preview(mode, horizons, sample, _curve(category, rules, now, scope), told)


def _together(
    category: Category, rules: Sequence[Rule], now: datetime, at: datetime, scope: Scope
) -> Line:
    """Return one line of what is due in `scope` by all rules that reach into it."""
    lines = [make_line(category, rule, at, scope, now=now) for rule in rules]
    if not lines[1:]:
        return lines[0]
    children: Counter[str] = Counter()
    for line in lines:
        children.update(dict(line.children))
    return replace(
        lines[-1],
        count=sum(line.count for line in lines),
        children=tuple(children.items()),
        size=sum(line.size for line in lines),
        held=sum(line.held for line in lines),
        oldest=min((line.oldest for line in lines if line.oldest), default=None),
        digest=hashlib.sha256("".join(line.digest for line in lines).encode()).hexdigest(),
    )


def _sample(
    category: Category, rules: Sequence[Rule], now: datetime, scope: Scope
) -> Iterable[tuple[Any, datetime]]:
    if not isinstance(category, DataCategory) or not category.clock:
        return ()
    found: list[tuple[Any, datetime]] = []
    for rule in rules:
        clock = category.clock_of(rule.mode)
        rows = due_rows(category, rule, now, scope).order_by(clock, "pk")
        found += rows.values_list("pk", clock)[:SAMPLE]
    return sorted(found, key=itemgetter(1))[:SAMPLE]


def _curve(
    category: Category, rules: Sequence[Rule], now: datetime, scope: Scope
) -> tuple[tuple[int, int], ...]:
    """Return how many are due on each day of the chart: one query for each rule."""
    total = dict.fromkeys(CURVE, 0)
    for rule in rules:
        for day, count in _due_by_day(category, rule, now, scope).items():
            total[day] += count
    return tuple(total.items())


def _due_by_day(category: Category, rule: Rule, now: datetime, scope: Scope) -> dict[int, int]:
    days = {day: now + timedelta(days=day) for day in CURVE}
    if isinstance(category, FolderCategory):
        return {day: look_at(category, rule.mode.cutoff(at)).count for day, at in days.items()}
    assert isinstance(category, DataCategory)
    return dict(
        zip(CURVE, count_ahead(category, rule, now, list(days.values()), scope), strict=True)
    )
