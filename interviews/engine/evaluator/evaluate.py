"""The evaluator's door: a checked expression or block of code, run in a context."""

from __future__ import annotations

import ast
from typing import Any

from interviews.engine.context import Context
from interviews.engine.errors import BudgetExceeded, ExpressionFailed, Position
from interviews.engine.evaluator import expressions
from interviews.engine.evaluator.expressions import RAW, Closure, Failure, value_of
from interviews.engine.evaluator.grammar import Expression, Statements, place
from interviews.engine.evaluator.statements import run_body
from interviews.engine.values import Refused, truth_of

__all__ = ["Closure", "assign", "evaluate", "holds", "run"]


def evaluate(expression: Expression, context: Context) -> Any:
    """Return the expression's value.

    Raises NameMissing if a name has no value yet, ExpressionFailed with the place if the
    computation fails, BudgetExceeded.
    """
    try:
        return value_of(expression.node, context)
    except Failure as failure:
        raise _failed(failure, expression.position) from failure
    except RecursionError:
        raise BudgetExceeded("The interview computes too deeply.") from None


def holds(expression: Expression, context: Context) -> bool:
    """Say whether the expression's value counts as true. Raises as `evaluate` does."""
    value = evaluate(expression, context)
    try:
        return truth_of(context, value)
    except RAW as error:
        raise _failed(Failure(expression.node, error), expression.position) from error


def run(statements: Statements, context: Context) -> None:
    """Run a block of code in the context's scope. Raises as `evaluate` does."""
    try:
        run_body(statements.body, context)
    except Failure as failure:
        raise _failed(failure, statements.position) from failure
    except RecursionError:
        raise BudgetExceeded("The interview computes too deeply.") from None


def assign(target: ast.expr, value: Any, context: Context, position: Position) -> None:
    """Give the names of a loop their value. Raises ExpressionFailed if they do not fit."""
    try:
        expressions.assign(target, value, context)
    except RAW as error:
        raise _failed(Failure(target, error), position) from error


def _failed(failure: Failure, position: Position) -> ExpressionFailed:
    """Say what failed and where, without any value: those are a person's answers."""
    cause = failure.cause
    said = str(cause) if isinstance(cause, Refused) else type(cause).__name__
    written = ast.unparse(failure.node) if isinstance(failure.node, ast.expr) else ""
    shown = f" in `{written[:80]}`" if written else ""
    return ExpressionFailed(f"{said}{shown}", place(failure.node, position))
