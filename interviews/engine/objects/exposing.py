"""Which methods of an object an interview may call: those that are marked, under marked names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Method = Callable[..., Any]
M = TypeVar("M", bound=Method)

_NAMES: dict[Method, set[str]] = {}


def exposed(*aliases: str, own: bool = True) -> Callable[[M], M]:
    """Let interviews call a method by its own name and by others. It gets the Context first.

    Its own name is left out if `own` is False: Python or a base class has that name already.
    """

    def mark(method: M) -> M:
        _NAMES.setdefault(method, set()).update(({method.__name__} if own else set()), aliases)
        return method

    return mark


def members_of(cls: type) -> dict[str, Method]:
    """Return what a class exposes, by name: its own methods before those of its bases.

    A method that overrides an exposed one is exposed as well.
    """
    found: dict[str, Method] = {}
    for each in reversed(cls.__mro__):
        for name, function in vars(each).items():
            if not callable(function):
                continue
            if name in found:
                replaced = found[name]
                found |= {known: function for known, old in found.items() if old is replaced}
            for known in _NAMES.get(function, ()):
                found[known] = function
    return found
