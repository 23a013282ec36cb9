"""`import decimal`, `import statistics`, and what a decimal number offers; `bin`, `hex`, `oct`."""

from __future__ import annotations

import decimal
import statistics
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from interviews.engine.context import Context
from interviews.engine.evaluator.functions import DECIMAL
from interviews.engine.functions.facade import offer
from interviews.engine.registry import function, method
from interviews.engine.values import Refused, iterate

_ROUNDINGS = (
    "ROUND_CEILING", "ROUND_DOWN", "ROUND_FLOOR", "ROUND_HALF_DOWN", "ROUND_HALF_EVEN",
    "ROUND_HALF_UP", "ROUND_UP", "ROUND_05UP",
)  # fmt: skip


@method(Decimal, "quantize")
def _quantize(
    context: Context, owner: Decimal, exponent: Any, rounding: str | None = None
) -> Decimal:
    if not isinstance(exponent, Decimal) or rounding not in (None, *_ROUNDINGS):
        raise Refused("quantize takes a decimal number, and one of the module's ways to round.")
    context.budget.digits(exponent)
    return owner.quantize(exponent, rounding)


@method(Decimal, "to_integral_value")
def _to_integral_value(context: Context, owner: Decimal, rounding: str | None = None) -> Decimal:
    if rounding not in (None, *_ROUNDINGS):
        raise Refused("There is no such way to round.")
    return owner.to_integral_value(rounding)


@method(Decimal, "normalize")
def _normalize(context: Context, owner: Decimal) -> Decimal:
    return owner.normalize()


def _numeral(name: str, written: Callable[[int], str]) -> None:
    @function(name)
    def call(context: Context, number: int) -> str:
        if not isinstance(number, int):
            raise Refused(f"{name} takes a whole number.")
        return written(number)


_numeral("bin", bin)
_numeral("hex", hex)
_numeral("oct", oct)


def _statistic(name: str) -> Callable[..., Any]:
    python = vars(statistics)[name]

    def call(context: Context, values: Any) -> Any:
        numbers = iterate(context, values)
        if not all(isinstance(each, int | float | Decimal) for each in numbers):
            raise Refused(f"statistics.{name} takes numbers.")
        context.budget.charge(len(numbers) * 20)
        for each in numbers:
            if isinstance(each, Decimal):
                context.budget.digits(each)  # they are made fractions of whole numbers
        try:
            return python(numbers)
        except (ValueError, TypeError, OverflowError) as error:
            raise Refused(f"statistics.{name} does not work with these numbers.") from error

    return call


offer(
    "decimal",
    {},
    Decimal=DECIMAL,
    **{each: vars(decimal)[each] for each in _ROUNDINGS},
)
offer(
    "statistics",
    {
        each: _statistic(each)
        for each in (
            "fmean",
            "mean",
            "median",
            "median_high",
            "median_low",
            "mode",
            "multimode",
            "pstdev",
            "pvariance",
            "stdev",
            "variance",
        )
    },
)
