"""What is due: the one question that counts, samples, previews and the run all ask here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from privacy.retention import holds, ladder
from privacy.retention.category import DataCategory
from privacy.retention.modes import After, Mode, steps_of
from privacy.retention.policies import Rule
from privacy.retention.targets import EVERYWHERE, Scope


def due_rows(
    category: DataCategory,
    rule: Rule,
    at: datetime,
    within: Scope = EVERYWHERE,
    *,
    now: datetime | None = None,
    held: bool = False,
) -> QuerySet[Any]:
    """Return the rows that are due at `at` by `rule`, unordered; of those in `within` only.

    With notices in the rule only what was told about in time; with `now`, `at` lies ahead of it
    and what would have been told by then counts too. With `held`, instead those whose time is up
    and that a hold keeps. Empty without any query where nothing can be due: 'never', or no clock.
    """
    rows = timed_out(category, rule, at, within, held=held)
    mode = rule.mode
    if held or not (isinstance(mode, After) and mode.steps):
        return rows
    if now is None or now == at:
        return rows.filter(ladder.notices_ok(category, mode, at))
    foretold = ladder.foretell(category, mode, rows, now)
    return foretold.filter(ladder.expected(category, mode, now, at))


def count_ahead(
    category: DataCategory,
    rule: Rule,
    now: datetime,
    moments: Sequence[datetime],
    within: Scope = EVERYWHERE,
) -> list[int]:
    """Return how many would be due at each of these moments, of which the first is `now`.

    Two queries, however many moments there are; none where nothing can be due.
    """
    mode, clock = rule.mode, category.clock_of(rule.mode)
    if mode.cutoff(now) is None or not clock:
        return [0] * len(moments)
    rows = timed_out(category, rule, moments[-1], within)
    told = {at: Q() for at in moments}
    if isinstance(mode, After) and mode.steps:
        rows = ladder.foretell(category, mode, rows, now)
        told = {at: ladder.expected(category, mode, now, at) for at in moments}
    counts = {
        f"n{place}": Count("pk", filter=Q(told[at], **{f"{clock}__lte": mode.cutoff(at)}))
        for place, at in enumerate(moments[1:])
    }
    later = rows.aggregate(**counts)
    first = due_rows(category, rule, now, within).count()
    return [first, *(later[name] for name in counts)]


def timed_out(
    category: DataCategory,
    rule: Rule,
    at: datetime,
    within: Scope = EVERYWHERE,
    *,
    held: bool = False,
) -> QuerySet[Any]:
    """Return the rows whose time is up at `at` and that no hold keeps, told about or not.

    With `held`, those that a hold keeps.
    """
    cutoff, clock = rule.mode.cutoff(at), category.clock_of(rule.mode)
    if cutoff is None or not clock:
        return category.rows().none()
    return ruled(category, due_before(category, clock, cutoff, held=held), rule, within)


def within_reach(
    category: DataCategory, rule: Rule, now: datetime, within: Scope = EVERYWHERE
) -> QuerySet[Any]:
    """Return the rows that the rule's ladder has reached at `now`, told about or not."""
    first = timedelta(days=max(steps_of(rule.mode), default=0))
    return timed_out(category, rule, now + first, within)


def ruled(
    category: DataCategory, rows: QuerySet[Any], rule: Rule, within: Scope = EVERYWHERE
) -> QuerySet[Any]:
    """Return those of `rows` for which `rule` is the one that holds."""
    for scope in {rule.scope, within} - {EVERYWHERE}:
        there = category.within(scope.kind, [scope.ref])
        rows = rows.none() if there is None else rows.filter(there)
    refs: dict[str, list[str]] = defaultdict(list)
    for scope in rule.but:
        refs[scope.kind].append(scope.ref)
    for kind, some in refs.items():
        there = category.within(kind, some)
        rows = rows if there is None else rows.exclude(there)
    return rows


def due_before(
    category: DataCategory, clock: str, cutoff: datetime, *, held: bool = False
) -> QuerySet[Any]:
    """Return the rows whose `clock` stood still at `cutoff`, neither held nor on their way out.

    With `held`, those that a hold keeps.
    """
    rows = category.rows().filter(category.due, **{f"{clock}__lte": cutoff})
    if category.mark_field:
        rows = rows.filter(**{category.mark_field: None})
    kept = holds.held(category)
    if kept is None:
        return rows.none() if held else rows
    return rows.filter(kept) if held else rows.exclude(kept)


def due_at(mode: Mode, clock: datetime | None) -> datetime | None:
    """Return the moment from which a row with this clock is due, or None for never.

    `due_rows` finds the row from that moment on, and not an instant before.
    """
    if clock is None or mode.cutoff(clock) is None:
        return None
    return mode.duration.after(clock) if isinstance(mode, After) else clock
