"""Dictionaries that make what is asked of them, and count: `defaultdict` and `Counter`.

They are dictionaries in all else. A function of an interview's own does not outlive the request:
what it filled is then a `defaultdict` without one.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from interviews.engine.context import Context
from interviews.engine.evaluator.attributes import as_dict, room_for_one
from interviews.engine.evaluator.functions import DICT
from interviews.engine.evaluator.operators import binary, less
from interviews.engine.functions.facade import offer
from interviews.engine.registry import method
from interviews.engine.values import (
    Filling,
    Invocable,
    Native,
    Refused,
    Tally,
    iterate,
    key_of,
    type_name,
)


def entry_of(context: Context, owner: dict[Any, Any], key: Any) -> Any:
    """Return `owner[key]`, made first if the dictionary does so. Raises LookupError."""
    if key not in owner and isinstance(owner, Tally):
        return 0
    if key in owner or not isinstance(owner, Filling) or owner.factory is None:
        return owner[key]
    room_for_one(context, owner)
    owner[key] = owner.factory.call(context, [], {})
    return owner[key]


def _defaultdict(
    context: Context, factory: Any = None, values: Any = (), /, **more: Any
) -> Filling:
    if factory is not None and not isinstance(factory, Invocable):
        raise Refused(f"A defaultdict needs a function, not {type_name(factory)}.")
    made = as_dict(context, values) | more
    context.budget.elements(len(made))
    return Filling(factory, made)


def _counter(context: Context, values: Any = (), /, **more: Any) -> Tally:
    made = Tally()
    _update(context, made, values, **more)
    return made


def _counted(context: Context, values: Any, more: dict[str, Any]) -> list[tuple[Any, Any]]:
    pairs = values.items() if isinstance(values, dict) else ()
    others = () if isinstance(values, dict) else iterate(context, values)
    context.budget.elements(len(pairs) + len(others) + len(more))
    return [*pairs, *((key_of(context, each), 1) for each in others), *more.items()]


def _changed(kind: type[ast.operator]) -> Callable[..., None]:
    def change(context: Context, owner: dict[Any, Any], values: Any = (), /, **more: Any) -> None:
        for key, count in _counted(context, values, more):
            room_for_one(context, owner)
            owner[key] = binary(context, kind, owner.get(key, 0), count)

    return change


_update = method(Tally, "update")(_changed(ast.Add))
method(Tally, "subtract")(_changed(ast.Sub))


@method(Tally, "most_common")
def _most_common(context: Context, owner: Tally, number: int | None = None) -> list[Any]:
    ranked = iterate(context, owner)
    ranked.sort(key=_falling(context, owner))
    return [(key, owner[key]) for key in ranked[:number]]


def _falling(context: Context, owner: Tally) -> Callable[[Any], Any]:
    class Rank:
        """One key's place: the one that was counted more often comes first."""

        def __init__(self, key: Any) -> None:
            self.count = owner[key]

        def __lt__(self, other: Rank) -> bool:
            return less(context, other.count, self.count)

    return Rank


@method(Tally, "elements")
def _elements(context: Context, owner: Tally) -> list[Any]:
    wanted = [(key, count) for key, count in owner.items() if isinstance(count, int)]
    context.budget.elements(sum(max(count, 0) for _, count in wanted))
    return [key for key, count in wanted for _ in range(count)]


@method(Tally, "total")
def _total(context: Context, owner: Tally) -> Any:
    made: Any = 0
    for count in owner.values():
        made = binary(context, ast.Add, made, count)
    return made


@method(Filling, "copy")
def _copy(context: Context, owner: Filling) -> Filling:
    context.budget.elements(len(owner))
    return type(owner)(owner.factory, owner)


offer(
    "collections",
    {},
    Counter=Native("Counter", _counter, Tally),
    defaultdict=Native("defaultdict", _defaultdict, Filling),
    OrderedDict=DICT,
)
