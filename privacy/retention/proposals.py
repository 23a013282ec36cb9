"""What a site is proposed to decide: for how long each kind is kept, and who is told.

A fresh site is proposed all of it; one whose rules are decided, what a newer release proposes
otherwise than the one did under which they were. Neither holds before an administrator says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from privacy.models.policies import RetentionPolicy
from privacy.retention.category import Category, DataCategory
from privacy.retention.modes import DAY, After, Mode, Never
from privacy.retention.policies import mode_of, proposal_of, set_policy
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


@dataclass(frozen=True)
class Changed:
    """A kind of data for which this release proposes something else; `decided` holds on."""

    category: Category
    decided: RetentionPolicy


def changed_since(now: datetime) -> list[Changed]:
    """Return the kinds for which another release proposed something else when they were decided.

    Of the rules for all, the newest that somebody saved says so, in force or not.
    """
    newest = {
        one.category: one
        for one in RetentionPolicy.objects.filter(
            withdrawn_at=None, scope_kind="", is_watched=False
        ).order_by("version")
    }
    decided = [
        Changed(one, newest[one.key])
        for one in all_categories()
        if one.has_policy and one.key in newest
    ]
    return [one for one in decided if one.decided.proposed not in {"", proposal_of(one.category)}]


def keep_decided(
    changed: Iterable[Changed], *, now: datetime, by: int | None
) -> list[RetentionPolicy]:
    """Return new versions that say what was decided, so that it is not asked about any more.

    All are saved, or none. Raises PolicyRefused as `set_policy` does.
    """
    note = "kept in spite of a new proposal"
    with transaction.atomic():
        return [
            set_policy(one.category, mode_of(one.decided), now=now, by=by, note=note)
            for one in changed
        ]


def accept_proposals(
    categories: Iterable[Category], *, now: datetime, by: int | None
) -> list[RetentionPolicy]:
    """Return new versions that say what the code proposes for these categories.

    What is proposed for one target of a category comes with what is proposed for all. All are
    saved, or none. Raises PolicyRefused as `set_policy` does.
    """
    with transaction.atomic():
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
