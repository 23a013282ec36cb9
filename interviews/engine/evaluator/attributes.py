"""What an interview may reach of texts, lists, dictionaries, sets and numbers: closed tables.

Nothing is looked up on a Python object: a name that is in no table is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from interviews.engine.context import Context
from interviews.engine.evaluator import formats
from interviews.engine.limits import MAX_ELEMENTS
from interviews.engine.registry import did_you_mean, method, methods, of_types, readings
from interviews.engine.values import (
    Invocable,
    Keys,
    Native,
    Reachable,
    Refused,
    call_fits,
    equal,
    iterate,
    key_of,
    type_name,
)
from interviews.engine.veil import joined


def reach(context: Context, value: Any, name: str) -> Any:
    """Return `value.name`. Raises NameMissing (objects of ours), Refused if absent."""
    if isinstance(value, Reachable):
        return value.get_attribute(context, name)
    if isinstance(value, Invocable):
        return _unbound(value, name)
    for cls in type(value).__mro__:
        if name in methods.get(cls, ()):
            return Bound(name, methods[cls][name], value)
        if name in readings.get(cls, ()):
            return readings[cls][name](context, value)
    known = [
        each
        for cls in type(value).__mro__
        for each in (*methods.get(cls, ()), *readings.get(cls, ()))
    ]
    raise Refused(f"{type_name(value)} has no '{name}'.{did_you_mean(name, known)}")


def _unbound(value: Invocable, name: str) -> Native:
    """Return `str.lower` and its like: the method with its value as first argument."""
    cls = value.python_type
    if isinstance(cls, type) and name in of_types.get(cls, ()):
        return Native(name, of_types[cls][name])
    if not isinstance(cls, type) or name not in methods.get(cls, ()):
        raise Refused(f"A function has no '{name}'.")

    def call(context: Context, owner: Any, *args: Any, **kwargs: Any) -> Any:
        if not isinstance(owner, cls):
            raise Refused(f"'{name}' of {value.name} does not work with {type_name(owner)}.")
        return methods[cls][name](context, owner, *args, **kwargs)

    return Native(name, call)


def reaches(value: Any, name: str) -> bool:
    """Say whether `reach` would return something without asking for it."""
    if isinstance(value, Reachable):
        return value.has_attribute(name)
    return any(
        name in methods.get(cls, ()) or name in readings.get(cls, ())
        for cls in type(value).__mro__
    )


class Bound(Native):
    """A method of a plain value."""

    __slots__ = ("owner",)

    def __init__(self, name: str, function: Any, owner: Any) -> None:
        super().__init__(name, function)
        self.owner = owner

    def call(self, context: Context, args: Any, kwargs: Any) -> Any:
        """Carry out the call on the value that the method was taken from."""
        context.budget.charge()
        return call_fits(self.name, self.function, context, self.owner, *args, **kwargs)


def room_for_one(context: Context, owner: Any) -> None:
    """Refuse to let a collection grow beyond its limit; costs one step."""
    if len(owner) >= MAX_ELEMENTS:
        context.budget.elements(len(owner) + 1)
    context.budget.charge()


# Texts: methods that neither grow a text nor walk through anything else.

_PLAIN_TEXT_METHODS: dict[str, Callable[..., Any]] = {
    name: vars(str)[name]
    for name in (
        "capitalize", "casefold", "count", "endswith", "find", "index", "isalnum", "isalpha",
        "isascii", "isdecimal", "isdigit", "isidentifier", "islower", "isnumeric", "isprintable",
        "isspace", "istitle", "isupper", "lower", "lstrip", "partition", "removeprefix",
        "removesuffix", "rfind", "rindex", "rpartition", "rsplit", "rstrip", "split", "splitlines",
        "startswith", "strip", "swapcase", "title", "upper",
    )
}  # fmt: skip


def _text_method(python: Callable[..., Any]) -> Callable[..., Any]:
    def call(context: Context, owner: str, /, *args: Any, **kwargs: Any) -> Any:
        context.budget.text(len(owner) * 3)
        # Python may compare every character with every character of what is looked for.
        for each in (*args, *kwargs.values()):
            context.budget.work(len(owner) * _size(each))
        made = python(owner, *args, **kwargs)
        if isinstance(made, list):
            context.budget.elements(len(made))
        return made

    return call


def _size(wanted: Any) -> int:
    if isinstance(wanted, tuple):
        return sum(len(each) for each in wanted if isinstance(each, str))
    return len(wanted) if isinstance(wanted, str) else 0


for _name, _python in _PLAIN_TEXT_METHODS.items():
    method(str, _name)(_text_method(_python))


def _padded(python: Callable[..., str]) -> Callable[..., str]:
    def call(context: Context, owner: str, width: int, *fill: str) -> str:
        context.budget.width(width)
        context.budget.text(len(owner))
        return python(owner, width, *fill)

    return call


for _name in ("ljust", "rjust", "center", "zfill"):
    method(str, _name)(_padded(vars(str)[_name]))


@method(str, "join")
def _join(context: Context, owner: str, parts: Any) -> str:
    elements = iterate(context, parts)
    for each in elements:
        if not isinstance(each, str):
            raise Refused(f"join needs texts, not {type_name(each)}.")
    context.budget.text(sum(map(len, elements)) + len(owner) * len(elements))
    return joined(elements, owner)


@method(str, "replace")
def _replace(context: Context, owner: str, old: str, new: str, count: int = -1) -> str:
    context.budget.text(len(owner))
    found = owner.count(old) if count < 0 else min(count, owner.count(old))
    context.budget.text(len(owner) + max(0, len(new) - len(old)) * found)
    return owner.replace(old, new, count)


@method(str, "format")
def _format(context: Context, owner: str, /, *args: Any, **kwargs: Any) -> str:
    return formats.format_text(context, owner, args, kwargs)


@method(str, "expandtabs")
def _expandtabs(context: Context, owner: str, size: int = 8) -> str:
    context.budget.width(size)
    context.budget.text(len(owner) + owner.count("\t") * size)
    return owner.expandtabs(size)


# Lists


@method(list, "append")
def _append(context: Context, owner: list[Any], value: Any) -> None:
    room_for_one(context, owner)
    owner.append(value)


@method(list, "extend")
def _extend(context: Context, owner: list[Any], values: Any) -> None:
    elements = iterate(context, values)
    context.budget.elements(len(owner) + len(elements))
    owner.extend(elements)


@method(list, "insert")
def _insert(context: Context, owner: list[Any], at: int, value: Any) -> None:
    room_for_one(context, owner)
    owner.insert(at, value)


@method(list, "pop")
def _pop(context: Context, owner: list[Any], at: int = -1) -> Any:
    return owner.pop(at)


@method(list, "remove")
def _remove(context: Context, owner: list[Any], value: Any) -> None:
    owner.pop(_index(context, owner, value))


@method(list, "index")
@method(tuple, "index")
@method(range, "index")
def _index(
    context: Context, owner: Any, value: Any, start: int = 0, end: int | None = None
) -> int:
    elements = iterate(context, owner)
    for at in range(len(elements))[start:end]:
        if equal(context, elements[at], value):
            return at
    raise ValueError("the value is not in the list")


@method(list, "count")
@method(tuple, "count")
@method(range, "count")
def _count(context: Context, owner: Any, value: Any) -> int:
    return sum(equal(context, each, value) for each in iterate(context, owner))


@method(list, "reverse")
def _reverse(context: Context, owner: list[Any]) -> None:
    context.budget.elements(len(owner))
    owner.reverse()


@method(list, "copy")
def _copy_list(context: Context, owner: list[Any]) -> list[Any]:
    return iterate(context, owner)


@method(list, "clear")
@method(dict, "clear")
@method(set, "clear")
def _clear(context: Context, owner: Any) -> None:
    owner.clear()


# Dictionaries


@method(dict, "keys")
def _keys(context: Context, owner: dict[Any, Any]) -> list[Any]:
    return Keys(iterate(context, owner))


@method(dict, "values")
def _values(context: Context, owner: dict[Any, Any]) -> list[Any]:
    context.budget.elements(len(owner))
    return list(owner.values())


@method(dict, "items")
def _items(context: Context, owner: dict[Any, Any]) -> list[Any]:
    context.budget.elements(len(owner))
    return list(owner.items())


@method(dict, "get")
def _get(context: Context, owner: dict[Any, Any], key: Any, default: Any = None) -> Any:
    return owner.get(key_of(context, key), default)


@method(dict, "pop")
def _pop_key(context: Context, owner: dict[Any, Any], key: Any, *default: Any) -> Any:
    return owner.pop(key_of(context, key), *default)


@method(dict, "popitem")
def _popitem(context: Context, owner: dict[Any, Any]) -> tuple[Any, Any]:
    return owner.popitem()


@method(dict, "setdefault")
def _setdefault(context: Context, owner: dict[Any, Any], key: Any, default: Any = None) -> Any:
    room_for_one(context, owner)
    return owner.setdefault(key_of(context, key), default)


@method(dict, "update")
def _update(context: Context, owner: dict[Any, Any], other: Any = (), /, **more: Any) -> None:
    made = as_dict(context, other) | more
    context.budget.elements(len(owner) + len(made))
    owner.update(made)


def as_dict(context: Context, values: Any) -> dict[Any, Any]:
    """Return a new dict of a dict, of an object with keys, or of pairs."""
    if isinstance(values, dict):
        context.budget.elements(len(values))
        return dict(values)
    elements = iterate(context, values)
    if isinstance(values, Reachable) and values.has_attribute("keys"):
        return {key_of(context, key): values.get_item(context, key) for key in elements}
    pairs = (iterate(context, pair) for pair in elements)
    return {key_of(context, key): value for key, value in pairs}


@method(dict, "copy")
def _copy_dict(context: Context, owner: dict[Any, Any]) -> dict[Any, Any]:
    context.budget.elements(len(owner))
    return dict(owner)


# Sets


@method(set, "add")
def _add(context: Context, owner: set[Any], value: Any) -> None:
    room_for_one(context, owner)
    owner.add(key_of(context, value))


@method(set, "discard")
def _discard(context: Context, owner: set[Any], value: Any) -> None:
    owner.discard(key_of(context, value))


@method(set, "remove")
def _remove_element(context: Context, owner: set[Any], value: Any) -> None:
    owner.remove(key_of(context, value))


@method(set, "pop")
def _pop_element(context: Context, owner: set[Any]) -> Any:
    return owner.pop()


@method(set, "copy")
def _copy_set(context: Context, owner: set[Any]) -> set[Any]:
    context.budget.elements(len(owner))
    return set(owner)


def _set_method(python: Callable[..., Any]) -> Callable[..., Any]:
    def call(context: Context, owner: set[Any], *others: Any) -> Any:
        context.budget.elements(len(owner))
        sets = [{key_of(context, each) for each in iterate(context, other)} for other in others]
        context.budget.elements(len(owner) + sum(map(len, sets)))
        return python(owner, *sets)

    return call


for _name in (
    "union", "intersection", "difference", "symmetric_difference", "issubset", "issuperset",
    "isdisjoint", "update", "intersection_update", "difference_update",
    "symmetric_difference_update",
):  # fmt: skip
    method(set, _name)(_set_method(vars(set)[_name]))


# Numbers


@method(float, "is_integer")
def _is_integer(context: Context, owner: float) -> bool:
    return owner.is_integer()


@method(int, "bit_length")
def _bit_length(context: Context, owner: int) -> int:
    return owner.bit_length()
