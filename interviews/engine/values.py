"""What a value is to the language, and the few things that are done with every value.

Plain values are None, bool, int, float, str, list, tuple, dict, set, dates and times. All else is
Reachable (decides by itself what an interview may reach) or Invocable (may be called). The
evaluator never looks into any other object.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from interviews.engine.context import Context
from interviews.engine.errors import EngineError

PLAIN = (type(None), bool, int, float, str, Decimal, date, datetime, time, timedelta, range)
COLLECTIONS = (list, tuple, dict, set, frozenset)
SEQUENCES = (str, list, tuple, dict, set, frozenset, range)


# How values of a plain type are shown, where Python's `str` is not what authors expect: dates.
texts: dict[type, Callable[[Context, Any], str]] = {}


class Refused(EngineError):
    """The language does not do this with such a value. The message names types, never values.

    An interview's `try` catches it as an Exception.
    """


class NoSuchValue(Refused, ValueError):
    """A value is of the right type, but there is no such date, number or text.

    An interview's `try` catches it as a ValueError.
    """


class NothingNext(LookupError):
    """There is no next element; an interview's `try` catches it as a StopIteration.

    It is none to Python, whose generators would not let one pass.
    """


class Reachable:
    """A value that decides by itself what an interview may reach of it.

    Derive from it, and keep what is reachable in tables of your own: the evaluator asks these
    methods and never Python. Whatever is not overridden is refused. An absent attribute
    raises NameMissing with the object's own name in front.
    """

    instance_name: str = ""

    def type_name(self) -> str:
        """Return the name of the class as authors write it."""
        return type(self).__name__

    def get_attribute(self, context: Context, name: str) -> Any:
        """Return an attribute or a bound method (an Invocable). Raises NameMissing, Refused."""
        raise Refused(f"{self.type_name()} has no '{name}'.")

    def set_attribute(self, context: Context, name: str, value: Any) -> None:
        """Set an attribute."""
        raise Refused(f"'{name}' of {self.type_name()} cannot be set.")

    def delete_attribute(self, context: Context, name: str) -> None:
        """Forget an attribute; does nothing if there is none."""
        raise Refused(f"'{name}' of {self.type_name()} cannot be deleted.")

    def get_item(self, context: Context, key: Any) -> Any:
        """Return an element. Raises NameMissing if a block may define it, else LookupError."""
        raise Refused(f"{self.type_name()} has no elements.")

    def set_item(self, context: Context, key: Any, value: Any) -> None:
        """Set an element."""
        raise Refused(f"Elements of {self.type_name()} cannot be set.")

    def delete_item(self, context: Context, key: Any) -> None:
        """Remove an element; does nothing if there is none."""
        raise Refused(f"Elements of {self.type_name()} cannot be deleted.")

    def has_attribute(self, name: str) -> bool:
        """Say whether the attribute is set or a method, without asking for it."""
        return False

    def has_item(self, key: Any) -> bool:
        """Say whether the element is there, without asking for it."""
        return False

    def iterate(self, context: Context) -> list[Any]:
        """Return what a loop runs over, gathered first."""
        raise Refused(f"{self.type_name()} cannot be looped over.")

    def length(self, context: Context) -> int:
        """Return how many elements there are, gathered first."""
        raise Refused(f"{self.type_name()} has no length.")

    def truth(self, context: Context) -> bool:
        """Say whether it counts as true."""
        return True

    def contains(self, context: Context, value: Any) -> bool:
        """Say whether the value is an element."""
        raise Refused(f"{self.type_name()} has no elements.")

    def text(self, context: Context) -> str:
        """Return what `str()` and `${ }` show."""
        return self.instance_name or self.type_name()

    def represented(self, context: Context) -> str:
        """Return what `repr()` shows."""
        return self.text(context)

    def equals(self, context: Context, other: Any) -> bool:
        """Say whether `==` holds."""
        return self is other

    def compute(self, context: Context, operator: str, other: Any, *, swapped: bool) -> Any:
        """Return `self operator other` ('+', '-', '|', '<', …); swapped: the other stands left.

        Raises Refused if there is no such operation.
        """
        raise Refused(f"'{operator}' does not work with {self.type_name()}.")


class Invocable(ABC):
    """Something that an interview may call."""

    name: str = "function"
    # What `isinstance(value, str)` means, for functions that are types to authors.
    python_type: type | tuple[type, ...] | None = None

    @abstractmethod
    def call(self, context: Context, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Carry out the call."""


class Keys(list[Any]):
    """The keys of a dictionary: a list, which `&`, `|`, `-` and `^` take for a set."""


class Filling(dict[Any, Any]):
    """A dictionary that calls a function for a key that it lacks, if it has one."""

    def __init__(
        self, factory: Invocable | None = None, entries: Mapping[Any, Any] | None = None
    ) -> None:
        super().__init__(entries or {})
        self.factory = factory


class Tally(Filling):
    """How often something was counted; zero for what never was."""


# What authors call these types.
_NAMES: dict[type, str] = {Filling: "defaultdict", Keys: "list", Tally: "Counter"}


def call_fits(what: str, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    """Return what the function returns. Raises Refused if it does not take these arguments."""
    try:
        return function(*args, **kwargs)
    except TypeError as error:
        # Only the call itself: a TypeError from deeper has more than one frame below this one.
        if error.__traceback__ is not None and error.__traceback__.tb_next is None:
            raise Refused(f"'{what}' does not take these arguments.") from error
        raise


class Native(Invocable):
    """A Python function of ours. It gets the context first."""

    __slots__ = ("function", "name", "python_type")

    def __init__(
        self, name: str, function: Any, python_type: type | tuple[type, ...] | None = None
    ) -> None:
        self.name = name
        self.function = function
        self.python_type = python_type

    def call(self, context: Context, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Carry out the call. Raises Refused if the arguments do not fit."""
        context.budget.charge()
        return call_fits(self.name, self.function, context, *args, **kwargs)


def is_text(text: str) -> bool:
    """Say whether every character is a whole one: halves cannot be written anywhere."""
    return text.isascii() or not any("\ud800" <= char <= "\udfff" for char in text)


def type_name(value: Any) -> str:
    """Return what messages call the value's type."""
    if isinstance(value, Reachable):
        return value.type_name()
    if isinstance(value, Invocable):
        return "a function"
    if isinstance(value, str):
        return "str"
    return _NAMES.get(type(value)) or type(value).__name__


def text_of(context: Context, value: Any) -> str:
    """Return `str(value)` as the language has it; objects may ask for what they need."""
    if isinstance(value, str):
        return value
    if isinstance(value, Reachable):
        return value.text(context)
    if isinstance(value, Invocable):
        return f"<{value.name}>"
    if isinstance(value, PLAIN):
        return texts[type(value)](context, value) if type(value) in texts else str(value)
    return repr_of(context, value)


def repr_of(context: Context, value: Any) -> str:
    """Return `repr(value)`; what objects show in it is their text."""
    context.budget.charge()
    if isinstance(value, str):
        return _repr_of_text(context, value)
    if isinstance(value, COLLECTIONS):
        return _repr_of_collection(context, value)
    if isinstance(value, Reachable):
        return value.represented(context)
    if isinstance(value, Invocable):
        return text_of(context, value)
    return repr(value) if isinstance(value, PLAIN) else f"<{type_name(value)}>"


def _repr_of_text(context: Context, value: str) -> str:
    context.budget.text(len(value))
    shown = repr(str(value))
    context.budget.text(len(shown))
    return shown


def _repr_of_collection(context: Context, value: Any) -> str:
    with context.budget.nested():
        if isinstance(value, dict):
            inner = [f"{repr_of(context, k)}: {repr_of(context, v)}" for k, v in value.items()]
        else:
            inner = [repr_of(context, each) for each in value]
    context.budget.text(sum(map(len, inner)) + 2 * len(inner))
    shown = ", ".join(inner)
    if isinstance(value, list):
        return f"[{shown}]"
    if isinstance(value, tuple):
        return f"({shown},)" if len(value) == 1 else f"({shown})"
    return f"{{{shown}}}" if value or isinstance(value, dict) else "set()"


def truth_of(context: Context, value: Any) -> bool:
    """Say whether the value counts as true."""
    return value.truth(context) if isinstance(value, Reachable) else bool(value)


def iterate(context: Context, value: Any) -> list[Any]:
    """Return the elements that a loop over the value sees. Raises Refused if there are none."""
    if isinstance(value, Reachable):
        elements = value.iterate(context)
    elif isinstance(value, SEQUENCES):
        context.budget.elements(len(value))
        return list(value)
    else:
        raise Refused(f"One cannot loop over {type_name(value)}.")
    context.budget.elements(len(elements))
    return elements


def length_of(context: Context, value: Any) -> int:
    """Return `len(value)`. Raises Refused if it has none."""
    if isinstance(value, Reachable):
        return value.length(context)
    if isinstance(value, SEQUENCES):
        return len(value)
    raise Refused(f"{type_name(value)} has no length.")


def equal(context: Context, left: Any, right: Any) -> bool:
    """Say whether `left == right`; nested collections are charged element by element."""
    if isinstance(left, Reachable):
        return left.equals(context, right)
    if isinstance(right, Reachable):
        return right.equals(context, left)
    if isinstance(left, str) and isinstance(right, str):
        context.budget.text(min(len(left), len(right)))
    elif isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return _equal_in_order(context, left, right)
    elif isinstance(left, dict) and isinstance(right, dict):
        return _equal_by_key(context, left, right)
    elif isinstance(left, set | frozenset):
        context.budget.elements(len(left))
    return bool(left == right)


def _equal_in_order(context: Context, left: Sequence[Any], right: Sequence[Any]) -> bool:
    if isinstance(left, list) is not isinstance(right, list) or len(left) != len(right):
        return False
    context.budget.elements(len(left))
    with context.budget.nested():
        return all(equal(context, a, b) for a, b in zip(left, right, strict=True))


def _equal_by_key(context: Context, left: dict[Any, Any], right: dict[Any, Any]) -> bool:
    context.budget.elements(len(left))
    if left.keys() != right.keys():
        return False
    with context.budget.nested():
        return all(equal(context, value, right[key]) for key, value in left.items())


def key_of(context: Context, value: Any) -> Any:
    """Return the value if it may be a key or an element of a set. Raises Refused if not.

    Hashing walks through nested tuples, so these are charged and may not be deep.
    """
    if isinstance(value, tuple):
        context.budget.elements(len(value))
        with context.budget.nested():
            for each in value:
                key_of(context, each)
    elif isinstance(value, list | dict | set | slice):
        raise Refused(f"A {type_name(value)} cannot be a key.")
    return value


def contains(context: Context, container: Any, value: Any) -> bool:
    """Say whether `value in container`. Raises Refused if it has no elements."""
    if isinstance(container, Reachable):
        return container.contains(context, value)
    if isinstance(container, str):
        if not isinstance(value, str):
            raise Refused(f"One cannot look for {type_name(value)} in a text.")
        context.budget.text(len(container))
        return value in container
    if isinstance(container, SEQUENCES):
        context.budget.elements(len(container))
        return any(equal(context, each, value) for each in container)
    raise Refused(f"One cannot look for something in {type_name(container)}.")
