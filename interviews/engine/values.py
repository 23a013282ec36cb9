"""What a value is to the language, and the few things that are done with every value.

Plain values are None, bool, int, float, str, list, tuple, dict, set, dates and times. Everything else
is Reachable (decides by itself what an interview may reach) or Invocable (may be called). The
evaluator never looks into any other object.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from interviews.engine.context import Context
from interviews.engine.errors import EngineError

PLAIN = (type(None), bool, int, float, str, Decimal, date, datetime, time, timedelta)
SEQUENCES = (str, list, tuple, dict, set, frozenset, range)


class Refused(EngineError):
    """The language does not do this with such a value. The message names types, never values.

    An interview's `try` catches it as an Exception.
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
        """Return an element. Raises NameMissing if a block could define it, IndexError, KeyError."""
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

    @abstractmethod
    def call(self, context: Context, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Carry out the call."""


class Native(Invocable):
    """A Python function of ours. It gets the context first."""

    __slots__ = ("function", "name", "python_type")

    def __init__(
        self, name: str, function: Any, python_type: type | tuple[type, ...] | None = None
    ) -> None:
        self.name = name
        self.function = function
        # What `isinstance(value, str)` means, for functions that are types to authors.
        self.python_type = python_type

    def call(self, context: Context, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Carry out the call. Raises Refused if the arguments do not fit."""
        context.budget.charge()
        return self.function(context, *args, **kwargs)


def type_name(value: Any) -> str:
    """Return what messages call the value's type."""
    if isinstance(value, Reachable):
        return value.type_name()
    if isinstance(value, Invocable):
        return "a function"
    return "str" if isinstance(value, str) else type(value).__name__


def text_of(context: Context, value: Any) -> str:
    """Return `str(value)` as the language has it; objects may ask for what they need."""
    if isinstance(value, str):
        return value
    if isinstance(value, Reachable):
        return value.text(context)
    if isinstance(value, Invocable):
        return f"<{value.name}>"
    if isinstance(value, PLAIN):
        return str(value)
    return repr_of(context, value)


def repr_of(context: Context, value: Any) -> str:
    """Return `repr(value)`; what objects show in it is their text."""
    context.budget.enter()
    try:
        shown = _repr_of(context, value)
    finally:
        context.budget.leave()
    context.budget.text(len(shown))
    return shown


def _repr_of(context: Context, value: Any) -> str:
    if isinstance(value, str):
        return repr(str(value))
    if isinstance(value, dict):
        pairs = (f"{repr_of(context, k)}: {repr_of(context, v)}" for k, v in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, tuple):
        inner = ", ".join(repr_of(context, each) for each in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, list):
        return "[" + ", ".join(repr_of(context, each) for each in value) + "]"
    if isinstance(value, set | frozenset):
        inner = ", ".join(repr_of(context, each) for each in value)
        return "{" + inner + "}" if value else "set()"
    if isinstance(value, PLAIN):
        return repr(value)
    return text_of(context, value)


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
    """Say whether `left == right`."""
    if isinstance(left, Reachable):
        return left.equals(context, right)
    if isinstance(right, Reachable):
        return right.equals(context, left)
    return bool(left == right)


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
