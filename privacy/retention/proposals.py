"""What a fresh site is proposed to decide: for how long each kind is kept, and who is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from privacy.models.policies import RetentionPolicy
from privacy.retention.category import Category, DataCategory
from privacy.retention.modes import DAY, After, Mode, Never
from privacy.retention.policies import set_policy
from privacy.retention.registry import all_categories
from privacy.retention.targets import EVERYWHERE, Scope
from privacy.retention.telling import can_tell

USUAL_STEPS = (30, 7, 1)  # days before


def to_decide(now: datetime) -> list[Category]:
    """Return the categories for which an administrator has not decided yet."""
    decided = set(
        RetentionPolicy.objects.filter(
            withdrawn_at=None, scope_kind="", is_watched=False
        ).values_list("category", flat=True)
    )
    return [one for one in all_categories() if one.has_policy and one.key not in decided]


def accept_proposals(
    categories: Iterable[Category], *, now: datetime, by: int | None
) -> list[RetentionPolicy]:
    """Return new versions that say what the code proposes for these categories.

    What is proposed for one target of a category comes with what is proposed for all.
    """
    return [
        set_policy(category, mode, now=now, by=by, note="as proposed", scope=scope)
        for category in categories
        for scope, mode in proposed_rules(category)
    ]


def proposed_rules(category: Category) -> list[tuple[Scope, Mode]]:
    """Return what the code proposes for a category, the rule for all first."""
    more = [(Scope(kind, ref), mode) for kind, ref, mode in category.proposed]
    return [(EVERYWHERE, _proposed(category)), *more]


def _proposed(category: Category) -> Mode:
    """Return the default, with a ladder where there are people to tell and a way to tell them.

    An account is nothing to lose untold: without a mail server it is proposed to keep accounts.
    """
    mode = category.default
    if not (isinstance(mode, After) and isinstance(category, DataCategory) and category.tell):
        return mode
    if not can_tell():
        return Never() if category.whole_subject else After(mode.period)
    days = mode.duration.shortest / DAY
    return After(mode.period, tuple(step for step in USUAL_STEPS if step < days))


def why_untold(category: Category) -> str:
    """Return why nobody is told by what is proposed, "" where people are, or there is nobody."""
    if can_tell() or not (isinstance(category, DataCategory) and category.tell):
        return ""
    return "without notices, since no mail server is set"
