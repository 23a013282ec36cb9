"""What a template is made of, built from its pieces and checked once, when a source is loaded."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from interviews.engine.errors import BlockInvalid, Position
from interviews.engine.evaluator import grammar
from interviews.engine.evaluator.grammar import Definition, Expression, Statements
from interviews.engine.text.filters import Filter, split
from interviews.engine.text.reading import Piece, read, without_comment

MAX_NESTING = 40
_HEAD = re.compile(r"(if|elif|else|for|while|endif|endfor|endwhile)\b")
_PLAIN = ("else", "endif", "endfor", "endwhile")
# What `<% %>` may do to the text round it.
_LEAVES: frozenset[type[ast.stmt]] = frozenset({ast.Return})
_LEAVES_A_LOOP = frozenset({ast.Break, ast.Continue})


@dataclass(frozen=True)
class Text:
    """Words of the author."""

    text: str


@dataclass(frozen=True)
class Value:
    """`${ expression | filter, filter }`."""

    expression: Expression
    filters: tuple[Filter, ...] = ()


@dataclass(frozen=True)
class When:
    """`% if`: the first branch whose condition holds; a branch without one always does."""

    branches: tuple[tuple[Expression | None, tuple[Node, ...]], ...]


@dataclass(frozen=True)
class Each:
    """`% for`."""

    target: ast.expr
    values: Expression
    body: tuple[Node, ...]


@dataclass(frozen=True)
class While:
    """`% while`."""

    condition: Expression
    body: tuple[Node, ...]


@dataclass(frozen=True)
class Code:
    """`<% statements %>`."""

    statements: Statements


@dataclass(frozen=True)
class Function:
    """`<%def name="f(a)">`: a function that gives text."""

    head: Definition
    body: tuple[Node, ...]


Node = Text | Value | When | Each | While | Code | Function


def build(source: str, position: Position) -> tuple[Node, ...]:
    """Return the nodes of a template. Raises BlockInvalid, ExpressionRefused."""
    builder = _Builder(list(read(source, position)))
    nodes = builder.body(until=())
    if builder.ahead is not None:
        raise BlockInvalid(f"'% {builder.word}' closes nothing.", builder.ahead.position)
    return nodes


class _Builder:
    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        self._at = 0
        self._depth = 0
        self._loops = 0  # round the piece that is read

    @property
    def ahead(self) -> Piece | None:
        """The piece that comes next."""
        return self._pieces[self._at] if self._at < len(self._pieces) else None

    @property
    def word(self) -> str:
        """The word that the next `%` line begins with, or the tag that comes next."""
        piece = self.ahead
        assert piece is not None
        if piece.kind == "definition_end":
            return "enddef"
        return self._head(piece)[0] if piece.kind == "control" else ""

    def body(self, *, until: tuple[str, ...]) -> tuple[Node, ...]:
        """Return the nodes before the next of these words, which is left standing."""
        self._depth += 1
        if self._depth > MAX_NESTING and self.ahead:
            raise BlockInvalid("A text is nested too deeply.", self.ahead.position)
        nodes: list[Node] = []
        while (piece := self.ahead) is not None:
            if self.word in (until or ("elif", "else", "endif", "endfor", "endwhile", "enddef")):
                break
            self._at += 1
            nodes.append(self._node(piece))
        self._depth -= 1
        return tuple(nodes)

    def _node(self, piece: Piece) -> Node:
        if piece.kind == "text":
            return Text(piece.text)
        if piece.kind == "value":
            source, filters = split(piece.text, piece.position)
            expression = grammar.compile_expression(source, piece.position)
            return Value(expression, filters) if filters else _value(expression)
        if piece.kind == "code":
            code = _dedented(piece.text)
            leaves = _LEAVES | _LEAVES_A_LOOP if self._loops else _LEAVES
            return Code(grammar.compile_statements(code, piece.position, may_leave=leaves))
        if piece.kind == "definition":
            return self._definition(piece)
        return self._control(piece)

    def _control(self, piece: Piece) -> Node:
        word, rest = self._head(piece)
        if word == "if":
            return self._when(piece, rest)
        if word == "for":
            return self._each(piece, rest)
        if word == "while":
            condition = grammar.compile_expression(rest, piece.position)
            return While(condition, self._repeated_body("endwhile", piece))
        raise BlockInvalid(f"'% {word}' stands where it closes nothing.", piece.position)

    def _head(self, piece: Piece) -> tuple[str, str]:
        found = _HEAD.match(piece.text)
        if not found:
            raise BlockInvalid(
                "A line that begins with % is one of if, elif, else, for, while and their ends. "
                "Write %% for a percent sign at the beginning of a line.",
                piece.position,
            )
        word = found[1]
        rest = without_comment(piece.text[found.end() :], piece.position).strip()
        rest = rest.removesuffix(":").strip()
        if rest and word in _PLAIN:
            raise BlockInvalid(f"Nothing stands behind '% {word}'.", piece.position)
        return word, rest

    def _when(self, opening: Piece, rest: str) -> When:
        condition = grammar.compile_expression(rest, opening.position)
        branches: list[tuple[Expression | None, tuple[Node, ...]]] = []
        current: Expression | None = condition
        while True:
            inner = self.body(until=("elif", "else", "endif"))
            branches.append((current, inner))
            piece = self._take("endif", opening)
            word, rest = self._head(piece)
            if word == "endif":
                return When(tuple(branches))
            current = grammar.compile_expression(rest, piece.position) if word == "elif" else None

    def _each(self, piece: Piece, rest: str) -> Each:
        target, values = grammar.compile_loop(rest, piece.position)
        return Each(target, values, self._repeated_body("endfor", piece))

    def _definition(self, piece: Piece) -> Function:
        head = grammar.compile_definition(piece.text, piece.position)
        around, self._loops = self._loops, 0
        body = self._closed_body("enddef", piece)
        self._loops = around
        return Function(head, body)

    def _repeated_body(self, end: str, opening: Piece) -> tuple[Node, ...]:
        self._loops += 1
        body = self._closed_body(end, opening)
        self._loops -= 1
        return body

    def _closed_body(self, end: str, opening: Piece) -> tuple[Node, ...]:
        body = self.body(until=(end,))
        self._take(end, opening)
        return body

    def _take(self, end: str, opening: Piece) -> Piece:
        piece = self.ahead
        if piece is None:
            wanted = "</%def>" if end == "enddef" else f"% {end}"
            raise BlockInvalid(f"What begins here has no '{wanted}'.", opening.position)
        self._at += 1
        return piece


def _value(expression: Expression) -> Node:
    """Return the node of `${ }`; words in quotes are the author's, also behind an `if`."""
    node = expression.node
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return Text(node.value)
    if isinstance(node, ast.IfExp):
        condition, one, other = (
            replace(expression, node=part, source=ast.unparse(part))
            for part in (node.test, node.body, node.orelse)
        )
        return When(((condition, (_value(one),)), (None, (_value(other),))))
    return Value(expression)


def _dedented(code: str) -> str:
    """Return code moved to the left by what its first line is moved in."""
    lines = code.strip("\n").rstrip().split("\n")
    margin = len(lines[0]) - len(lines[0].lstrip())
    return "\n".join(line.lstrip() if line[:margin].strip() else line[margin:] for line in lines)
