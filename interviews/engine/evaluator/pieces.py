"""`import itertools`, `functools`, `operator`, `copy`: lists, nothing lazy."""

from __future__ import annotations

import ast
import itertools
import math
from collections.abc import Callable
from typing import Any

from interviews.engine.context import Context
from interviews.engine.evaluator.attributes import reach
from interviews.engine.evaluator.expressions import item_of
from interviews.engine.evaluator.functions import word_of
from interviews.engine.evaluator.operators import binary, compared
from interviews.engine.functions.facade import OfferedFunction, offer
from interviews.engine.values import (
    Filling,
    Invocable,
    Native,
    Reachable,
    Refused,
    equal,
    iterate,
    truth_of,
    type_name,
)

_ABSENT = object()


def _asked(context: Context, asked: Any, *given: Any) -> Any:
    if not isinstance(asked, Invocable):
        raise Refused(f"{type_name(asked)} cannot be called.")
    return asked.call(context, given, {})


def _chain(context: Context, *collections: Any) -> list[Any]:
    made = [each for one in collections for each in iterate(context, one)]
    context.budget.elements(len(made))
    return made


def _chained(context: Context, several: Any) -> list[Any]:
    return _chain(context, *iterate(context, several))


def _islice(context: Context, values: Any, *bounds: int | None) -> list[Any]:
    if not 1 <= len(bounds) <= 3 or any(each is not None and each < 0 for each in bounds):
        raise Refused("islice takes an end, or a beginning, an end and a step; none is negative.")
    return iterate(context, values)[slice(*bounds)]


def _starmap(context: Context, asked: Any, rows: Any) -> list[Any]:
    return [_asked(context, asked, *iterate(context, row)) for row in iterate(context, rows)]


def _while(context: Context, asked: Any, elements: list[Any]) -> int:
    """Return how many elements at the beginning are held true."""
    for at, each in enumerate(elements):
        if not truth_of(context, _asked(context, asked, each)):
            return at
    return len(elements)


def _takewhile(context: Context, asked: Any, values: Any) -> list[Any]:
    elements = iterate(context, values)
    return elements[: _while(context, asked, elements)]


def _dropwhile(context: Context, asked: Any, values: Any) -> list[Any]:
    elements = iterate(context, values)
    return elements[_while(context, asked, elements) :]


def _filterfalse(context: Context, asked: Any, values: Any) -> list[Any]:
    elements = iterate(context, values)
    held = [each if asked is None else _asked(context, asked, each) for each in elements]
    return [each for each, kept in zip(elements, held, strict=True) if not truth_of(context, kept)]


def _compress(context: Context, values: Any, chosen: Any) -> list[Any]:
    pairs = zip(iterate(context, values), iterate(context, chosen), strict=False)
    return [each for each, kept in pairs if truth_of(context, kept)]


def _pairwise(context: Context, values: Any) -> list[Any]:
    return list(itertools.pairwise(iterate(context, values)))


def _zip_longest(context: Context, *collections: Any, **said: Any) -> list[tuple[Any, ...]]:
    given = [iterate(context, each) for each in collections]
    _room(context, max(map(len, given), default=0), len(given))
    return list(itertools.zip_longest(*given, fillvalue=said.get("fillvalue")))


def _product(context: Context, *collections: Any, repeat: int = 1) -> list[tuple[Any, ...]]:
    given = [iterate(context, each) for each in collections]
    context.budget.width(repeat)
    context.budget.elements(len(given) * repeat)
    _room(context, math.prod(len(each) for each in given) ** repeat, len(given) * repeat)
    return list(itertools.product(*given, repeat=repeat))


def _combinations(context: Context, values: Any, size: int) -> list[tuple[Any, ...]]:
    given = iterate(context, values)
    context.budget.elements(size)
    _room(context, math.comb(len(given), size), size)
    return list(itertools.combinations(given, size))


def _permutations(context: Context, values: Any, size: int | None = None) -> list[tuple[Any, ...]]:
    given = iterate(context, values)
    length = len(given) if size is None else size
    context.budget.elements(length)
    _room(context, math.perm(len(given), length), length)
    return list(itertools.permutations(given, length))


def _room(context: Context, count: int, width: int) -> None:
    """Refuse too many rows before they are made."""
    context.budget.elements(count)
    context.budget.charge(count * width)


def _repeat(context: Context, value: Any, times: int) -> list[Any]:
    context.budget.elements(times)
    return [value] * times


def _accumulate(context: Context, values: Any, asked: Any = None) -> list[Any]:
    found: list[Any] = []
    for each in iterate(context, values):
        found.append(_joined(context, asked, found[-1], each) if found else each)
    return found


def _joined(context: Context, asked: Any, left: Any, right: Any) -> Any:
    if asked is None:
        return binary(context, ast.Add, left, right)
    return _asked(context, asked, left, right)


def _groupby(context: Context, values: Any, key: Any = None) -> list[tuple[Any, list[Any]]]:
    found: list[tuple[Any, list[Any]]] = []
    for each in iterate(context, values):
        group = each if key is None else _asked(context, key, each)
        if not found or not equal(context, found[-1][0], group):
            found.append((group, []))
        found[-1][1].append(each)
    return found


def _reduce(context: Context, asked: Any, values: Any, start: Any = _ABSENT) -> Any:
    elements = iterate(context, values)
    if start is not _ABSENT:
        elements = [start, *elements]
    if not elements:
        raise Refused("functools.reduce takes a list that is not empty, or a beginning.")
    made = elements[0]
    for each in elements[1:]:
        made = _asked(context, asked, made, each)
    return made


def _partial(context: Context, asked: Any, *first: Any, **named: Any) -> Native:
    if not isinstance(asked, Invocable):
        raise Refused(f"{type_name(asked)} cannot be called.")

    def call(inner: Context, *args: Any, **kwargs: Any) -> Any:
        return asked.call(inner, [*first, *args], {**named, **kwargs})

    return Native("partial", call)


def _getter(get: Callable[[Context, Any, Any], Any], name: str) -> Callable[..., Native]:
    def made(context: Context, *wanted: Any) -> Native:
        def call(inner: Context, value: Any) -> Any:
            found = [get(inner, value, each) for each in wanted]
            return found[0] if len(found) == 1 else tuple(found)

        return Native(name, call)

    return made


def _attribute(context: Context, value: Any, path: Any) -> Any:
    for name in str(path).split("."):
        value = reach(context, value, word_of(name))
    return value


def _operation(kind: type[ast.operator]) -> Callable[..., Any]:
    return lambda context, left, right: binary(context, kind, left, right)


def _comparison(kind: type[ast.cmpop]) -> Callable[..., bool]:
    return lambda context, left, right: compared(context, kind, left, right)


def _contains(context: Context, container: Any, value: Any) -> bool:
    return compared(context, ast.In, value, container)


def _copy(context: Context, value: Any) -> Any:
    if isinstance(value, Reachable):
        raise Refused("An object is copied by its own copy_shallow and copy_deep.")
    if isinstance(value, Filling):
        return type(value)(value.factory, value)
    return type(value)(value) if isinstance(value, list | dict | set) else value


def _deepcopy(context: Context, value: Any) -> Any:
    with context.budget.nested():
        if isinstance(value, dict):
            context.budget.elements(len(value))
            made = {key: _deepcopy(context, each) for key, each in value.items()}
            return type(value)(value.factory, made) if isinstance(value, Filling) else made
        if isinstance(value, list | tuple):
            context.budget.elements(len(value))
            return type(value)(_deepcopy(context, each) for each in value)
        return _copy(context, value)


offer(
    "itertools",
    {
        "accumulate": _accumulate,
        "combinations": _combinations,
        "compress": _compress,
        "dropwhile": _dropwhile,
        "filterfalse": _filterfalse,
        "groupby": _groupby,
        "islice": _islice,
        "pairwise": _pairwise,
        "permutations": _permutations,
        "product": _product,
        "repeat": _repeat,
        "starmap": _starmap,
        "takewhile": _takewhile,
        "zip_longest": _zip_longest,
    },
    chain=OfferedFunction("chain", _chain, {"from_iterable": _chained}),
)
offer("functools", {"partial": _partial, "reduce": _reduce})
offer(
    "operator",
    {
        "attrgetter": _getter(_attribute, "attrgetter"),
        "itemgetter": _getter(item_of, "itemgetter"),
        "add": _operation(ast.Add),
        "sub": _operation(ast.Sub),
        "mul": _operation(ast.Mult),
        "truediv": _operation(ast.Div),
        "floordiv": _operation(ast.FloorDiv),
        "mod": _operation(ast.Mod),
        "eq": _comparison(ast.Eq),
        "ne": _comparison(ast.NotEq),
        "lt": _comparison(ast.Lt),
        "le": _comparison(ast.LtE),
        "gt": _comparison(ast.Gt),
        "ge": _comparison(ast.GtE),
        "contains": _contains,
    },
)
offer("copy", {"copy": _copy, "deepcopy": _deepcopy})
