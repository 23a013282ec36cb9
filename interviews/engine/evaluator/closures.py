"""Functions that an interview wrote: `def`, `lambda`, `<%def>`."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from interviews.engine.context import Context, Scope
from interviews.engine.errors import BudgetExceeded
from interviews.engine.values import Invocable, Refused

MISSING = object()  # an argument that was not given and has no default


@dataclass(frozen=True)
class Signature:
    """What a function is called with, and what its arguments are by default."""

    name: str
    arguments: ast.arguments
    defaults: Sequence[Any]  # of the last positional arguments
    by_keyword: Sequence[Any]  # of the keyword-only arguments, MISSING if there is none

    def bind(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
        """Return the arguments by name. Raises Refused if they do not fit."""
        given, named = list(args), dict(kwargs)
        names: dict[str, Any] = {}
        positional = [each.arg for each in (*self.arguments.posonlyargs, *self.arguments.args)]
        defaults = dict(zip(positional[::-1], self.defaults[::-1], strict=False))
        for name in positional:
            if given:
                names[name] = given.pop(0)
            else:
                names[name] = named.pop(name, defaults.get(name, MISSING))
        for each, default in zip(self.arguments.kwonlyargs, self.by_keyword, strict=True):
            names[each.arg] = named.pop(each.arg, default)
        if self.arguments.vararg:
            names[self.arguments.vararg.arg], given = tuple(given), []
        if self.arguments.kwarg:
            names[self.arguments.kwarg.arg], named = named, {}
        if given or named or any(value is MISSING for value in names.values()):
            raise Refused(f"{self.name} was called with arguments that do not fit.")
        return names


class Closure(Invocable):
    """A function that an interview wrote, with the scope in which it was made."""

    def __init__(self, signature: Signature, body: Callable[[Context], Any], scope: Scope) -> None:
        self.name = signature.name
        self.signature = signature
        self.body = body
        self.scope = scope

    def call(self, context: Context, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Carry out the call. Raises Refused if the arguments do not fit."""
        names = self.signature.bind(args, kwargs)
        context.budget.charge()
        try:
            with context.budget.nested(), context.within(Scope(names, self.scope)):
                return self.body(context)
        except RecursionError:
            raise BudgetExceeded("The interview computes too deeply.") from None
