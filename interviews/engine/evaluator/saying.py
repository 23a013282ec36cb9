"""What an expression shows where a text has it: what its author wrote in it is markup too.

`${ '**yes**' if agreed else name }`: the first is the author's and becomes bold, the second is a
value and is shown as it is. Only texts that stand in the expression itself count; whatever comes
out of a name, a call or an operation on one is a value.
"""

from __future__ import annotations

import ast
import functools
from typing import Any

from interviews.engine.context import Context
from interviews.engine.evaluator.expressions import value_of
from interviews.engine.evaluator.operators import binary
from interviews.engine.values import text_of, truth_of
from interviews.engine.veil import Markup, joined


def said(node: ast.expr, context: Context) -> str:
    """Return the text of an expression's value, as markup as far as the author wrote it."""
    match node:
        case ast.Constant(value=str() as text):
            return Markup(text)
        case ast.IfExp():
            chosen = node.body if truth_of(context, value_of(node.test, context)) else node.orelse
            return said(chosen, context)
        case ast.JoinedStr():
            parts = [_part(each, context) for each in node.values]
            context.budget.text(sum(map(len, parts)))
            return joined(parts)
        case ast.BinOp(op=ast.Add()) if _holds_words(node):
            operands = (_operand(each, context) for each in _summands(node))
            added = functools.reduce(lambda a, b: binary(context, ast.Add, a, b), operands)
            return text_of(context, added)
    return text_of(context, value_of(node, context))


def _part(node: ast.expr, context: Context) -> str:
    value = value_of(node, context)
    return Markup(value) if isinstance(node, ast.Constant) else text_of(context, value)


def _operand(node: ast.expr, context: Context) -> Any:
    if isinstance(node, ast.JoinedStr):
        return said(node, context)
    value = value_of(node, context)
    is_written = isinstance(node, ast.Constant) and isinstance(value, str)
    return Markup(value) if is_written else value


def _summands(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [*_summands(node.left), *_summands(node.right)]
    return [node]


def _holds_words(node: ast.expr) -> bool:
    """Say whether a text that the author wrote is one of what is added."""
    return any(
        isinstance(each, ast.JoinedStr)
        or (isinstance(each, ast.Constant) and isinstance(each.value, str))
        for each in _summands(node)
    )
