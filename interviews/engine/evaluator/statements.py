"""The running of statements: assignments, conditions, loops, functions, `try`.

The engine's own interruptions (a missing name, a budget that is spent) pass through every `try`
of an interview.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from interviews.engine import registry
from interviews.engine.context import Context
from interviews.engine.evaluator.attributes import reach, reaches
from interviews.engine.evaluator.expressions import (
    RAW,
    Failure,
    assign,
    closure,
    item_of,
    set_item,
    value_of,
)
from interviews.engine.evaluator.operators import augmented
from interviews.engine.registry import ValueRefused
from interviews.engine.values import (
    Invocable,
    NoSuchValue,
    NothingNext,
    Reachable,
    Refused,
    iterate,
    key_of,
    repr_of,
    text_of,
    truth_of,
    type_name,
)
from interviews.engine.veil import plain


@dataclass(frozen=True, slots=True)
class Leaving:
    """Why the statements after this one are not run: 'break', 'continue' or 'return'."""

    how: str
    value: Any = None


class _Reraise(Exception):
    """A bare `raise`: what was caught goes on."""


_BREAK = Leaving("break")
_CONTINUE = Leaving("continue")


def run_body(body: Sequence[ast.stmt], context: Context) -> Leaving | None:
    """Run statements one after the other. Raises Failure, Control, BudgetExceeded."""
    for statement in body:
        context.budget.charge()
        try:
            leaving = STATEMENTS[type(statement)](statement, context)
        except RAW as error:
            raise Failure(statement, error) from error
        if leaving is not None:
            return leaving
    return None


def _expression(node: ast.Expr, context: Context) -> None:
    value_of(node.value, context)


def _assign(node: ast.Assign, context: Context) -> None:
    value = value_of(node.value, context)
    for target in node.targets:
        assign(target, value, context)


def _annotated(node: ast.AnnAssign, context: Context) -> None:
    if node.value is not None:
        assign(node.target, value_of(node.value, context), context)


def _augmented(node: ast.AugAssign, context: Context) -> None:
    target = node.target
    kind = type(node.op)
    if isinstance(target, ast.Name):
        before = context.scope.find(target.id)
        after = augmented(context, kind, before, value_of(node.value, context))
        context.scope.assign(target.id, after)
        return
    owner = value_of(target.value, context)
    if isinstance(target, ast.Attribute):
        before = reach(context, owner, target.attr)
        after = augmented(context, kind, before, value_of(node.value, context))
        _set_attribute(context, owner, target.attr, after)
        return
    key = value_of(target.slice, context)
    before = item_of(context, owner, key)
    set_item(context, owner, key, augmented(context, kind, before, value_of(node.value, context)))


def _set_attribute(context: Context, owner: Any, name: str, value: Any) -> None:
    if not isinstance(owner, Reachable):
        raise Refused(f"'{name}' of {type_name(owner)} cannot be set.")
    owner.set_attribute(context, name, value)


def _delete(node: ast.Delete, context: Context) -> None:
    for target in node.targets:
        if isinstance(target, ast.Name):
            context.scope.find(target.id)  # what is not there is asked for first
            context.scope.delete(target.id)
        elif isinstance(target, ast.Attribute):
            owner = value_of(target.value, context)
            if not isinstance(owner, Reachable):
                raise Refused(f"'{target.attr}' of {type_name(owner)} cannot be deleted.")
            owner.delete_attribute(context, target.attr)
        else:
            assert isinstance(target, ast.Subscript)
            _delete_item(context, value_of(target.value, context), value_of(target.slice, context))


def _delete_item(context: Context, owner: Any, key: Any) -> None:
    if isinstance(owner, Reachable):
        owner.delete_item(context, key)
    elif isinstance(owner, dict):
        del owner[key_of(context, key)]
    elif isinstance(owner, list):
        del owner[key]
    else:
        raise Refused(f"Elements of {type_name(owner)} cannot be deleted.")


def _if(node: ast.If, context: Context) -> Leaving | None:
    while not truth_of(context, value_of(node.test, context)):
        rest = node.orelse
        if len(rest) != 1 or not isinstance(rest[0], ast.If):
            return run_body(rest, context)
        node = rest[0]
    return run_body(node.body, context)


def _for(node: ast.For, context: Context) -> Leaving | None:
    for each in iterate(context, value_of(node.iter, context)):
        assign(node.target, each, context)
        leaving = run_body(node.body, context)
        if leaving is not None and leaving is not _CONTINUE:
            return None if leaving is _BREAK else leaving
    return run_body(node.orelse, context)


def _while(node: ast.While, context: Context) -> Leaving | None:
    while truth_of(context, value_of(node.test, context)):
        leaving = run_body(node.body, context)
        if leaving is not None and leaving is not _CONTINUE:
            return None if leaving is _BREAK else leaving
    return run_body(node.orelse, context)


def _break(node: ast.Break, context: Context) -> Leaving:
    return _BREAK


def _continue(node: ast.Continue, context: Context) -> Leaving:
    return _CONTINUE


def _pass(node: ast.Pass, context: Context) -> None:
    return None


def _function(node: ast.FunctionDef, context: Context) -> None:
    def body(inner: Context) -> Any:
        leaving = run_body(node.body, inner)
        return leaving.value if leaving else None

    context.scope.assign(node.name, closure(node.name, node.args, body, context))


def _return(node: ast.Return, context: Context) -> Leaving:
    return Leaving("return", value_of(node.value, context) if node.value else None)


def _assert(node: ast.Assert, context: Context) -> None:
    if not truth_of(context, value_of(node.test, context)):
        raise AssertionError(text_of(context, value_of(node.msg, context)) if node.msg else "")


# Failures that an interview raises and catches


class Problem(Reachable):
    """What `except … as error` gives: nothing but its text and the name of its class."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def type_name(self) -> str:
        """Return the name of the class that an interview would catch it by."""
        if isinstance(self.error, NothingNext):
            return "StopIteration"
        if isinstance(self.error, NoSuchValue):
            return "ValueError"
        return "TypeError" if isinstance(self.error, Refused) else type(self.error).__name__

    def text(self, context: Context) -> str:
        """Return the message."""
        said = self.error.args[0] if self.error.args else ""
        return said if isinstance(said, str) else repr_of(context, said)


class DAError(Exception):
    """What the language's own failures are, for interviews that raise or catch them."""


class DAValidationError(DAError):
    """Raised, it refuses what a person gave, as `validation_error` does."""


class ProblemClass(Invocable):
    """`ValueError` and its like: may be raised, caught and called with a message."""

    def __init__(self, python: type[Exception], name: str = "") -> None:
        self.name = name or python.__name__
        self.python = python

    def call(self, context: Context, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Problem:
        """Return a problem with this message."""
        return Problem(self.python(*(text_of(context, each) for each in args[:1])))


PROBLEMS: dict[str, ProblemClass] = {}
for _python in (
    Exception, ValueError, TypeError, KeyError, IndexError, LookupError, ZeroDivisionError,
    ArithmeticError, OverflowError, AttributeError, NameError, RuntimeError, AssertionError,
    NotImplementedError, StopIteration, OSError, FileNotFoundError, ImportError,
    ModuleNotFoundError, UnicodeError, EOFError, PermissionError, TimeoutError, ConnectionError,
    DAError, DAValidationError,
):  # fmt: skip
    PROBLEMS[_python.__name__] = ProblemClass(_python)
# Python has other names for this one.
for _name in ("IOError", "EnvironmentError"):
    PROBLEMS[_name] = ProblemClass(OSError, _name)
registry.functions.update(PROBLEMS)


def _raise(node: ast.Raise, context: Context) -> None:
    if node.exc is None:
        raise _Reraise
    raised = value_of(node.exc, context)
    if isinstance(raised, ProblemClass):
        raised = Problem(raised.python())
    if not isinstance(raised, Problem):
        raise Refused(f"One can raise an exception, not {type_name(raised)}.")
    if isinstance(raised.error, DAValidationError):
        raise ValueRefused(plain(raised.text(context)))
    raise Failure(node, raised.error)


def _try(node: ast.Try, context: Context) -> Leaving | None:
    try:
        leaving = _try_body(node, context)
    finally:
        left = run_body(node.finalbody, context)
    return left or leaving


def _try_body(node: ast.Try, context: Context) -> Leaving | None:
    try:
        leaving = run_body(node.body, context)
    except Failure as failure:
        return _handle(node, failure, context)
    return leaving or run_body(node.orelse, context)


def _handle(node: ast.Try, failure: Failure, context: Context) -> Leaving | None:
    for handler in node.handlers:
        if handler.type is None or _catches(
            context, value_of(handler.type, context), failure.cause
        ):
            if handler.name:
                context.scope.assign(handler.name, Problem(failure.cause))
            try:
                return run_body(handler.body, context)
            except _Reraise:
                raise failure from None
            finally:
                if handler.name:
                    context.scope.delete(handler.name)
    raise failure


def _catches(context: Context, wanted: Any, cause: Exception) -> bool:
    context.budget.charge()
    if isinstance(wanted, tuple):
        return any(_catches(context, each, cause) for each in wanted)
    if not isinstance(wanted, ProblemClass):
        raise Refused(f"One can catch exceptions, not {type_name(wanted)}.")
    if isinstance(cause, NothingNext):
        return wanted.python in (Exception, StopIteration)
    if isinstance(cause, Refused) and not isinstance(cause, NoSuchValue):
        return wanted.python in (Exception, TypeError, AttributeError)
    return isinstance(cause, wanted.python)


# Imports give names to façades; whatever the language offers anyway needs none.


def _import(node: ast.Import, context: Context) -> None:
    for alias in node.names:
        if alias.name in registry.modules:
            # `import a.b` gives a name to a.
            bound = alias.name if alias.asname else alias.name.partition(".")[0]
            context.scope.assign(alias.asname or bound, registry.modules[bound])
        elif not alias.name.startswith("docassemble."):
            raise Refused(f"There is no module '{alias.name}'.")
        elif alias.asname:
            _import_language(alias.name.split("."), alias.asname, context)


def _import_language(path: Sequence[str], wanted: str, context: Context) -> None:
    """Name what a package of the language offers; of other packages there is nothing to name."""
    found = context.offered().get(path[0])
    for word in path[1:]:
        if not reaches(found, word):
            return
        found = reach(context, found, word)
    context.scope.assign(wanted, found)


def _import_from(node: ast.ImportFrom, context: Context) -> None:
    module = registry.modules.get(node.module or "")
    for alias in node.names:
        if module is not None:
            context.scope.assign(alias.asname or alias.name, reach(context, module, alias.name))
        elif alias.name in context.offered():
            if alias.asname:
                context.scope.assign(alias.asname, context.offered()[alias.name])
        elif alias.name != "*":
            raise Refused(f"There is no '{alias.name}' to import.")


STATEMENTS: dict[type[ast.stmt], Callable[[Any, Context], Leaving | None]] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Delete: _delete,
    ast.If: _if,
    ast.For: _for,
    ast.While: _while,
    ast.Break: _break,
    ast.Continue: _continue,
    ast.Pass: _pass,
    ast.FunctionDef: _function,
    ast.Return: _return,
    ast.Assert: _assert,
    ast.Raise: _raise,
    ast.Try: _try,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
}
