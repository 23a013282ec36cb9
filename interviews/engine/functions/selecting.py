"""Objects to choose from, gathered out of lists and single ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from interviews.engine.context import Context
from interviews.engine.functions.joining import is_group
from interviews.engine.registry import function
from interviews.engine.values import SEQUENCES, contains, iterate


@function("selections")
def selections(context: Context, *several: Any, exclude: Any = None, **_: Any) -> list[Any]:
    """Return all that is given as one list: elements of lists, and single ones, each once."""
    left_out = list(_each(context, exclude))
    made: list[Any] = []
    for value in several:
        for each in _each(context, value):
            if not contains(context, [*left_out, *made], each):
                made.append(each)
    return made


def _each(context: Context, value: Any) -> Iterator[Any]:
    """Yield the elements of lists within lists, and everything else but nothing."""
    if is_group(value) or (isinstance(value, SEQUENCES) and not isinstance(value, str)):
        with context.budget.nested():
            for each in iterate(context, value):
                yield from _each(context, each)
    elif value is not None:
        yield value
