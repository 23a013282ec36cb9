"""What everybody may know: what is kept here, why, how long, and whether that is kept to.

No count, no name and nothing of anybody: a stranger reads it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache

from privacy.models import RetentionPolicy
from privacy.retention import health
from privacy.retention.category import Category
from privacy.retention.modes import After
from privacy.retention.policies import Rule, mode_of
from privacy.retention.registry import all_categories
from privacy.retention.standing import standing

IS_LATE = "retention:is-late"
LOOKED_AT = 60  # seconds, so that strangers who load the page often cost nothing


@dataclass(frozen=True)
class Kept:
    """One kind of data: its rule in words, and how it may differ for some."""

    category: Category
    says: str
    counted: str = ""
    others: tuple[str, ...] = ()
    soon: str = ""
    soon_at: datetime | None = None


@dataclass(frozen=True)
class Rules:
    """All of them: by a rule that was set, by none yet, and those that go by themselves."""

    set_here: tuple[Kept, ...]
    undecided: tuple[Kept, ...]
    by_themselves: tuple[Kept, ...]


def read(now: datetime) -> Rules:
    """Return the rules in force, what people made themselves first; three queries."""
    found = standing(now)
    decided, undecided, fixed = [], [], []
    for category in sorted(all_categories(), key=_place):
        rules = found.rules[category.key]
        if not category.has_policy:
            fixed.append(Kept(category, category.default.sentence))
            continue
        kept = _kept(category, rules, found.waiting(category))
        if rules[-1].version is None and len(rules) == 1 and not kept.soon:
            undecided.append(Kept(category, ""))
        else:
            decided.append(kept)
    return Rules(tuple(decided), tuple(undecided), tuple(fixed))


def _place(category: Category) -> tuple[bool, str]:
    return (not category.policy_targets, str(category.label))


def _kept(category: Category, rules: list[Rule], waiting: RetentionPolicy | None) -> Kept:
    *some, everywhere = rules
    here = category.says(everywhere.mode)
    # What holds for some alone; for whom is nobody's business.
    others = {category.says(rule.mode): None for rule in some}
    others.pop(here, None)
    mode = everywhere.mode
    counted = category.counted_from(mode) if isinstance(mode, After) else ""
    if waiting is None or waiting.waits_for_approval:
        return Kept(category, here, counted, tuple(others))
    soon = category.says(mode_of(waiting))
    return Kept(category, here, counted, tuple(others), soon, waiting.effective_at)


def is_late(now: datetime) -> bool:
    """Return whether something is kept longer than promised; looked at once a minute."""
    found: bool | None = cache.get(IS_LATE)
    if found is None:
        found = health.report(now).is_overdue
        cache.set(IS_LATE, found, timeout=LOOKED_AT)
    return found
