"""Texts with `${ }` and `%` lines: the part of Mako that authors use, compiled to nodes of ours.

Nothing of a template becomes Python. Its expressions are checked and evaluated as all others are;
a name that is missing passes through, which is what makes a text ask questions. What `${ }` gives
is a value and stays one (see `veil`); an author's own words are markup, also those that stand in
quotes alone within `${ }`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from interviews.engine.context import Context, Scope
from interviews.engine.errors import Position
from interviews.engine.evaluator.evaluate import Closure, assign, evaluate, holds, run
from interviews.engine.text.nodes import (
    Code,
    Definition,
    Each,
    Node,
    Text,
    Value,
    When,
    While,
    build,
)
from interviews.engine.values import Reachable, Refused, iterate, text_of
from interviews.engine.veil import Markup, unveil, veil


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
        parts: list[str] = []
        context.budget.enter()
        try:
            if self.is_static:
                _fill(self.nodes, context, parts)
            else:
                with context.within(Scope({}, context.scope)):
                    _fill(self.nodes, context, parts)
        finally:
            context.budget.leave()
        return _joined(context, parts)

    def plain(self, context: Context) -> str:
        """Return the filled text for a sink that knows no markup."""
        return unveil(self.render(context))


def compile_template(source: str, position: Position) -> Template:
    """Return the compiled text. Raises BlockInvalid, ExpressionRefused with the place."""
    return Template(build(source, position), source, position)


def _joined(context: Context, parts: Sequence[str]) -> Markup:
    context.budget.text(sum(map(len, parts)))
    return Markup("".join(parts))


def _fill(nodes: Sequence[Node], context: Context, parts: list[str]) -> None:
    for node in nodes:
        context.budget.charge()
        match node:
            case Text():
                _add(context, parts, node.text)
            case Value():
                value = evaluate(node.expression, context)
                _add(context, parts, veil(text_of(context, value)))
            case When():
                _fill_branch(node, context, parts)
            case Each():
                _fill_each(node, context, parts)
            case While():
                while holds(node.condition, context):
                    context.budget.charge()
                    _fill(node.body, context, parts)
            case Code():
                run(node.statements, context)
            case Definition():
                made = Closure(node.name, node.arguments, _body(node), context)
                context.scope.assign(node.name, made)


def _add(context: Context, parts: list[str], text: str) -> None:
    context.budget.text(len(text))
    parts.append(text)


def _fill_branch(node: When, context: Context, parts: list[str]) -> None:
    for condition, body in node.branches:
        if condition is None or holds(condition, context):
            _fill(body, context, parts)
            return


def _fill_each(node: Each, context: Context, parts: list[str]) -> None:
    values = iterate(context, evaluate(node.values, context))
    for index, value in enumerate(values):
        context.budget.charge()
        assign(node.target, value, context, node.values.position)
        context.scope.assign("loop", Loop(index, len(values)))
        _fill(node.body, context, parts)


def _body(node: Definition) -> Any:
    def fill(context: Context) -> Markup:
        parts: list[str] = []
        _fill(node.body, context, parts)
        return _joined(context, parts)

    return fill


@dataclass(frozen=True)
class Loop(Reachable):
    """What `loop` is within `% for`: where in the loop one is."""

    index: int
    count: int

    def get_attribute(self, context: Context, name: str) -> Any:
        """Return index, reverse_index, first, last, even or odd."""
        known = {
            "index": self.index,
            "reverse_index": self.count - self.index - 1,
            "first": self.index == 0,
            "last": self.index == self.count - 1,
            "even": self.index % 2 == 0,
            "odd": self.index % 2 == 1,
        }
        if name not in known:
            raise Refused(f"A loop has no '{name}'. There are: {', '.join(known)}.")
        return known[name]
