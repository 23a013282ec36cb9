"""Texts with `${ }` and `%` lines: the part of Mako that authors use, compiled to nodes of ours.

Nothing of a template becomes Python. Its expressions are checked and evaluated as all others are;
a name that is missing passes through, which is what makes a text ask questions. What `${ }` gives
is a value and stays one (see `veil`); an author's own words are markup, also those that stand in
quotes alone within `${ }`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from interviews.engine.context import Context, Scope
from interviews.engine.errors import Position
from interviews.engine.evaluator.evaluate import assign, define, elements, holds, run, shown
from interviews.engine.registry import values
from interviews.engine.text.filters import filtered
from interviews.engine.text.nodes import (
    Code,
    Each,
    Function,
    Node,
    Text,
    Value,
    When,
    While,
    build,
)
from interviews.engine.values import Native, Reachable, Refused
from interviews.engine.veil import Markup, unveil, veil

# Without a meaning: any `return` in the code of a text ends it.
values["STOP_RENDERING"] = ""


@dataclass(frozen=True)
class Template:
    """A text, compiled; it keeps nothing of a session and may be shared."""

    nodes: tuple[Node, ...]
    source: str
    position: Position

    @property
    def is_static(self) -> bool:
        """Say whether it is the same text always."""
        return all(isinstance(node, Text) for node in self.nodes)

    def render(self, context: Context) -> Markup:
        """Return the filled text as markup, with values veiled.

        Raises NameMissing if a name has no value yet, ExpressionFailed, BudgetExceeded.
        """
        return (context.translated(self) or self).fill(context)

    def fill(self, context: Context) -> Markup:
        """Return the filled text in the language in which it is written. Raises as `render`."""
        if self.is_static:
            return _filled(self.nodes, context)
        with context.budget.nested(), context.within(Scope({}, context.scope)):
            return _filled(self.nodes, context)

    def plain(self, context: Context) -> str:
        """Return the filled text for a sink that knows no markup."""
        return unveil(self.render(context))


def compile_template(source: str, position: Position) -> Template:
    """Return the compiled text. Raises BlockInvalid, ExpressionRefused with the place."""
    return Template(build(source, position), source, position)


class _Stopped(Exception):
    """`<% return STOP_RENDERING %>`: the text ends here."""


class _Broken(Exception):
    """`<% break %>`: the loop ends here."""


class _Skipped(Exception):
    """`<% continue %>`: the loop goes on with what comes next."""


_LEAVINGS = {"return": _Stopped, "break": _Broken, "continue": _Skipped}


def _filled(nodes: Sequence[Node], context: Context) -> Markup:
    parts: list[str] = []
    with suppress(_Stopped):
        _fill(nodes, context, parts)
    context.budget.text(sum(map(len, parts)))
    return Markup("".join(parts))


def _fill(nodes: Sequence[Node], context: Context, parts: list[str]) -> None:
    for node in nodes:
        context.budget.charge()
        match node:
            case Text():
                _add(context, parts, node.text)
            case Value():
                text = shown(node.expression, context)
                _add(context, parts, veil(filtered(context, text, node.filters)))
            case When():
                _fill_branch(node, context, parts)
            case Each():
                _fill_each(node, context, parts)
            case While():
                _fill_while(node, context, parts)
            case Code():
                _run(node, context)
            case _:
                define(node.head, context, _body(node))


def _run(node: Code, context: Context) -> None:
    leaving = run(node.statements, context)
    if leaving is not None:
        raise _LEAVINGS[leaving.how]


def _add(context: Context, parts: list[str], text: str) -> None:
    context.budget.text(len(text))
    parts.append(text)


def _fill_branch(node: When, context: Context, parts: list[str]) -> None:
    for condition, body in node.branches:
        if condition is None or holds(condition, context):
            _fill(body, context, parts)
            return


def _fill_each(node: Each, context: Context, parts: list[str]) -> None:
    looped = elements(node.values, context)
    around = context.scope.find("loop") if context.scope.knows("loop") else None
    parent = around if isinstance(around, Loop) else None
    with suppress(_Broken):
        for index, value in enumerate(looped):
            context.budget.charge()
            assign(node.target, value, context, node.values.position)
            with suppress(_Skipped), context.binding({"loop": Loop(index, len(looped), parent)}):
                _fill(node.body, context, parts)


def _fill_while(node: While, context: Context, parts: list[str]) -> None:
    with suppress(_Broken):
        while holds(node.condition, context):
            context.budget.charge()
            with suppress(_Skipped):
                _fill(node.body, context, parts)


def _body(node: Function) -> Callable[[Context], Markup]:
    return lambda context: _filled(node.body, context)


@dataclass(frozen=True)
class Loop(Reachable):
    """What `loop` is within `% for`: where in the loop one is."""

    index: int
    count: int
    parent: Loop | None = None

    def get_attribute(self, context: Context, name: str) -> Any:
        """Return index, reverse_index, first, last, even, odd, parent or cycle."""
        known: dict[str, Any] = {
            "index": self.index,
            "reverse_index": self.count - self.index - 1,
            "first": self.index == 0,
            "last": self.index == self.count - 1,
            "even": self.index % 2 == 0,
            "odd": self.index % 2 == 1,
            "parent": self.parent,
            "cycle": Native("cycle", self.cycle),
        }
        if name not in known:
            raise Refused(f"A loop has no '{name}'. There are: {', '.join(known)}.")
        return known[name]

    def length(self, context: Context) -> int:
        """Return how many turns the loop has."""
        return self.count

    def cycle(self, context: Context, *values: Any) -> Any:
        """Return one of the values, the next at each turn."""
        if not values:
            raise Refused("loop.cycle() needs values.")
        return values[self.index % len(values)]
