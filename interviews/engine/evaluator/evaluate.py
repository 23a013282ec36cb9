"""The evaluator's door: a checked expression or block of code, run in a context."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from interviews.engine.context import Context
from interviews.engine.errors import BudgetExceeded, ExpressionFailed, Position
from interviews.engine.evaluator import expressions
from interviews.engine.evaluator.expressions import RAW, Failure, closure, value_of
from interviews.engine.evaluator.grammar import Definition, Expression, Statements, place
from interviews.engine.evaluator.statements import Leaving, run_body
from interviews.engine.values import Refused, iterate, text_of, truth_of

__all__ = [
    "assign",
    "blaming",
    "define",
    "elements",
    "evaluate",
    "holds",
    "objected",
    "objection",
    "run",
    "shown",
]


def evaluate(expression: Expression, context: Context) -> Any:
    """Return the expression's value.

    Raises NameMissing if a name has no value yet, ExpressionFailed with the place if the
    computation fails, BudgetExceeded.
    """
    with _placed(expression.node, expression.position):
        return value_of(expression.node, context)


def holds(expression: Expression, context: Context) -> bool:
    """Say whether the expression's value counts as true. Raises as `evaluate` does."""
    with _placed(expression.node, expression.position):
        return truth_of(context, value_of(expression.node, context))


@contextmanager
def blaming(expression: Expression) -> Iterator[None]:
    """Say of whatever fails within that this expression did: it gave what did not fit."""
    with _placed(expression.node, expression.position):
        yield


def shown(expression: Expression, context: Context) -> str:
    """Return the text of the expression's value. Raises as `evaluate` does.

    What its author wrote, in the expression or in code before, may be markup (see `veil`).
    """
    with _placed(expression.node, expression.position):
        return text_of(context, value_of(expression.node, context))


def elements(expression: Expression, context: Context) -> list[Any]:
    """Return what a loop over the expression's value sees. Raises as `evaluate` does."""
    with _placed(expression.node, expression.position):
        return iterate(context, value_of(expression.node, context))


def run(statements: Statements, context: Context) -> Leaving | None:
    """Run a block of code in the context's scope. Raises as `evaluate` does.

    Returns why it ended early, if it did.
    """
    with _placed(_WHOLE, statements.position):
        return run_body(statements.body, context)


def objection(statements: Statements, context: Context) -> str | None:
    """Run a check and return what it says against the answers, None if nothing.

    That is what its author raises or asserts; '' if without words. Raises as `run` does.
    """
    with _placed(_WHOLE, statements.position):
        try:
            run_body(statements.body, context)
        except Failure as failure:
            if (said := objected(failure)) is None:
                raise
            return said
    return None


def objected(failure: Failure) -> str | None:
    """Return what an author raised or asserted, None if the failure is no such thing."""
    if not isinstance(failure.node, ast.Raise | ast.Assert):
        return None
    return str(failure.cause.args[0]) if failure.cause.args else ""


def assign(target: ast.expr, value: Any, context: Context, position: Position) -> None:
    """Give the names of a loop their value. Raises ExpressionFailed if they do not fit."""
    with _placed(target, position):
        expressions.assign(target, value, context)


_WHOLE = ast.Module([], [])  # a place for what fails nowhere in particular


def define(definition: Definition, context: Context, body: Callable[[Context], Any]) -> None:
    """Define a function whose body is not code. Raises as `evaluate` does."""
    with _placed(_WHOLE, definition.position):
        made = closure(definition.name, definition.arguments, body, context)
    context.scope.assign(definition.name, made)


@contextmanager
def _placed(node: ast.AST, position: Position) -> Iterator[None]:
    """Turn what fails within into an author's mistake at its place.

    What Python said is not kept with it: that may hold a person's answers.
    """
    try:
        yield
    except Failure as failure:
        raise _failed(failure.node, failure.cause, position) from None
    except RAW as error:
        raise _failed(node, error, position) from None
    except RecursionError:
        raise BudgetExceeded("The interview computes too deeply.") from None


def _failed(node: ast.AST, cause: Exception, position: Position) -> ExpressionFailed:
    """Say what failed and where, without any value: those are a person's answers."""
    why = str(cause) if isinstance(cause, Refused) else type(cause).__name__
    written = ast.unparse(node) if isinstance(node, ast.expr) else ""
    what = f" in `{written[:80]}`" if written else ""
    return ExpressionFailed(f"{why}{what}", place(node, position))
