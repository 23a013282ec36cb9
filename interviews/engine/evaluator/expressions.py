"""The evaluation of expressions: one function for each node that the grammar lets through.

What may go wrong for ever: a value that leads out of the interview. The one principle: this module
computes with plain values and asks Reachable and Invocable values of ours; it never uses Python's
getattr, and it calls nothing that is not Invocable.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from interviews.engine.context import Context, Scope
from interviews.engine.control import NameMissing
from interviews.engine.evaluator.attributes import reach, room_for_one
from interviews.engine.evaluator.formats import converted, formatted
from interviews.engine.evaluator.operators import binary, compared, unary
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
from interviews.engine.veil import Markup, veil

# What Python raises when a computation fails; everything else is no business of an interview.
RAW = (ArithmeticError, LookupError, TypeError, ValueError, AssertionError, RuntimeError, Refused)


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
        return owner[key_of(context, key)]
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
    for key, inner in zip(node.keys, node.values, strict=True):
        value = value_of(inner, context)
        if key is not None:
            made[key_of(context, value_of(key, context))] = value
        elif isinstance(value, dict):
            made.update(value)
        else:
            raise Refused(f"** needs a dict, not {type_name(value)}.")
        room_for_one(context, made)
    return made


# Comprehensions are evaluated at once: there are no generators, hence no frames to look into.


def _comprehend(node: Any, context: Context, add: Callable[[], None]) -> None:
    with context.within(Scope({}, context.scope)):
        _loop(node.generators, context, add)


def _loop(
    generators: Sequence[ast.comprehension], context: Context, add: Callable[[], None]
) -> None:
    if not generators:
        add()
        return
    first, rest = generators[0], generators[1:]
    for each in iterate(context, value_of(first.iter, context)):
        assign(first.target, each, context)
        if all(truth_of(context, value_of(test, context)) for test in first.ifs):
            _loop(rest, context, add)


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


def joined(parts: Sequence[str]) -> str:
    """Return the parts as one text: markup if one of them is, with the others veiled."""
    if any(isinstance(part, Markup) for part in parts):
        return Markup("".join(veil(part) for part in parts))
    return "".join(parts)


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
        if keyword.arg is not None:
            kwargs[keyword.arg] = value
        else:
            kwargs.update(_spread(value))
    return function.call(context, args, kwargs)


def _spread(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise Refused(f"** needs a dict with names as keys, not {type_name(value)}.")
    return {str(key): each for key, each in value.items()}


class Closure(Invocable):
    """A function that an interview wrote, with the scope in which it was made."""

    def __init__(
        self, name: str, arguments: ast.arguments, body: Callable[[Context], Any], context: Context
    ) -> None:
        self.name = name
        self.arguments = arguments
        self.body = body
        self.scope = context.scope
        self.defaults = [value_of(each, context) for each in arguments.defaults]
        self.keyword_defaults = [
            value_of(each, context) if each is not None else MISSING
            for each in arguments.kw_defaults
        ]

    def call(self, context: Context, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Carry out the call. Raises Refused if the arguments do not fit."""
        names = self._bind(list(args), dict(kwargs))
        context.budget.charge()
        context.budget.enter()
        try:
            with context.within(Scope(names, self.scope)):
                return self.body(context)
        finally:
            context.budget.leave()

    def _bind(self, args: list[Any], kwargs: dict[str, Any]) -> dict[str, Any]:
        names: dict[str, Any] = {}
        positional = [each.arg for each in (*self.arguments.posonlyargs, *self.arguments.args)]
        defaults = dict(zip(positional[::-1], self.defaults[::-1], strict=False))
        for name in positional:
            if args:
                names[name] = args.pop(0)
            else:
                names[name] = kwargs.pop(name, defaults.get(name, MISSING))
        for each, default in zip(self.arguments.kwonlyargs, self.keyword_defaults, strict=True):
            names[each.arg] = kwargs.pop(each.arg, default)
        self._bind_rest(names, args, kwargs)
        return names

    def _bind_rest(self, names: dict[str, Any], args: list[Any], kwargs: dict[str, Any]) -> None:
        if self.arguments.vararg:
            names[self.arguments.vararg.arg] = tuple(args)
            args = []
        if self.arguments.kwarg:
            names[self.arguments.kwarg.arg] = kwargs
            kwargs = {}
        missing = [name for name, value in names.items() if value is MISSING]
        if args or kwargs or missing:
            raise Refused(f"{self.name} was called with arguments that do not fit.")


MISSING = object()


def _lambda(node: ast.Lambda, context: Context) -> Closure:
    return Closure("lambda", node.args, lambda inner: value_of(node.body, inner), context)


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
    elif isinstance(target, ast.Tuple | ast.List):
        values = iterate(context, value)
        if len(values) != len(target.elts):
            raise ValueError(f"{len(target.elts)} values are needed and {len(values)} are there")
        for each, part in zip(target.elts, values, strict=True):
            assign(each, part, context)
    else:
        raise Refused("One cannot assign to this.")


def set_item(context: Context, owner: Any, key: Any, value: Any) -> None:
    """Do `owner[key] = value`. Raises Refused, LookupError."""
    if isinstance(owner, Reachable):
        owner.set_item(context, key, value)
    elif isinstance(owner, dict):
        room_for_one(context, owner)
        owner[key_of(context, key)] = value
    elif isinstance(owner, list) and isinstance(key, int):
        owner[key] = value
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
