"""What the pages of policies show: a rule and where it comes from, versions, what one would do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.http import urlencode

from privacy.admin.chart import Chart, draw
from privacy.models import RetentionPolicy
from privacy.retention import policies, proposals
from privacy.retention.category import Category
from privacy.retention.modes import Inherit, Mode, Never, is_shorter
from privacy.retention.plan import Preview, preview
from privacy.retention.policies import Rule, mode_of
from privacy.retention.registry import get_category
from privacy.retention.standing import Standing
from privacy.retention.targets import EVERYWHERE, Scope


@dataclass(frozen=True)
class Version:
    """A policy of which the history, or the notice that it waits, tells."""

    policy: RetentionPolicy
    sentence: str
    difference: str = ""


@dataclass(frozen=True)
class Row:
    """One kind of data on the page of all policies, or one place where another rule holds."""

    category: Category
    scope: Scope
    sentence: str
    source: str
    version: int | None
    proposed: str
    waiting: Version | None
    watched: Version | None

    @property
    def query(self) -> str:
        """What an address of this rule ends with."""
        if self.scope == EVERYWHERE:
            return ""
        return "?" + urlencode({"kind": self.scope.kind, "ref": self.scope.ref})


@dataclass(frozen=True)
class Proposal:
    """A rule that somebody looks at before saving or approving it."""

    present: Preview
    proposed: Preview
    effective_at: datetime
    is_shorter: bool
    to_type: str  # the count that must be typed, if data would go sooner
    chart: Chart
    today: str  # the rule of today and the one looked at, in words
    words: str
    shown: str  # names the rule and what is due by it, so that only what was seen is saved


def row_of(category: Category, found: Standing, scope: Scope = EVERYWHERE) -> Row:
    """Return the rule that holds there, and what waits or is watched."""
    rule = _rule_at(found.rules[category.key], scope)
    waiting, watched = found.waiting(category, scope), found.watched(category, scope)
    return Row(
        category=category,
        scope=scope,
        sentence=category.says(rule.mode),
        source=_source(rule, scope),
        version=rule.version,
        proposed=category.says(proposals.proposed_rules(category)[0][1]),
        waiting=_version(waiting) if waiting else None,
        watched=_version(watched) if watched else None,
    )


def _rule_at(rules: list[Rule], scope: Scope) -> Rule:
    """Return the rule of `scope` itself, or the one for all."""
    own = [rule for rule in rules if rule.scope == scope]
    return own[0] if own else rules[-1]


def _source(rule: Rule, scope: Scope) -> str:
    """Return where a rule comes from: "inherited from Everywhere, version 4"."""
    if rule.version is None:
        return "no rule is in force yet"
    if rule.scope == scope:
        return f"set here, version {rule.version}"
    return f"inherited from Everywhere, version {rule.version}"


def _version(policy: RetentionPolicy, difference: str = "") -> Version:
    return Version(policy, says(policy), difference)


def history_of(category: Category, scope: Scope) -> list[Version]:
    """Return all versions, the newest first, each with what it changed."""
    found = list(policies.history(category, scope))
    counted = [one for one in found if one.withdrawn_at is None and not one.is_watched]
    return [
        _version(new, _difference(new, [old for old in counted if old.version < new.version]))
        for new in found
    ]


def _difference(new: RetentionPolicy, earlier: list[RetentionPolicy]) -> str:
    """Return in words what a version says otherwise than the one before it."""
    if not earlier:
        return "the first"
    old = earlier[0]
    after, before = mode_of(new), mode_of(old)
    if after == before:
        return "the same rule"
    if isinstance(after, Inherit) or isinstance(before, Inherit):
        return f"before: they {says(old)}"
    way = "sooner" if is_shorter(after, before) else "later"
    return f"{way}; before: they {says(old)}"


def says(policy: RetentionPolicy) -> str:
    """Return the rule of a version in words, after the label."""
    return get_category(policy.category).says(mode_of(policy))


def propose(category: Category, mode: Mode, now: datetime, scope: Scope) -> Proposal:
    """Return what a rule would do there, beside what the rule of today does."""
    present_mode = policies.own_mode(category, now, scope)
    if present_mode is None:
        present_mode = Never() if scope == EVERYWHERE else Inherit()
    present = preview(category, present_mode, now, scope)
    proposed = preview(category, mode, now, scope)
    shorter = policies.lets_go_sooner(category, mode, now, scope)
    count = proposed.now.count
    return Proposal(
        present=present,
        proposed=proposed,
        effective_at=policies.effective_from(category, mode, now, scope),
        is_shorter=shorter,
        to_type=str(count) if shorter and count else "",
        today=category.says(present_mode),
        words=category.says(mode),
        chart=draw(present.curve, proposed.curve),
        shown=f"{mode.sentence} {count} {proposed.now.digest[:16]}",
    )
