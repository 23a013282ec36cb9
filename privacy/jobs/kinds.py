"""Which function does which kind of job, and which kinds come again by themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

Handler = Callable[[dict[str, Any], datetime], None]
Function = TypeVar("Function", bound=Handler)
Seconds = Callable[[], int]

_handlers: dict[str, Handler] = {}
_recurring: dict[str, Seconds] = {}


class UnknownKind(Exception):
    """No function does this kind of job; the app that wrote the job may be gone."""


def handles(kind: str) -> Callable[[Function], Function]:
    """Return a decorator: the function does jobs of `kind`, given their arguments and the time.

    Raises ValueError if another function does them already.
    """

    def take(function: Function) -> Function:
        if kind in _handlers:
            raise ValueError(f"Two functions do jobs of the kind {kind!r}; rename one.")
        _handlers[kind] = function
        return function

    return take


def comes_again(kind: str, every: Seconds) -> Callable[[Function], Function]:
    """Return a decorator like `handles`; the job comes again `every()` seconds."""
    take = handles(kind)

    def take_too(function: Function) -> Function:
        _recurring[kind] = every
        return take(function)

    return take_too


def get_handler(kind: str) -> Handler:
    """Return what does jobs of `kind`. Raises UnknownKind if nothing does."""
    try:
        return _handlers[kind]
    except KeyError as error:
        raise UnknownKind(kind) from error


def all_kinds() -> list[str]:
    """Return every kind of job that a function does."""
    return sorted(_handlers)


def recurring() -> dict[str, int]:
    """Return the kinds that come again, and after how many seconds."""
    return {kind: every() for kind, every in sorted(_recurring.items())}
