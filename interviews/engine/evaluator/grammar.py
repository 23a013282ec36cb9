"""The Python that an author may write, checked once when a source is loaded.

What may go wrong for ever: a node that is let through here can reach what no interview may reach.
The one principle: a closed list. What is not on it is refused with its place in the file.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from interviews.engine import names
from interviews.engine.errors import ExpressionRefused, Position
from interviews.engine.limits import MAX_BITS
from interviews.engine.values import is_text
from interviews.engine.veil import authored

MAX_SOURCE = 64_000  # characters of one expression or block of code
MAX_NODES = 20_000
MAX_NESTING = 60  # of syntax nodes; the evaluator recurses as deep
MAX_BRANCHES = 200  # of one `if` with its `elif`

EXPRESSIONS: tuple[type[ast.AST], ...] = (
    ast.Expression, ast.Constant, ast.Name, ast.Attribute, ast.Subscript, ast.Slice, ast.Call,
    ast.keyword, ast.Starred, ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.List,
    ast.Tuple, ast.Set, ast.Dict, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp,
    ast.comprehension, ast.Lambda, ast.arguments, ast.arg, ast.JoinedStr, ast.FormattedValue,
    ast.NamedExpr, ast.expr_context,
)  # fmt: skip
OPERATORS: tuple[type[ast.AST], ...] = (
    ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.BitOr, ast.BitAnd,
    ast.BitXor, ast.UAdd, ast.USub, ast.Not, ast.And, ast.Or, ast.Eq, ast.NotEq, ast.Lt, ast.LtE,
    ast.Gt, ast.GtE, ast.Is, ast.IsNot, ast.In, ast.NotIn,
)  # fmt: skip
STATEMENTS: tuple[type[ast.AST], ...] = (
    ast.Module, ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Delete, ast.If, ast.For,
    ast.While, ast.Break, ast.Continue, ast.Pass, ast.FunctionDef, ast.Return, ast.Try,
    ast.ExceptHandler, ast.Raise, ast.Assert, ast.Import, ast.ImportFrom, ast.alias,
)  # fmt: skip
# What authors write for the nodes that they most often miss.
_WRITTEN = {
    "ClassDef": "'class'", "With": "'with'", "AsyncFunctionDef": "'async'", "Await": "'await'",
    "Yield": "'yield'", "YieldFrom": "'yield'", "Global": "'global'", "Nonlocal": "'nonlocal'",
    "Match": "'match'", "TryStar": "'except*'", "LShift": "'<<'", "RShift": "'>>'",
    "Invert": "'~'", "MatMult": "'@'",
}  # fmt: skip
CONSTANTS = (type(None), bool, int, float, str)


@dataclass(frozen=True, eq=False)
class Expression:
    """One checked expression; `source` is the author's text."""

    node: ast.expr
    source: str
    position: Position

    @cached_property
    def name(self) -> names.Name | None:
        """Return the expression as a name if it is nothing but one."""
        try:
            return names.parse(self.source)
        except names.NotAName:
            return None


@dataclass(frozen=True, eq=False)
class Definition:
    """The checked head of a function."""

    name: str
    arguments: ast.arguments
    position: Position


@dataclass(frozen=True, eq=False)
class Statements:
    """A checked block of code."""

    body: tuple[ast.stmt, ...]
    source: str
    position: Position

    @cached_property
    def defined(self) -> tuple[str, ...]:
        """Return the names that running the code may define, as patterns, in order."""
        found: dict[str, None] = {}
        for statement in self.body:
            for node in _outside_functions(statement):
                for name in filter(names.is_name, _defined_at(node)):
                    found.setdefault(names.canonical(name))
        return tuple(found)


def place(node: ast.AST, position: Position) -> Position:
    """Return where in the file a node of an expression at `position` stands."""
    line = getattr(node, "lineno", 1)
    return Position(
        position.path, position.line + line - 1, position.column + getattr(node, "col_offset", 0)
    )


def compile_expression(source: str, position: Position) -> Expression:
    """Return the checked expression. Raises ExpressionRefused with the place of what is off."""
    text = str(source).strip()
    tree = _parse(f"({text}\n)" if "\n" in text else text, "eval", position)
    assert isinstance(tree, ast.Expression)
    return Expression(_check(tree, position, STATEMENTLESS).body, text, position)


def compile_statements(
    source: str, position: Position, *, may_leave: frozenset[type[ast.stmt]] = frozenset()
) -> Statements:
    """Return the checked statements. Raises ExpressionRefused with the place of what is off.

    `return`, `break` and `continue` may stand outside of what they leave only where it is said.
    """
    tree = _parse(str(source), "exec", position)
    assert isinstance(tree, ast.Module)
    body = tuple(_check(tree, position, ALLOWED).body)
    for statement in body:
        _check_leaving(statement, position, frozenset(may_leave))
    return Statements(body, str(source), position)


def compile_loop(source: str, position: Position) -> tuple[ast.expr, Expression]:
    """Return target and values of `target in values`. Raises ExpressionRefused."""
    loop = _compile_head(f"for {source}", position)
    if not isinstance(loop, ast.For):
        raise ExpressionRefused("Write a loop as: for name in values", position)
    return loop.target, Expression(loop.iter, ast.unparse(loop.iter), position)


def compile_definition(source: str, position: Position) -> Definition:
    """Return what `name(arguments)` says. Raises ExpressionRefused."""
    function = _compile_head(f"def {source}", position)
    if not isinstance(function, ast.FunctionDef):
        raise ExpressionRefused("Write a function as: name(argument)", position)
    return Definition(function.name, function.args, position)


def _compile_head(head: str, position: Position) -> ast.stmt | None:
    """Return the only statement that `head: pass` is, None if it is another or several."""
    body = compile_statements(f"{head}: pass", position).body
    inner = getattr(body[0], "body", [])
    alone = len(body) == len(inner) == 1 and isinstance(inner[0], ast.Pass)
    return body[0] if alone else None


def _parse(source: str, mode: str, position: Position) -> ast.AST:
    if len(source) > MAX_SOURCE:
        raise ExpressionRefused(f"Code may have {MAX_SOURCE} characters at most.", position)
    try:
        with warnings.catch_warnings():
            # Python warns of what it once may refuse, such as '\\d' in a text.
            warnings.simplefilter("ignore")
            return ast.parse(source, mode=mode)
    except SyntaxError as error:
        line, column = error.lineno or 1, error.offset or 1
        where = Position(position.path, position.line + line - 1, position.column + column - 1)
        raise ExpressionRefused(f"This is not Python: {error.msg}.", where) from None
    except (ValueError, MemoryError, RecursionError):
        raise ExpressionRefused(
            "This is nested too deeply or holds what no text may hold.", position
        ) from None


class _ClassNames(ast.NodeTransformer):
    """Write `value.__class__.__name__` as a call of a function that the language has.

    So is `type(value).__name__`; nothing else may be written with two underscores.
    """

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        self.generic_visit(node)
        of = _whose_class(node.value) if node.attr == "__name__" else None
        if of is None:
            return node
        call = ast.Call(ast.Name("class_name", ast.Load()), [of], [])
        return ast.fix_missing_locations(ast.copy_location(call, node))


def _whose_class(node: ast.expr) -> ast.expr | None:
    """Return the value whose class an expression names, None if it names none."""
    if isinstance(node, ast.Attribute) and node.attr == "__class__":
        return node.value
    match node:
        case ast.Call(func=ast.Name(id="type"), args=[ast.expr() as value], keywords=[]):
            return None if isinstance(value, ast.Starred) else value
    return None


def _check(tree: Any, position: Position, allowed: tuple[type[ast.AST], ...]) -> Any:
    """Return the tree with class names rewritten. Refuses all that is not allowed."""
    _measure(tree, position)
    tree = _ClassNames().visit(tree)
    for node in ast.walk(tree):
        if not isinstance(node, allowed):
            name = type(node).__name__
            what = _WRITTEN.get(name, name)
            raise ExpressionRefused(f"The language has no {what}.", place(node, position))
        if check := CHECKS.get(type(node)):
            check(node, position)
    return tree


def _measure(tree: ast.AST, position: Position) -> None:
    count = 0
    level: list[ast.AST] = [tree]
    depth = 0
    while level:
        depth += 1
        count += len(level)
        if depth > MAX_NESTING or count > MAX_NODES:
            raise ExpressionRefused("This code is too long or nested too deeply.", position)
        level = [part for node in level for part in _parts(node, position)]


def _parts(node: ast.AST, position: Position) -> Iterator[ast.AST]:
    """Yield what a node is made of; an `elif` lies beside its `if`, not within it."""
    for _ in range(MAX_BRANCHES):
        rest = node.orelse if isinstance(node, ast.If) else []
        beside = rest[0] if len(rest) == 1 and isinstance(rest[0], ast.If) else None
        yield from (child for child in ast.iter_child_nodes(node) if child is not beside)
        if beside is None:
            return
        node = beside
    raise ExpressionRefused("An 'if' has too many branches.", position)


# What functions of the language may be given, though it is no name: they set no attribute.
_KEYWORDS = {"_attachment", "_external", "_forget_prior", "_point_of_view", "_screen_size"}


def _check_leaving(node: ast.AST, position: Position, allowed: frozenset[type[ast.AST]]) -> None:
    """Refuse `break`, `continue`, `return` and a bare `raise` where they leave nothing."""
    if isinstance(node, ast.Break | ast.Continue | ast.Return) and type(node) not in allowed:
        word = type(node).__name__.lower()
        raise ExpressionRefused(f"'{word}' leaves nothing here.", place(node, position))
    if isinstance(node, ast.Raise) and node.exc is None and ast.Raise not in allowed:
        raise ExpressionRefused("There is nothing to raise again here.", place(node, position))
    if isinstance(node, ast.FunctionDef):
        allowed = frozenset({ast.Return})
    elif isinstance(node, ast.ExceptHandler):
        allowed = allowed | {ast.Raise}
    in_loop = allowed | {ast.Break, ast.Continue}
    repeated = node.body if isinstance(node, ast.For | ast.While) else ()
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt | ast.ExceptHandler):
            _check_leaving(child, position, in_loop if child in repeated else allowed)


def _check_word(word: str | None, node: ast.AST, position: Position) -> None:
    if word is not None and word.startswith("_") and word != "_":
        raise ExpressionRefused(
            f"'{word}' begins with an underscore: no name may.", place(node, position)
        )


def _check_keyword(node: ast.keyword, position: Position) -> None:
    if node.arg not in _KEYWORDS:
        _check_word(node.arg, node.value, position)


def _check_constant(node: ast.Constant, position: Position) -> None:
    if not isinstance(node.value, CONSTANTS):
        raise ExpressionRefused(
            f"The language has no {type(node.value).__name__}.", place(node, position)
        )
    if isinstance(node.value, str) and not is_text(node.value):
        raise ExpressionRefused("A text holds half a character.", place(node, position))
    if isinstance(node.value, str):
        node.value = authored(node.value)  # what an author wrote may be markup in a text
    if isinstance(node.value, int) and node.value.bit_length() > MAX_BITS:
        raise ExpressionRefused("A number is too large.", place(node, position))


def _check_function(node: ast.FunctionDef, position: Position) -> None:
    _check_word(node.name, node, position)
    if node.decorator_list:
        raise ExpressionRefused("The language has no decorators.", place(node, position))


def _check_comprehension(node: ast.comprehension, position: Position) -> None:
    if node.is_async:
        raise ExpressionRefused("The language has no async.", place(node.target, position))
    _check_alone(node.target, position)


def _check_starred(node: ast.Tuple | ast.List, position: Position) -> None:
    starred = [each for each in node.elts if isinstance(each, ast.Starred)]
    if isinstance(node.ctx, ast.Store) and len(starred) > 1:
        raise ExpressionRefused("One name may take what is left.", place(node, position))


def _check_alone(target: ast.expr, position: Position) -> None:
    if isinstance(target, ast.Starred):
        raise ExpressionRefused("A starred name stands among others.", place(target, position))


def _check_assign(node: ast.Assign, position: Position) -> None:
    for target in node.targets:
        _check_alone(target, position)


def _check_delete(node: ast.Delete, position: Position) -> None:
    for target in node.targets:
        if isinstance(target, ast.Tuple | ast.List):
            raise ExpressionRefused("Write del without brackets.", place(target, position))


def _check_alias(node: ast.alias, position: Position) -> None:
    for word in (*node.name.split("."), node.asname):
        _check_word(word, node, position)


def _check_arguments(node: ast.arguments, position: Position) -> None:
    every = [*node.posonlyargs, *node.args, *node.kwonlyargs, node.vararg, node.kwarg]
    known = [each.arg for each in every if each]
    if len(known) != len(set(known)):
        raise ExpressionRefused("A function has two arguments of one name.", position)


def _check_import(node: ast.ImportFrom, position: Position) -> None:
    for word in (node.module or "").split("."):
        _check_word(word, node, position)
    if any(alias.name == "*" for alias in node.names) and not (node.module or "").startswith(
        "docassemble"
    ):
        raise ExpressionRefused("One cannot import everything.", place(node, position))


CHECKS: dict[type[ast.AST], Any] = {
    ast.Constant: _check_constant,
    ast.Name: lambda node, position: _check_word(node.id, node, position),
    ast.Attribute: lambda node, position: _check_word(node.attr, node, position),
    ast.arg: lambda node, position: _check_word(node.arg, node, position),
    ast.keyword: _check_keyword,
    ast.alias: _check_alias,
    ast.ExceptHandler: lambda node, position: _check_word(node.name, node, position),
    ast.FunctionDef: _check_function,
    ast.comprehension: _check_comprehension,
    ast.Tuple: _check_starred,
    ast.List: _check_starred,
    ast.Assign: _check_assign,
    ast.For: lambda node, position: _check_alone(node.target, position),
    ast.Delete: _check_delete,
    ast.arguments: _check_arguments,
    ast.ImportFrom: _check_import,
}
STATEMENTLESS = EXPRESSIONS + OPERATORS
ALLOWED = STATEMENTLESS + STATEMENTS


# What code defines


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    if isinstance(node, ast.FunctionDef | ast.Lambda):
        return
    for child in ast.iter_child_nodes(node):
        yield from _outside_functions(child)


def _defined_at(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef):
        yield node.name
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from (alias.asname or alias.name.split(".")[0] for alias in node.names)
    elif isinstance(node, ast.ExceptHandler):
        if node.name:
            yield node.name
    elif isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
        if isinstance(node.ctx, ast.Store):
            yield ast.unparse(node)
    elif (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "define"
    ):
        first = node.args[0] if node.args else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value
