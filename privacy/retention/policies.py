"""How long each category is kept today: the administrators' last word, or the code's own event.

A version is appended and never changed. It is in force from its day, once a second person has
approved it where two are needed; one that is only watched never is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet

from privacy.models.policies import RetentionPolicy
from privacy.models.runs import RetentionRun
from privacy.retention import decisions, durations
from privacy.retention.category import Category, DataCategory
from privacy.retention.errors import LadderRefused, PolicyRefused
from privacy.retention.limits import read_limits
from privacy.retention.modes import (
    After,
    Immediately,
    Inherit,
    Mode,
    Never,
    is_shorter,
    longest,
    read_mode,
    steps_of,
    write_steps,
)
from privacy.retention.registry import all_categories, get_category
from privacy.retention.targets import EVERYWHERE, Scope

WATCHED_SHOWN = 30  # runs, one a day


@dataclass(frozen=True)
class Rule:
    """What holds for a category where `scope` says, save in the scopes `but`.

    Those have more specific rules of their own. `version` is None where nobody has decided.
    """

    mode: Mode
    version: int | None = None
    scope: Scope = EVERYWHERE
    but: tuple[Scope, ...] = ()


def rules_of(category: Category, moment: datetime) -> list[Rule]:
    """Return the rules in force at `moment`, the one that holds everywhere else last.

    One query, none if there is no policy. Of two rules that reach a row the earlier one holds:
    that of the more specific scope; of several roles, that which keeps longest.
    """
    if not category.has_policy:
        return [Rule(category.default)]
    return _in_order(category, effective(moment).filter(category=category.key))


def all_rules(moment: datetime) -> dict[str, list[Rule]]:
    """Return the rules of every category by its key, as `rules_of` does, in one query."""
    versions: dict[str, list[RetentionPolicy]] = defaultdict(list)
    for version in effective(moment):
        versions[version.category].append(version)
    return {
        one.key: _in_order(one, versions[one.key]) if one.has_policy else [Rule(one.default)]
        for one in all_categories()
    }


def own_mode(category: Category, now: datetime, scope: Scope) -> Mode | None:
    """Return what somebody decided for `scope` itself, None if nobody did."""
    own = {rule.scope: rule for rule in rules_of(category, now) if rule.version}
    return own[scope].mode if scope in own else None


def rules_with(category: Category, mode: Mode, now: datetime, scope: Scope) -> list[Rule]:
    """Return the rules as they would be if `mode` held in `scope`."""
    rules = [rule for rule in rules_of(category, now) if rule.scope != scope]
    return _sorted([*rules, Rule(mode, None, scope)])


def effective(moment: datetime) -> QuerySet[RetentionPolicy]:
    """Return the versions that came into force until `moment` and were not withdrawn."""
    return decisions.in_force(RetentionPolicy.objects.filter(is_watched=False), moment)


def _in_order(category: Category, versions: Iterable[RetentionPolicy]) -> list[Rule]:
    """Return the newest rule of each scope; what nobody has accepted yet purges nothing."""
    newest = {EVERYWHERE: Rule(Never())}
    for version in sorted(versions, key=lambda one: one.version):
        scope = scope_of(version)
        newest[scope] = Rule(_bounded(category, mode_of(version)), version.version, scope)
    return _sorted(newest.values())


def mode_of(version: RetentionPolicy) -> Mode:
    """Return the rule that a version says."""
    return read_mode(version.mode, version.period, version.notice_steps, version.clock)


def scope_of(version: RetentionPolicy) -> Scope:
    """Return where a version holds."""
    return Scope(version.scope_kind, version.scope_ref)


def _bounded(category: Category, mode: Mode) -> Mode:
    """Return the rule, or the category's floor where a newer release has raised it above."""
    if not category.floor or isinstance(mode, Never | Inherit):
        return mode
    length = mode.duration.shortest if isinstance(mode, After) else 0
    return After(category.floor) if length < durations.parse(category.floor).shortest else mode


def _sorted(rules: Iterable[Rule]) -> list[Rule]:
    own = [rule for rule in rules if not isinstance(rule.mode, Inherit)]
    own.sort(key=_precedence)
    return [
        replace(rule, but=tuple(one.scope for one in own[:place]))
        for place, rule in enumerate(own)
    ]


def _precedence(rule: Rule) -> tuple[bool, int, float, bool, str]:
    everywhere, mode = rule.scope == EVERYWHERE, rule.mode
    by_other = isinstance(mode, After) and bool(mode.clock)
    return (everywhere, -rule.scope.rank, -longest(mode), by_other, rule.scope.ref)


def check_mode(category: Category, mode: Mode, scope: Scope = EVERYWHERE) -> None:
    """Raise PolicyRefused unless `mode` lies within what the category allows there."""
    if not category.has_policy:
        raise PolicyRefused(
            f"{category.label}: no policy can be set; they {category.default.sentence}."
        )
    if scope != EVERYWHERE and scope.kind not in category.policy_targets:
        raise PolicyRefused(f"{category.label} have no rules for {scope.words}.")
    if isinstance(mode, Inherit):
        if scope == EVERYWHERE:
            raise PolicyRefused("The rule for all cannot go by itself; choose another one.")
    elif isinstance(mode, Never):
        if category.must_end:
            raise PolicyRefused(f"{category.label} cannot be kept without end; choose a period.")
    elif isinstance(mode, Immediately):
        if category.floor:
            shortest = durations.parse(category.floor).words
            raise PolicyRefused(f"{category.label} are kept {shortest} at the least.")
    elif isinstance(mode, After):
        _check_period(category, mode)
        _check_steps(category, mode)
    else:
        raise PolicyRefused(f"{category.label}: only the software itself can say 'on event'.")


def _check_period(category: Category, mode: After) -> None:
    period, ceiling = mode.duration, durations.parse(category.ceiling)
    if mode.clock and category.other_clock(mode) is None:
        raise PolicyRefused(f"{category.label} have no clock {mode.clock[:20]!r}; choose another.")
    if category.floor:
        floor = durations.parse(category.floor)
        if period.shortest < floor.shortest:
            raise PolicyRefused(
                f"{category.label} are kept {floor.words} at the least; got {period.words}."
            )
    if period.shortest > ceiling.longest:
        raise PolicyRefused(
            f"{category.label} are kept {ceiling.words} at the most; got {period.words}."
        )


def _check_steps(category: Category, mode: After) -> None:
    if not mode.steps:
        return
    if not (isinstance(category, DataCategory) and category.tell):
        raise LadderRefused(f"{category.label}: there is nobody to tell; leave the notices empty.")
    if mode.clock:
        raise LadderRefused(
            f"Counted from when {category.counted_from(mode)}, nobody keeps them by using them, "
            "and notices offer just that; leave the notices empty."
        )
    first = timedelta(days=mode.steps[0])
    if first.total_seconds() >= mode.duration.shortest:
        raise LadderRefused(
            f"{category.label} are kept {mode.duration.words}, so nobody can be told "
            f"{mode.steps[0]} days before; write fewer days."
        )


def effective_from(
    category: Category, mode: Mode, now: datetime, scope: Scope = EVERYWHERE
) -> datetime:
    """Return when `mode`, saved at `now`, would be in force: what lets data go sooner waits."""
    if lets_go_sooner(category, mode, now, scope):
        return now + read_limits(now).delay
    return now


def lets_go_sooner(category: Category, mode: Mode, now: datetime, scope: Scope) -> bool:
    """Return whether anything in `scope` could go sooner by `mode` than by what holds there."""
    rules = rules_of(category, now)
    below = [rule.mode for rule in rules if rule.scope.rank < scope.rank]
    before = [rule.mode for rule in rules if rule.scope == scope] or below
    # Who has several roles goes by another of them when one has no rule any more.
    beside = [rule.mode for rule in rules if rule.scope.rank == scope.rank and rule.scope != scope]
    after = below + beside if isinstance(mode, Inherit) else [mode]
    return any(is_shorter(new, old) for new in after for old in before)


def set_policy(
    category: Category,
    mode: Mode,
    *,
    now: datetime,
    by: int | None,
    note: str = "",
    scope: Scope = EVERYWHERE,
) -> RetentionPolicy:
    """Return the new version. What still waited there, or was watched, is withdrawn.

    Raises PolicyRefused if the category does not allow it, or somebody else was quicker.
    """
    check_mode(category, mode, scope)
    values = {
        "note": note,
        "created_by": by,
        "created_at": now,
        "effective_at": effective_from(category, mode, now, scope),
        "needs_approval": read_limits(now).second_person,
    }
    ends = _waiting(category.key, now, scope) | _watched(category.key, scope)
    return _append(category, mode, scope, ends, values)


def watch(
    category: Category,
    mode: Mode,
    *,
    now: datetime,
    by: int | None,
    note: str = "",
    scope: Scope = EVERYWHERE,
) -> RetentionPolicy:
    """Return a version of which runs only say what it would take; one a scope.

    Raises PolicyRefused as `set_policy` does.
    """
    check_mode(category, mode, scope)
    values = {
        "note": note,
        "created_by": by,
        "created_at": now,
        "effective_at": now,
        "is_watched": True,
    }
    return _append(category, mode, scope, _watched(category.key, scope), values)


def _append(
    category: Category,
    mode: Mode,
    scope: Scope,
    ends: QuerySet[RetentionPolicy],
    values: dict[str, Any],
) -> RetentionPolicy:
    """Return the next version of the category; those in `ends` are taken back for it."""
    now, by = values["created_at"], values["created_by"]
    versions = RetentionPolicy.objects.filter(category=category.key)
    last = versions.aggregate(last=Max("version"))["last"] or 0
    try:
        with transaction.atomic():
            decisions.withdraw_all(ends, now=now, by=by)
            return RetentionPolicy.objects.create(
                category=category.key,
                scope_kind=scope.kind,
                scope_ref=scope.ref,
                version=last + 1,
                **written_of(mode),
                seconds=mode.duration.shortest if isinstance(mode, After) else None,
                floor_seconds=durations.parse(category.floor).shortest if category.floor else None,
                ceiling_seconds=durations.parse(category.ceiling).longest,
                must_end=category.must_end,
                proposed=proposal_of(category),
                **values,
            )
    except IntegrityError as error:
        raise PolicyRefused(
            f"{category.label}: somebody else saved version {last + 1} just now; look at it first."
        ) from error


def proposal_of(category: Category) -> str:
    """Return what the code proposes for a category, so that another release can be told apart.

    Whether mails can be sent is no part of it: that is this site's own affair.
    """
    rules = [("", "", category.default), *category.proposed]
    return "; ".join(
        " ".join(filter(None, (kind, ref, *written_of(mode).values())))
        for kind, ref, mode in rules
    )


def written_of(mode: Mode) -> dict[str, str]:
    """Return the columns that say a rule, as `mode_of` reads them."""
    return {
        "mode": mode.word,
        "period": mode.period if isinstance(mode, After) else "",
        "notice_steps": write_steps(steps_of(mode)),
        "clock": mode.clock if isinstance(mode, After) else "",
    }


def history(category: Category, scope: Scope = EVERYWHERE) -> QuerySet[RetentionPolicy]:
    """Return all versions of the rule that holds there, the newest first."""
    versions = RetentionPolicy.objects.filter(category=category.key)
    return versions.filter(scope_kind=scope.kind, scope_ref=scope.ref).order_by("-version")


def _waiting(key: str, now: datetime, scope: Scope) -> QuerySet[RetentionPolicy]:
    versions = RetentionPolicy.objects.filter(category=key, is_watched=False)
    here = versions.filter(scope_kind=scope.kind, scope_ref=scope.ref)
    return decisions.still_waiting(here, now)


def _watched(key: str, scope: Scope) -> QuerySet[RetentionPolicy]:
    versions = RetentionPolicy.objects.filter(category=key, is_watched=True, withdrawn_at=None)
    return versions.filter(scope_kind=scope.kind, scope_ref=scope.ref)


def all_watched() -> list[RetentionPolicy]:
    """Return every version that is only watched, the oldest first."""
    return list(RetentionPolicy.objects.filter(is_watched=True, withdrawn_at=None).order_by("pk"))


def runs_of_watched(policy: RetentionPolicy) -> list[RetentionRun]:
    """Return the runs that said what a watched version would take, the newest first."""
    runs = RetentionRun.objects.filter(watched=policy.pk)
    return list(runs.order_by("-pk")[:WATCHED_SHOWN])


def stop_watching(policy: RetentionPolicy, *, now: datetime, by: int | None) -> None:
    """Let runs say no more what this version would take."""
    rows = _watched(policy.category, scope_of(policy)).filter(pk=policy.pk)
    decisions.withdraw_all(rows, now=now, by=by)


def withdraw(policy: RetentionPolicy, *, now: datetime, by: int | None) -> None:
    """Take back a version before its day. Raises PolicyRefused if it is in force or taken back."""
    decisions.withdraw(policy, now=now, by=by)


def approve(policy: RetentionPolicy, *, now: datetime, by: int | None) -> None:
    """Let a version that waits for a second person come into force; the wait begins now.

    Raises OwnProposal if it is that person's own, PolicyRefused if it waits for nobody, or if
    the category does not allow it any more.
    """
    category, mode, scope = get_category(policy.category), mode_of(policy), scope_of(policy)
    check_mode(category, mode, scope)
    effective_at = effective_from(category, mode, now, scope)
    decisions.approve(policy, now=now, by=by, effective_at=effective_at)


def to_approve() -> list[RetentionPolicy]:
    """Return every version that waits for a second person, the longest waiting first."""
    waits = RetentionPolicy.objects.filter(needs_approval=True, approved_at=None)
    return list(waits.filter(withdrawn_at=None).order_by("pk"))
