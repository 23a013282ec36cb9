"""The evaluation of expressions: one function for each node that the grammar lets through.

What may go wrong for ever: a value that leads out of the interview. The one principle: this module
computes with plain values and asks Reachable and Invocable values of ours; it never uses Python's
getattr, and it calls nothing that is not Invocable.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

from interviews.engine.context import Context, Scope
from interviews.engine.control import NameMissing
from interviews.engine.evaluator.attributes import as_dict, reach, room_for_one
from interviews.engine.evaluator.closures import MISSING, Closure, Signature
from interviews.engine.evaluator.formats import converted, formatted
from interviews.engine.evaluator.operators import binary, compared, unary
from interviews.engine.evaluator.tallies import entry_of
from interviews.engine.names import is_word
from interviews.engine.values import (
    Invocable,
    Reachable,
    Refused,
    iterate,
    key_of,
    text_of,
    truth_of,
    type_name,
)
from interviews.engine.veil import joined

# What Python raises when a computation fails; everything else is no business of an interview.
# A RecursionError is none of these: it is a budget that is spent.
RAW = (
    ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError, Refused,
)  # fmt: skip


class Failure(Exception):
    """A computation failed at a node; `cause` is what Python or a function of ours raised."""

    def __init__(self, node: ast.AST, cause: Exception) -> None:
        super().__init__(type(cause).__name__)
        self.node = node
        self.cause = cause


def value_of(node: ast.expr, context: Context) -> Any:
    """Return the value of one node. Raises Failure, Control, BudgetExceeded."""
    context.budget.charge()
    try:
        return NODES[type(node)](node, context)
    except RAW as error:
        raise Failure(node, error) from error


def _constant(node: ast.Constant, context: Context) -> Any:
    return node.value


def _name(node: ast.Name, context: Context) -> Any:
    try:
        return context.scope.find(node.id)
    except NameMissing:
        offered = context.offered()
        if node.id in offered:
            return offered[node.id]
        raise


def _attribute(node: ast.Attribute, context: Context) -> Any:
    return reach(context, value_of(node.value, context), node.attr)


def _subscript(node: ast.Subscript, context: Context) -> Any:
    return item_of(context, value_of(node.value, context), value_of(node.slice, context))


def item_of(context: Context, owner: Any, key: Any) -> Any:
    """Return `owner[key]`. Raises NameMissing (objects of ours), LookupError, Refused."""
    if isinstance(owner, Reachable):
        return owner.get_item(context, key)
    if isinstance(owner, dict):
        return entry_of(context, owner, key_of(context, key))
    if not isinstance(owner, str | list | tuple | range):
        raise Refused(f"{type_name(owner)} has no elements.")
    if isinstance(key, Reachable):
        raise Refused(f"An index is a number, not {type_name(key)}.")
    if isinstance(key, slice):
        context.budget.elements(0 if isinstance(owner, str) else len(owner))
        context.budget.text(len(owner))
    return owner[key]


def _slice(node: ast.Slice, context: Context) -> slice:
    parts = (
        value_of(part, context) if part else None for part in (node.lower, node.upper, node.step)
    )
    return slice(*parts)


def _binary(node: ast.BinOp, context: Context) -> Any:
    left = value_of(node.left, context)
    return binary(context, type(node.op), left, value_of(node.right, context))


def _unary(node: ast.UnaryOp, context: Context) -> Any:
    return unary(context, type(node.op), value_of(node.operand, context))


def _boolean(node: ast.BoolOp, context: Context) -> Any:
    wanted = isinstance(node.op, ast.Or)
    value: Any = None
    for each in node.values:
        value = value_of(each, context)
        if truth_of(context, value) is wanted:
            break
    return value


def _compare(node: ast.Compare, context: Context) -> bool:
    left = value_of(node.left, context)
    for operation, each in zip(node.ops, node.comparators, strict=True):
        right = value_of(each, context)
        if not compared(context, type(operation), left, right):
            return False
        left = right
    return True


def _choice(node: ast.IfExp, context: Context) -> Any:
    chosen = node.body if truth_of(context, value_of(node.test, context)) else node.orelse
    return value_of(chosen, context)


def _elements(nodes: Sequence[ast.expr], context: Context) -> list[Any]:
    found: list[Any] = []
    for node in nodes:
        if isinstance(node, ast.Starred):
            found.extend(iterate(context, value_of(node.value, context)))
        else:
            found.append(value_of(node, context))
    context.budget.elements(len(found))
    return found


def _list(node: ast.List, context: Context) -> list[Any]:
    return _elements(node.elts, context)


def _tuple(node: ast.Tuple, context: Context) -> tuple[Any, ...]:
    return tuple(_elements(node.elts, context))


def _set(node: ast.Set, context: Context) -> set[Any]:
    return {key_of(context, each) for each in _elements(node.elts, context)}


def _dict(node: ast.Dict, context: Context) -> dict[Any, Any]:
    made: dict[Any, Any] = {}
    for outer, inner in zip(node.keys, node.values, strict=True):
        if outer is None:
            value = _mapping(context, value_of(inner, context))
            context.budget.elements(len(made) + len(value))
            made.update(value)
        else:
            room_for_one(context, made)
            key = key_of(context, value_of(outer, context))
            made[key] = value_of(inner, context)
    return made


# Comprehensions are evaluated at once: there are no generators, hence no frames to look into.


def _comprehend(node: Any, context: Context, add: Callable[[], None]) -> None:
    first, *rest = node.generators
    values = iterate(context, value_of(first.iter, context))
    # What its loops assign ends with it; what `:=` assigns within does not.
    own = frozenset(
        name.id
        for each in node.generators
        for name in ast.walk(each.target)
        if isinstance(name, ast.Name)
    )
    with context.within(Scope({}, context.scope, keeps=False, own=own)):
        _loop(first, values, rest, context, add)


def _loop(
    first: ast.comprehension,
    values: Sequence[Any],
    rest: Sequence[ast.comprehension],
    context: Context,
    add: Callable[[], None],
) -> None:
    for each in values:
        assign(first.target, each, context)
        if not all(truth_of(context, value_of(test, context)) for test in first.ifs):
            continue
        if rest:
            inner = iterate(context, value_of(rest[0].iter, context))
            _loop(rest[0], inner, rest[1:], context, add)
        else:
            add()


def _list_comprehension(node: ast.ListComp | ast.GeneratorExp, context: Context) -> list[Any]:
    made: list[Any] = []

    def add() -> None:
        room_for_one(context, made)
        made.append(value_of(node.elt, context))

    _comprehend(node, context, add)
    return made


def _set_comprehension(node: ast.SetComp, context: Context) -> set[Any]:
    made: set[Any] = set()

    def add() -> None:
        room_for_one(context, made)
        made.add(key_of(context, value_of(node.elt, context)))

    _comprehend(node, context, add)
    return made


def _dict_comprehension(node: ast.DictComp, context: Context) -> dict[Any, Any]:
    made: dict[Any, Any] = {}

    def add() -> None:
        room_for_one(context, made)
        key = key_of(context, value_of(node.key, context))
        made[key] = value_of(node.value, context)

    _comprehend(node, context, add)
    return made


# Texts with values in them


def _joined(node: ast.JoinedStr, context: Context) -> str:
    parts = [text_of(context, value_of(each, context)) for each in node.values]
    context.budget.text(sum(map(len, parts)))
    return joined(parts)


def _formatted(node: ast.FormattedValue, context: Context) -> str:
    value = value_of(node.value, context)
    if node.conversion > 0:
        value = converted(context, value, chr(node.conversion))
    spec = value_of(node.format_spec, context) if node.format_spec else ""
    return formatted(context, value, spec)


# Calls


def _call(node: ast.Call, context: Context) -> Any:
    function = value_of(node.func, context)
    if not isinstance(function, Invocable):
        raise Refused(f"{type_name(function)} cannot be called.")
    args = _elements(node.args, context)
    kwargs: dict[str, Any] = {}
    for keyword in node.keywords:
        value = value_of(keyword.value, context)
        more = _spread(context, value) if keyword.arg is None else {keyword.arg: value}
        if not kwargs.keys().isdisjoint(more):
            raise Refused("A call gives the same argument twice.")
        kwargs |= more
    return function.call(context, args, kwargs)


def _mapping(context: Context, value: Any) -> dict[Any, Any]:
    """Return what stands behind `**` as a new dict."""
    if isinstance(value, dict) or (isinstance(value, Reachable) and value.has_attribute("keys")):
        return as_dict(context, value)
    raise Refused(f"** needs a dict, not {type_name(value)}.")


def _spread(context: Context, value: Any) -> dict[str, Any]:
    given = _mapping(context, value)
    if not all(isinstance(key, str) and is_word(key) for key in given):
        raise Refused("** needs a dict whose keys are names.")
    return {str(key): each for key, each in given.items()}


def closure(
    name: str, arguments: ast.arguments, body: Callable[[Context], Any], context: Context
) -> Closure:
    """Return a function of these arguments; what they are by default is computed now."""
    defaults = [value_of(each, context) for each in arguments.defaults]
    by_keyword = [
        MISSING if each is None else value_of(each, context) for each in arguments.kw_defaults
    ]
    return Closure(Signature(name, arguments, defaults, by_keyword), body, context.scope)


def _lambda(node: ast.Lambda, context: Context) -> Closure:
    return closure("lambda", node.args, lambda inner: value_of(node.body, inner), context)


def _walrus(node: ast.NamedExpr, context: Context) -> Any:
    value = value_of(node.value, context)
    context.scope.assign(node.target.id, value)
    return value


# Assignment


def assign(target: ast.expr, value: Any, context: Context) -> None:
    """Give a target its value: a name, an attribute, an element, or several. Raises Refused."""
    if isinstance(target, ast.Name):
        context.scope.assign(target.id, value)
    elif isinstance(target, ast.Attribute):
        owner = value_of(target.value, context)
        if not isinstance(owner, Reachable):
            raise Refused(f"'{target.attr}' of {type_name(owner)} cannot be set.")
        owner.set_attribute(context, target.attr, value)
    elif isinstance(target, ast.Subscript):
        set_item(context, value_of(target.value, context), value_of(target.slice, context), value)
    else:
        assert isinstance(target, ast.Tuple | ast.List)
        values = _shared_out(target.elts, iterate(context, value))
        if len(values) != len(target.elts):
            raise ValueError(f"{len(target.elts)} values are needed and {len(values)} are there")
        for each, part in zip(target.elts, values, strict=True):
            assign(each.value if isinstance(each, ast.Starred) else each, part, context)


def _shared_out(targets: Sequence[ast.expr], values: list[Any]) -> list[Any]:
    """Return what each target gets: a starred one the list of what the others leave."""
    starred = [at for at, each in enumerate(targets) if isinstance(each, ast.Starred)]
    if not starred or len(values) < len(targets) - 1:
        return values
    before = starred[0]
    after = len(targets) - before - 1
    end = len(values) - after
    return [*values[:before], values[before:end], *values[end:]]


def set_item(context: Context, owner: Any, key: Any, value: Any) -> None:
    """Do `owner[key] = value`. Raises Refused, LookupError."""
    if isinstance(owner, Reachable):
        owner.set_item(context, key, value)
    elif isinstance(owner, dict):
        room_for_one(context, owner)
        owner[key_of(context, key)] = value
    elif isinstance(owner, list) and isinstance(key, int):
        context.budget.charge()
        owner[key] = value
    elif isinstance(owner, list) and isinstance(key, slice):
        values = iterate(context, value)
        context.budget.elements(len(owner) + len(values))
        owner[key] = values
    else:
        raise Refused(f"Elements of {type_name(owner)} cannot be set.")


NODES: dict[type[ast.AST], Callable[[Any, Context], Any]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.BoolOp: _boolean,
    ast.Compare: _compare,
    ast.IfExp: _choice,
    ast.List: _list,
    ast.Tuple: _tuple,
    ast.Set: _set,
    ast.Dict: _dict,
    ast.ListComp: _list_comprehension,
    ast.GeneratorExp: _list_comprehension,
    ast.SetComp: _set_comprehension,
    ast.DictComp: _dict_comprehension,
    ast.JoinedStr: _joined,
    ast.FormattedValue: _formatted,
    ast.Call: _call,
    ast.Lambda: _lambda,
    ast.NamedExpr: _walrus,
}
