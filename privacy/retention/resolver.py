"""What is due: the one question that counts, samples, previews and the run all ask here."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from privacy.retention import holds
from privacy.retention.category import DataCategory
from privacy.retention.modes import After, Mode
from privacy.retention.policies import Rule
from privacy.retention.targets import EVERYWHERE, Scope


def due_rows(
    category: DataCategory, rule: Rule, at: datetime, within: Scope = EVERYWHERE
) -> QuerySet[Any]:
    """Return the rows that are due at `at` by `rule`, unordered; of those in `within` only.

    Empty without any query where nothing can be due: 'never', or no clock.
    """
    cutoff = rule.mode.cutoff(at)
    if cutoff is None or not category.clock:
        return category.rows().none()
    return ruled(category, due_before(category, cutoff), rule, within)


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


def due_before(category: DataCategory, cutoff: datetime) -> QuerySet[Any]:
    """Return the rows whose clock stood still at `cutoff`, neither held nor on their way out."""
    rows = category.rows().filter(category.due, **{f"{category.clock}__lte": cutoff})
    if category.mark_field:
        rows = rows.filter(**{category.mark_field: None})
    held = holds.held(category)
    return rows if held is None else rows.exclude(held)


def due_at(mode: Mode, clock: datetime | None) -> datetime | None:
    """Return the moment from which a row with this clock is due, or None for never.

    `due_rows` finds the row from that moment on, and not an instant before.
    """
    if clock is None or mode.cutoff(clock) is None:
        return None
    return mode.duration.after(clock) if isinstance(mode, After) else clock
