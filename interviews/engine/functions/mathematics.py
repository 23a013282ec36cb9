"""`import math`: functions of numbers that end quickly."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from interviews.engine.context import Context
from interviews.engine.functions.facade import offer
from interviews.engine.values import Refused, iterate

_LARGEST_FACTORIAL = 500
_NAMES = (
    "acos", "asin", "atan", "atan2", "ceil", "copysign", "cos", "degrees", "exp", "fabs", "floor",
    "fmod", "gcd", "hypot", "isclose", "isfinite", "isinf", "isnan", "isqrt", "log", "log10",
    "log2", "modf", "pow", "radians", "remainder", "sin", "sqrt", "tan", "trunc",
)  # fmt: skip


def _numeric(name: str) -> Callable[..., Any]:
    python = vars(math)[name]

    def call(context: Context, *args: Any) -> Any:
        context.budget.charge(len(args))
        if not all(isinstance(arg, int | float) for arg in args):
            raise Refused(f"math.{name} takes numbers.")
        return python(*args)

    return call


def _numbers(context: Context, values: Any) -> list[Any]:
    numbers = iterate(context, values)
    if not all(isinstance(each, int | float) for each in numbers):
        raise Refused("Numbers were wanted.")
    return numbers


def _fsum(context: Context, values: Any) -> float:
    return math.fsum(_numbers(context, values))


def _prod(context: Context, values: Any, *, start: Any = 1) -> Any:
    made = start
    for each in _numbers(context, [start, *iterate(context, values)])[1:]:
        if isinstance(made, int) and isinstance(each, int):
            context.budget.bits(made.bit_length() + each.bit_length())
        made *= each
    return made


def _lcm(context: Context, *numbers: int) -> int:
    made = 1
    for each in numbers:
        if not isinstance(each, int):
            raise Refused("math.lcm takes whole numbers.")
        context.budget.bits(made.bit_length() + each.bit_length())
        made = math.lcm(made, each)
    return made


def _counted(name: str) -> Callable[..., int]:
    """Return a way to count choices; it takes small numbers, as `factorial` does."""
    python = vars(math)[name]

    def call(context: Context, number: Any, size: Any = None) -> int:
        sizes = (number,) if size is None else (number, size)
        if not all(isinstance(each, int) and 0 <= each <= _LARGEST_FACTORIAL for each in sizes):
            raise Refused(f"math.{name} takes whole numbers from 0 to {_LARGEST_FACTORIAL}.")
        made: int = python(*sizes)
        context.budget.bits(made.bit_length())
        return made

    return call


def _dist(context: Context, one: Any, other: Any) -> float:
    return math.dist(_numbers(context, one), _numbers(context, other))


def _factorial(context: Context, number: int) -> int:
    if not 0 <= number <= _LARGEST_FACTORIAL:
        raise Refused(f"math.factorial takes whole numbers from 0 to {_LARGEST_FACTORIAL}.")
    made = math.factorial(number)
    context.budget.bits(made.bit_length())
    return made


offer(
    "math",
    {name: _numeric(name) for name in _NAMES}
    | {
        "comb": _counted("comb"),
        "dist": _dist,
        "factorial": _factorial,
        "fsum": _fsum,
        "lcm": _lcm,
        "perm": _counted("perm"),
        "prod": _prod,
    },
    pi=math.pi,
    tau=math.tau,
    e=math.e,
    inf=math.inf,
    nan=math.nan,
)
