"""Python's own functions as the language has them, each over plain values and under limits."""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from interviews.engine.context import Context
from interviews.engine.evaluator.attributes import as_dict, reach, reaches
from interviews.engine.evaluator.formats import formatted
from interviews.engine.evaluator.operators import binary, less
from interviews.engine.limits import MAX_DIGITS
from interviews.engine.names import is_word
from interviews.engine.registry import classes, function, functions, method
from interviews.engine.values import (
    Invocable,
    Reachable,
    Refused,
    is_text,
    iterate,
    key_of,
    length_of,
    repr_of,
    text_of,
    truth_of,
    type_name,
)

_ABSENT = object()


@function("len")
def _len(context: Context, value: Any) -> int:
    return length_of(context, value)


@function("str", python_type=str)
def _str(context: Context, value: Any = "") -> str:
    shown = text_of(context, value)
    context.budget.text(len(shown))
    return str(shown)


@function("repr")
def _repr(context: Context, value: Any) -> str:
    return repr_of(context, value)


@function("bool", python_type=bool)
def _bool(context: Context, value: Any = False) -> bool:  # noqa: FBT002 - Python's own signature
    return truth_of(context, value)


@function("int", python_type=int)
def _int(context: Context, value: Any = 0, base: int = 10) -> int:
    if isinstance(value, Reachable):
        value = text_of(context, value)
    if isinstance(value, str):
        made = int(_numeral(value), base)
        context.budget.bits(made.bit_length())
        return made
    if isinstance(value, Decimal):
        context.budget.digits(value)
    return int(value)


def _numeral(text: str) -> str:
    """Return a text that is read as a number. Raises ValueError if that could take long."""
    if len(text) > MAX_DIGITS:
        raise ValueError("this is too long for a number")
    return text


@function("float", python_type=float)
def _float(context: Context, value: Any = 0.0) -> float:
    if isinstance(value, Reachable):
        value = text_of(context, value)
    return float(_numeral(value) if isinstance(value, str) else value)


@function("Decimal", python_type=Decimal)
def _decimal(context: Context, value: Any = 0) -> Decimal:
    if isinstance(value, int | float):
        return Decimal(value)
    try:
        made = Decimal(_numeral(text_of(context, value)))
    except InvalidOperation:
        raise ValueError("this is no number") from None
    if abs(made.adjusted()) > MAX_DIGITS:
        raise ValueError("this number is too long")
    return made


@function("list", python_type=list)
def _list(context: Context, values: Any = ()) -> list[Any]:
    return iterate(context, values)


@function("tuple", python_type=tuple)
def _tuple(context: Context, values: Any = ()) -> tuple[Any, ...]:
    return tuple(iterate(context, values))


@function("set", "frozenset", python_type=set)
def _set(context: Context, values: Any = ()) -> set[Any]:
    return {key_of(context, each) for each in iterate(context, values)}


@function("dict", python_type=dict)
def _dict(context: Context, values: Any = (), /, **more: Any) -> dict[Any, Any]:
    made = as_dict(context, values) | more
    context.budget.elements(len(made))
    return made


@function("range")
def _range(context: Context, *bounds: int) -> range:
    made = range(*bounds)
    context.budget.elements(len(made))
    return made


@function("enumerate")
def _enumerate(context: Context, values: Any, start: int = 0) -> list[tuple[int, Any]]:
    if not isinstance(start, int):
        raise Refused(f"enumerate counts from a number, not {type_name(start)}.")
    return list(enumerate(iterate(context, values), start))


@function("zip")
def _zip(context: Context, *collections: Any, strict: bool = False) -> list[tuple[Any, ...]]:
    return list(zip(*(iterate(context, each) for each in collections), strict=strict))


@function("reversed")
def _reversed(context: Context, values: Any) -> list[Any]:
    return iterate(context, values)[::-1]


def _called(context: Context, asked: Any, *given: Any) -> Any:
    if not isinstance(asked, Invocable):
        raise Refused(f"{type_name(asked)} cannot be called.")
    return asked.call(context, given, {})


@function("map")
def _map(context: Context, asked: Any, values: Any, *more: Any) -> list[Any]:
    several = [iterate(context, each) for each in (values, *more)]
    return [_called(context, asked, *row) for row in zip(*several, strict=False)]


@function("filter")
def _filter(context: Context, asked: Any, values: Any) -> list[Any]:
    kept = []
    for each in iterate(context, values):
        if truth_of(context, each if asked is None else _called(context, asked, each)):
            kept.append(each)  # noqa: PERF401 - a comprehension would hide the call
    return kept


@function("any")
def _any(context: Context, values: Any) -> bool:
    return any(truth_of(context, each) for each in iterate(context, values))


@function("all")
def _all(context: Context, values: Any) -> bool:
    return all(truth_of(context, each) for each in iterate(context, values))


@function("sum")
def _sum(context: Context, values: Any, start: Any = 0) -> Any:
    total = start
    for each in iterate(context, values):
        total = binary(context, ast.Add, total, each)
    return total


@function("abs")
def _abs(context: Context, value: Any) -> Any:
    if not isinstance(value, int | float | Decimal):
        raise Refused(f"abs needs a number, not {type_name(value)}.")
    return abs(value)


@function("round")
def _round(context: Context, value: Any, digits: int | None = None) -> Any:
    if not isinstance(value, int | float | Decimal):
        raise Refused(f"round needs a number, not {type_name(value)}.")
    context.budget.width(abs(digits or 0))
    if isinstance(value, Decimal):
        context.budget.digits(value)
    return round(value, digits)


@function("divmod")
def _divmod(context: Context, left: Any, right: Any) -> tuple[Any, Any]:
    return binary(context, ast.FloorDiv, left, right), binary(context, ast.Mod, left, right)


@function("pow")
def _pow(context: Context, left: Any, right: Any, modulus: int | None = None) -> Any:
    made = binary(context, ast.Pow, left, right)
    return made if modulus is None else binary(context, ast.Mod, made, modulus)


@function("chr")
def _chr(context: Context, code: int) -> str:
    letter = chr(code)
    if not is_text(letter):
        raise ValueError("this is half a character")
    return letter


@function("ord")
def _ord(context: Context, letter: str) -> int:
    return ord(letter)


@function("format")
def _format(context: Context, value: Any, spec: str = "") -> str:
    return formatted(context, value, spec)


def ordering(context: Context, key: Any) -> Callable[[Any], Any]:
    """Return what `sorted(key=…)` of Python needs to sort values of ours by this key."""

    def compare(left: tuple[Any, Any], right: tuple[Any, Any]) -> int:
        if less(context, left[0], right[0]):
            return -1
        return 1 if less(context, right[0], left[0]) else 0

    by_key = functools.cmp_to_key(compare)

    def made(value: Any) -> Any:
        return by_key((value if key is None else _called(context, key, value), None))

    return made


@function("sorted")
def _sorted(context: Context, values: Any, key: Any = None, reverse: Any = False) -> list[Any]:  # noqa: FBT002 - Python's own signature
    elements = iterate(context, values)
    return sorted(elements, key=ordering(context, key), reverse=truth_of(context, reverse))


@method(list, "sort")
def _sort(context: Context, owner: list[Any], key: Any = None, reverse: Any = False) -> None:  # noqa: FBT002 - Python's own signature
    owner[:] = _sorted(context, owner, key, reverse)


def _extreme(
    context: Context, values: tuple[Any, ...], key: Any, default: Any, choose: Callable[..., Any]
) -> Any:
    elements = iterate(context, values[0]) if len(values) == 1 else list(values)
    if not elements and default is not _ABSENT:
        return default
    return choose(elements, key=ordering(context, key))


@function("min")
def _min(context: Context, *values: Any, key: Any = None, default: Any = _ABSENT) -> Any:
    return _extreme(context, values, key, default, min)


@function("max")
def _max(context: Context, *values: Any, key: Any = None, default: Any = _ABSENT) -> Any:
    return _extreme(context, values, key, default, max)


@function("print")
def _print(context: Context, *values: Any, **options: Any) -> None:
    """Do nothing: what an interview would print are answers."""


# What values are


@function("isinstance")
def _isinstance(context: Context, value: Any, wanted: Any) -> bool:
    context.budget.charge()
    if isinstance(wanted, tuple):
        return any(_isinstance(context, value, each) for each in wanted)
    if isinstance(wanted, Invocable) and wanted.python_type is not None:
        return isinstance(value, wanted.python_type) and not isinstance(value, Reachable)
    if isinstance(wanted, Invocable) and isinstance(value, Reachable):
        return wanted.name in class_chain(value)
    return False


def class_chain(value: Reachable) -> list[str]:
    """Return the class names of an object as authors write them, its own first."""
    return [cls.__name__ for cls in type(value).__mro__ if issubclass(cls, Reachable)]


@function("class_name")
def _class_name(context: Context, value: Any) -> str:
    return type_name(value)


@function("type")
def _type(context: Context, value: Any) -> Any:
    return classes.get(type_name(value), TypeToken(type_name(value)))


class TypeToken(Invocable):
    """What `type(value)` gives for a plain value: it compares and shows its name, no more."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Invocable) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)

    def call(self, context: Context, args: Any, kwargs: Any) -> Any:
        """Refuse: a token makes nothing."""
        raise Refused("A type cannot be called.")


@function("callable")
def _callable(context: Context, value: Any) -> bool:
    return isinstance(value, Invocable)


def word_of(name: Any) -> str:
    """Return the name of an attribute that is computed. Raises Refused if it is no word."""
    if not isinstance(name, str) or not is_word(name):
        raise Refused("The name of an attribute is a word that does not begin with an underscore.")
    return name


@function("hasattr")
def _hasattr(context: Context, value: Any, name: Any) -> bool:
    return reaches(value, word_of(name))


@function("getattr")
def _getattr(context: Context, value: Any, name: Any, default: Any = _ABSENT) -> Any:
    if default is not _ABSENT and not reaches(value, word_of(name)):
        return default
    return reach(context, value, word_of(name))


@function("setattr")
def _setattr(context: Context, value: Any, name: Any, new: Any) -> None:
    if not isinstance(value, Reachable):
        raise Refused(f"An attribute of {type_name(value)} cannot be set.")
    value.set_attribute(context, word_of(name), new)


@function("delattr")
def _delattr(context: Context, value: Any, name: Any) -> None:
    if not isinstance(value, Reachable):
        raise Refused(f"An attribute of {type_name(value)} cannot be deleted.")
    value.delete_attribute(context, word_of(name))


# What façades of modules offer again.
DECIMAL, DICT = functions["Decimal"], functions["dict"]
