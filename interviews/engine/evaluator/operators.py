"""What `+`, `*`, `<` and the others do, with every size checked before the operation."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from interviews.engine.context import Context
from interviews.engine.evaluator.formats import percent
from interviews.engine.values import (
    Invocable,
    Keys,
    Reachable,
    Refused,
    contains,
    equal,
    iterate,
    truth_of,
    type_name,
)

NUMBERS = (int, float, Decimal)
MOMENTS = (date, time, timedelta)
OPERANDS = (*NUMBERS, str, list, tuple, set, frozenset, dict, *MOMENTS)

Operation = Callable[[Context, Any, Any], Any]


def _plus(context: Context, left: Any, right: Any) -> Any:
    if isinstance(left, str) and isinstance(right, str):
        context.budget.text(len(left) + len(right))
    elif isinstance(left, list | tuple) and isinstance(right, list | tuple):
        context.budget.elements(len(left) + len(right))
    return left + right


def _times(context: Context, left: Any, right: Any) -> Any:
    if isinstance(left, str | list | tuple):
        left, right = right, left
    if isinstance(right, str | list | tuple):
        count = max(left, 0) if isinstance(left, int) else 1
        (context.budget.text if isinstance(right, str) else context.budget.elements)(
            len(right) * count
        )
    elif isinstance(left, int) and isinstance(right, int):
        context.budget.bits(left.bit_length() + right.bit_length())
    return left * right


def _power(context: Context, left: Any, right: Any) -> Any:
    if isinstance(left, int) and isinstance(right, int):
        # A number up to 2 ** bits becomes one up to 2 ** (bits * right).
        bits = max(abs(left) - 1, 0).bit_length()
        context.budget.bits(bits * abs(right) + 1)
    result = left**right
    if isinstance(result, complex):
        raise Refused("The root of a negative number is no number here.")
    return result


def _modulo(context: Context, left: Any, right: Any) -> Any:
    return percent(context, left, right) if isinstance(left, str) else left % right


def _plain(function: Callable[[Any, Any], Any]) -> Operation:
    def compute(context: Context, left: Any, right: Any) -> Any:
        if isinstance(left, Keys):
            left = set(left)
        if isinstance(left, set | frozenset) and isinstance(right, Keys):
            right = set(right)
        if isinstance(left, set | frozenset | dict):
            context.budget.elements(len(left) + len(right))
        return function(left, right)

    return compute


BINARY: dict[type[ast.operator], tuple[str, Operation]] = {
    ast.Add: ("+", _plus),
    ast.Sub: ("-", _plain(operator.sub)),
    ast.Mult: ("*", _times),
    ast.Div: ("/", _plain(operator.truediv)),
    ast.FloorDiv: ("//", _plain(operator.floordiv)),
    ast.Mod: ("%", _modulo),
    ast.Pow: ("**", _power),
    ast.BitOr: ("|", _plain(operator.or_)),
    ast.BitAnd: ("&", _plain(operator.and_)),
    ast.BitXor: ("^", _plain(operator.xor)),
}
ORDERINGS: dict[type[ast.cmpop], tuple[str, Callable[[Any, Any], Any]]] = {
    ast.Lt: ("<", operator.lt),
    ast.LtE: ("<=", operator.le),
    ast.Gt: (">", operator.gt),
    ast.GtE: (">=", operator.ge),
}


def binary(context: Context, kind: type[ast.operator], left: Any, right: Any) -> Any:
    """Return `left kind right`. Raises Refused, BudgetExceeded, TypeError, ArithmeticError."""
    sign, operation = BINARY[kind]
    if isinstance(left, Reachable):
        return left.compute(context, sign, right, swapped=False)
    if isinstance(right, Reachable) and not (sign == "%" and isinstance(left, str)):
        return right.compute(context, sign, left, swapped=True)
    plain_right = right is None or isinstance(right, OPERANDS) or sign == "%"
    if not isinstance(left, OPERANDS) or not plain_right:
        raise Refused(f"'{sign}' does not work with {type_name(left)} and {type_name(right)}.")
    result = operation(context, left, right)
    if isinstance(result, int):
        context.budget.bits(result.bit_length())
    return result


def augmented(context: Context, kind: type[ast.operator], left: Any, right: Any) -> Any:
    """Return what `left` is after `left kind= right`; a list, dict or set stays the same one."""
    if kind is ast.Add and isinstance(left, list):
        right = iterate(context, right)
    made = binary(context, kind, left, right)
    if type(made) is not type(left):
        return made
    if isinstance(left, list):
        left[:] = made
        return left
    if isinstance(left, dict | set):
        left.clear()
        left.update(made)
        return left
    return made


def less(context: Context, left: Any, right: Any) -> bool:
    """Say whether `left < right`, for sorting."""
    return ordered(context, ast.Lt, left, right)


def ordered(context: Context, kind: type[ast.cmpop], left: Any, right: Any) -> bool:
    """Say whether `left kind right` for one of < <= > >=; nested sequences are charged."""
    sign, compare = ORDERINGS[kind]
    context.budget.charge()
    if isinstance(left, Reachable):
        return truth_of(context, left.compute(context, sign, right, swapped=False))
    if isinstance(right, Reachable):
        return truth_of(context, right.compute(context, sign, left, swapped=True))
    if isinstance(left, list | tuple) and isinstance(right, type(left)):
        return _ordered_sequences(context, kind, left, right)
    if isinstance(left, Invocable) or isinstance(right, Invocable):
        raise Refused(f"'{sign}' does not work with functions.")
    if isinstance(left, str) and isinstance(right, str):
        context.budget.text(min(len(left), len(right)))
    elif isinstance(left, set):
        context.budget.elements(len(left))
    return bool(compare(left, right))


def _ordered_sequences(context: Context, kind: type[ast.cmpop], left: Any, right: Any) -> bool:
    with context.budget.nested():
        for one, other in zip(left, right, strict=False):
            context.budget.charge()
            if not equal(context, one, other):
                return ordered(context, kind, one, other)
        return bool(ORDERINGS[kind][1](len(left), len(right)))


def compared(context: Context, kind: type[ast.cmpop], left: Any, right: Any) -> bool:
    """Say whether `left kind right` for any comparison."""
    if kind is ast.Eq:
        return equal(context, left, right)
    if kind is ast.NotEq:
        return not equal(context, left, right)
    if kind is ast.Is or kind is ast.IsNot:
        return _is(left, right) is (kind is ast.Is)
    if kind is ast.In or kind is ast.NotIn:
        return contains(context, right, left) is (kind is ast.In)
    return ordered(context, kind, left, right)


def _is(left: Any, right: Any) -> bool:
    """Say whether two are one; types are tokens that are made anew each time."""
    return left is right or (
        isinstance(left, Invocable) and isinstance(right, Invocable) and left == right
    )


def unary(context: Context, kind: type[ast.unaryop], value: Any) -> Any:
    """Return `not value`, `-value` or `+value`."""
    if kind is ast.Not:
        return not truth_of(context, value)
    if isinstance(value, Reachable):
        return value.compute(context, "-" if kind is ast.USub else "+", 0, swapped=True)
    if not isinstance(value, (*NUMBERS, timedelta)):
        raise Refused(f"A sign does not work with {type_name(value)}.")
    return -value if kind is ast.USub else +value
