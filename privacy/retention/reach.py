"""Who may decide about single things only: how long one interview is kept, what of it is held.

Questions about everything are asked in `privacy.rights`; each question here asks them first.
"""

from __future__ import annotations

from collections.abc import Collection

from privacy import rights
from privacy.models.holds import Hold
from privacy.retention.targets import Scope, Target, all_targets
from privacy.rights import Asker

# What can be given on one interview: to set how long it is kept, to place holds on it.
PERIOD, HOLD = "set_period", "hold_sessions"


def may_see_policy(user: Asker, scope: Scope) -> bool:
    """Return whether this person may see the rule that holds there, and what another would do."""
    return rights.may_see_policies(user) or _reaches(user, PERIOD, scope.kind, [scope.ref])


def may_set_policy(user: Asker, scope: Scope) -> bool:
    """Return whether this person may propose, watch and withdraw rules there."""
    return rights.may_set_policies(user) or _reaches(user, PERIOD, scope.kind, [scope.ref])


def may_set_some_policies(user: Asker) -> bool:
    """Return whether there is anything for which this person may set a rule."""
    return rights.may_set_policies(user) or bool(reached(user, PERIOD))


def may_place_some_holds(user: Asker) -> bool:
    """Return whether there is anything on which this person may place holds."""
    return rights.may_place_holds(user) or bool(reached(user, HOLD))


def may_hold(user: Asker, kind: str, refs: Collection[str]) -> bool:
    """Return whether this person may place a hold on all of these."""
    return rights.may_place_holds(user) or _reaches(user, HOLD, kind, refs)


def may_release(user: Asker, hold: Hold) -> bool:
    """Return whether this person may release a hold: what all must keep, no single one lets go."""
    if rights.may_place_holds(user):
        return True
    return hold.is_local and _reaches(user, HOLD, hold.kind, [hold.ref, *hold.aliases])


def may_read_why(user: Asker, hold: Hold) -> bool:
    """Return whether this person may read why, and what if it is confidential."""
    if hold.is_confidential and not hold.is_local:
        return rights.may_place_holds(user)
    return may_hold(user, hold.kind, [hold.ref, *hold.aliases])


def reached(user: Asker, what: str) -> list[tuple[Target, list[tuple[str, str]]]]:
    """Return what this person may decide about on single things only, each kind with choices."""
    listed = [one for one in all_targets().values() if one.choices]
    found = [(one, choices_within(user, what, one)) for one in listed]
    return [(target, choices) for target, choices in found if choices]


def choices_within(user: Asker, what: str, target: Target) -> list[tuple[str, str]]:
    """Return those choices of a kind of target about which this person may decide."""
    if target.choices is None or target.reach is None:
        return []
    choices = list(target.choices())
    theirs = within_reach(user, what, target.kind, [ref for ref, _ in choices])
    return [pair for pair in choices if pair[0] in theirs]


def within_reach(user: Asker, what: str, kind: str, refs: Collection[str]) -> set[str]:
    """Return those of these references about which this person may decide on single things."""
    target = all_targets().get(kind)
    if target is None or target.reach is None or not refs:
        return set()
    return set(target.reach(user, what, refs))


def _reaches(user: Asker, what: str, kind: str, refs: Collection[str]) -> bool:
    return bool(refs) and within_reach(user, what, kind, refs) >= set(refs)
