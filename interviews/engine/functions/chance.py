"""`import random`: chance from the system's own source; it cannot be seeded."""

from __future__ import annotations

from secrets import SystemRandom
from typing import Any

from interviews.engine.context import Context
from interviews.engine.functions.facade import offer
from interviews.engine.values import Refused, iterate

_CHANCE = SystemRandom()


def _random(context: Context) -> float:
    return _CHANCE.random()


def _randint(context: Context, low: Any, high: Any) -> int:
    if not isinstance(low, int) or not isinstance(high, int) or low > high:
        raise Refused("random.randint takes two whole numbers, the smaller one first.")
    return _CHANCE.randint(low, high)


def _uniform(context: Context, low: float, high: float) -> float:
    return _CHANCE.uniform(low, high)


def _choice(context: Context, values: Any) -> Any:
    elements = iterate(context, values)
    if not elements:
        raise IndexError("random.choice takes a list that is not empty.")
    return _CHANCE.choice(elements)


def _sample(context: Context, values: Any, count: int) -> list[Any]:
    elements = iterate(context, values)
    if not 0 <= count <= len(elements):
        raise Refused("random.sample takes no more elements than there are.")
    return _CHANCE.sample(elements, count)


def _shuffle(context: Context, values: Any) -> None:
    if not isinstance(values, list):
        raise Refused("random.shuffle takes a plain list.")
    context.budget.elements(len(values))
    _CHANCE.shuffle(values)


offer(
    "random",
    {
        "choice": _choice,
        "randint": _randint,
        "random": _random,
        "sample": _sample,
        "shuffle": _shuffle,
        "uniform": _uniform,
    },
)
