"""All rules at one moment, with what waits or is only watched beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from privacy.models.policies import RetentionPolicy
from privacy.retention import decisions, policies
from privacy.retention.category import Category
from privacy.retention.policies import Rule
from privacy.retention.targets import EVERYWHERE, Scope

Versions = Mapping[tuple[str, Scope], RetentionPolicy]


@dataclass(frozen=True)
class Standing:
    """How the rules of all categories stand; versions lie by category's key and scope."""

    rules: Mapping[str, list[Rule]]
    _waiting: Versions
    _watched: Versions

    def waiting(self, category: Category, scope: Scope = EVERYWHERE) -> RetentionPolicy | None:
        """Return the version that is not in force there yet, if there is one."""
        return self._waiting.get((category.key, scope))

    def watched(self, category: Category, scope: Scope = EVERYWHERE) -> RetentionPolicy | None:
        """Return the version that is only watched there, if there is one."""
        return self._watched.get((category.key, scope))


def standing(moment: datetime) -> Standing:
    """Return how the rules stand at `moment`, in three queries however many kinds there are."""
    counted = RetentionPolicy.objects.filter(is_watched=False)
    waiting = decisions.still_waiting(counted, moment).order_by("version")
    return Standing(
        policies.all_rules(moment), _by_place(waiting), _by_place(policies.all_watched())
    )


def _by_place(versions: Iterable[RetentionPolicy]) -> Versions:
    """Return the newest of `versions`, which come oldest first, at each place."""
    return {(one.category, policies.scope_of(one)): one for one in versions}
