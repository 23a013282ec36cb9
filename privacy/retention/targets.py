"""What a hold or a policy can be for: a person, one interview session, an interview, a role."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from privacy.retention.errors import TargetNotFound

__all__ = ["EVERYWHERE", "Scope", "Target", "TargetNotFound", "register_target"]

Choices = Callable[[], Sequence[tuple[str, str]]]
Reach = Callable[[Any, str, Collection[str]], Collection[str]]


@dataclass(frozen=True)
class Target:
    """One kind of thing that a hold or a policy names; a category says which rows lie within it.

    `find` turns what an administrator typed or chose into the reference that is stored, and
    raises TargetNotFound; `describe` turns that into words without anybody's name.
    """

    kind: str  # for ever: holds, policies and the ledger name it
    label: str  # "a person"
    hint: str  # what to type
    find: Callable[[str], str]
    describe: Callable[[str], str]
    choices: Choices | None = None  # where one chooses instead of typing
    can_be_held: bool = False
    # Of these references return those about which somebody may decide who may not decide about
    # all; it is asked for a permission of the interviews' own, "set_period" or "hold_sessions".
    reach: Reach | None = None
    # Of policies the one with the highest rank holds; 0 if none can be for it.
    rank: int = 0


_targets: dict[str, Target] = {}


def register_target(target: Target) -> Target:
    """Take a kind of target and return it. Raises ValueError if another has its kind."""
    if target.kind in _targets:
        raise ValueError(f"Two targets are of the kind {target.kind!r}; rename one.")
    _targets[target.kind] = target
    return target


def get_target(kind: str) -> Target:
    """Return the target of this kind. Raises TargetNotFound if there is none."""
    try:
        return _targets[kind]
    except KeyError as error:
        raise TargetNotFound(f"There is no kind of target {kind[:20]!r}.") from error


def all_targets() -> dict[str, Target]:
    """Return every kind of target by its name."""
    return dict(_targets)


def holdable() -> list[Target]:
    """Return what a hold can be for."""
    return [one for one in _targets.values() if one.can_be_held]


def in_words(kind: str, ref: str) -> str:
    """Return a target in words, also if its kind is not known any more."""
    target = _targets.get(kind)
    return target.describe(ref) if target else f"{kind} {ref}"


def choosable(kinds: Sequence[str]) -> list[tuple[Target, list[tuple[str, str]]]]:
    """Return what a policy can be for, of these kinds, each with its choices.

    That whose rule goes before the others' comes first.
    """
    found = [one for one in _targets.values() if one.kind in kinds]
    found.sort(key=lambda one: -one.rank)
    return [(one, list(one.choices() if one.choices else ())) for one in found]


@dataclass(frozen=True)
class Scope:
    """Where a policy holds: everywhere, or for one target."""

    kind: str = ""
    ref: str = ""

    @property
    def words(self) -> str:
        """Return it in words, "" for everywhere."""
        return in_words(self.kind, self.ref) if self.kind else ""

    @property
    def rank(self) -> int:
        """Return how specific it is; of two that reach a row, the higher one holds."""
        target = _targets.get(self.kind)
        return target.rank if target else 0


EVERYWHERE = Scope()
