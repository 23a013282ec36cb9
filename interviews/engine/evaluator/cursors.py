"""`iter` and `next`: a place in a list, which moves on with each element that is taken."""

from __future__ import annotations

from typing import Any

from interviews.engine.context import Context
from interviews.engine.registry import function
from interviews.engine.values import NothingNext, Reachable, contains, iterate

_ABSENT = object()


class Cursor(Reachable):
    """What is left of a list; who takes elements of it, or loops over it, uses them up."""

    def __init__(self, elements: list[Any]) -> None:
        self.elements = elements[::-1]  # the next one last: taking it costs nothing

    def type_name(self) -> str:
        """Return what messages call it."""
        return "an iterator"

    def iterate(self, context: Context) -> list[Any]:
        """Return what is left; then nothing is."""
        left, self.elements = self.elements[::-1], []
        return left

    def contains(self, context: Context, value: Any) -> bool:
        """Say whether the value is among what is left, which is used up."""
        return contains(context, self.iterate(context), value)


@function("iter")
def _iter(context: Context, values: Any) -> Cursor:
    return values if isinstance(values, Cursor) else Cursor(iterate(context, values))


@function("next")
def _next(context: Context, values: Any, default: Any = _ABSENT) -> Any:
    if isinstance(values, Cursor):
        if values.elements:
            return values.elements.pop()
    elif elements := iterate(context, values):
        return elements[0]
    if default is _ABSENT:
        raise NothingNext("there is no next element")
    return default
