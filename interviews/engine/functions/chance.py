"""`import random`, `uuid`: chance from the system's own source; it cannot be seeded."""

from __future__ import annotations

import uuid
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


def _sample(context: Context, values: Any, k: int) -> list[Any]:
    elements = iterate(context, values)
    if not 0 <= k <= len(elements):
        raise Refused("random.sample takes no more elements than there are.")
    return _CHANCE.sample(elements, k)


def _randrange(context: Context, *bounds: int) -> int:
    if not bounds or not all(isinstance(each, int) for each in bounds):
        raise Refused("random.randrange takes whole numbers.")
    return _CHANCE.randrange(*bounds)


def _choices(context: Context, values: Any, weights: Any = None, *, k: int = 1) -> list[Any]:
    elements = iterate(context, values)
    if not elements or not isinstance(k, int):
        raise IndexError("random.choices takes a list that is not empty.")
    context.budget.elements(k)
    shares = None if weights is None else iterate(context, weights)
    if not all(isinstance(each, int | float) for each in shares or ()):
        raise Refused("The weights of random.choices are numbers.")  # lists would be added up
    return _CHANCE.choices(elements, shares, k=k)


def _seed(context: Context, *_: Any) -> None:
    """Do nothing: chance that can be foretold is none."""


def _uuid4(context: Context) -> str:
    return str(uuid.UUID(int=_CHANCE.getrandbits(128), version=4))


def _shuffle(context: Context, values: Any) -> None:
    if not isinstance(values, list):
        raise Refused("random.shuffle takes a plain list.")
    context.budget.elements(len(values))
    _CHANCE.shuffle(values)


offer(
    "random",
    {
        "choice": _choice,
        "choices": _choices,
        "randint": _randint,
        "random": _random,
        "randrange": _randrange,
        "sample": _sample,
        "seed": _seed,
        "shuffle": _shuffle,
        "uniform": _uniform,
    },
)
offer("uuid", {"uuid4": _uuid4})
