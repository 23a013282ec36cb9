"""`import math`: functions of numbers that end quickly."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from interviews.engine.context import Context
from interviews.engine.functions.facade import offer
from interviews.engine.values import Refused

_LARGEST_FACTORIAL = 500
_NAMES = (
    "acos", "asin", "atan", "atan2", "ceil", "cos", "degrees", "exp", "fabs", "floor", "fmod",
    "gcd", "hypot", "isclose", "isfinite", "isinf", "isnan", "log", "log10", "log2", "modf",
    "radians", "sin", "sqrt", "tan", "trunc",
)  # fmt: skip


def _numeric(name: str) -> Callable[..., Any]:
    python = vars(math)[name]

    def call(context: Context, *args: Any) -> Any:
        context.budget.charge(len(args))
        if not all(isinstance(arg, int | float) for arg in args):
            raise Refused(f"math.{name} takes numbers.")
        return python(*args)

    return call


def _factorial(context: Context, number: int) -> int:
    if not 0 <= number <= _LARGEST_FACTORIAL:
        raise Refused(f"math.factorial takes whole numbers from 0 to {_LARGEST_FACTORIAL}.")
    made = math.factorial(number)
    context.budget.bits(made.bit_length())
    return made


offer(
    "math",
    {name: _numeric(name) for name in _NAMES} | {"factorial": _factorial},
    pi=math.pi,
    e=math.e,
    inf=math.inf,
    nan=math.nan,
)
