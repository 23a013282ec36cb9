"""What could not be told of, and what an administrator decides about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from privacy.models.notices import Notice
from privacy.retention import ladder
from privacy.retention.category import DataCategory
from privacy.retention.ladder import State, Told
from privacy.retention.modes import After
from privacy.retention.policies import Rule, rules_of
from privacy.retention.registry import row_categories
from privacy.retention.resolver import within_reach
from privacy.retention.targets import EVERYWHERE, Scope


@dataclass(frozen=True)
class Ladder:
    """How far the notices of one kind of data are."""

    category: DataCategory
    told: Told


def ladders(now: datetime) -> list[Ladder]:
    """Return how far each ladder in force is; two queries a kind of which people can be told."""
    found = []
    for category in row_categories():
        rules = rules_of(category, now) if category.tell else []
        told = count_told(category, rules, now)
        if told is not None:
            found.append(Ladder(category, told))
    return found


def count_told(
    category: DataCategory, rules: Sequence[Rule], now: datetime, within: Scope = EVERYWHERE
) -> Told | None:
    """Return how far the ladders of these rules are, None if none has one; a query a rule."""
    counted = [
        ladder.count(category, rule.mode, within_reach(category, rule, now, within), now)
        for rule in rules
        if isinstance(rule.mode, After) and rule.mode.steps
    ]
    return sum(counted[1:], counted[0]) if counted else None


def untold(category: DataCategory, now: datetime) -> list[int]:
    """Return the numbers of the rows that stay because a notice of them could not be sent."""
    found: set[int] = set()
    for rule in rules_of(category, now):
        mode = rule.mode
        if isinstance(mode, After) and mode.steps:
            rows = ladder.foretell(category, mode, within_reach(category, rule, now), now)
            found.update(rows.filter(untold=True).values_list("pk", flat=True))
    return sorted(found)


@transaction.atomic
def let_go_without(
    category: DataCategory, rows: Sequence[int], *, now: datetime, by: int | None
) -> int:
    """Let these rows go on their day although nobody could be told; return how many.

    The decision stands on their notices, and holds until somebody uses the row.
    """
    failed = _failed(category, rows, now)
    failed.filter(due_at__lt=now).update(due_at=now)
    return _changed(failed, state=State.WAIVED, decided_by=by)


def tell_again(category: DataCategory, rows: Sequence[int], *, now: datetime) -> int:
    """Let the next sweep tell of these rows anew; return how many."""
    return _changed(_failed(category, rows, now), state=State.CANCELLED, dedupe=None)


def _failed(category: DataCategory, rows: Sequence[int], now: datetime) -> QuerySet[Notice]:
    notices = Notice.objects.filter(category=category.key, row__in=rows)
    return notices.filter(ladder.cannot(now))


@transaction.atomic
def _changed(notices: QuerySet[Notice], **values: object) -> int:
    count = notices.values("row").distinct().count()
    notices.update(**values)
    return count
