"""What an interview says that fails as soon as it is reached: a class, a call, an import.

Only authors are told, by the commands: an interview runs as far as it can, and a block that is
never reached stops nobody. The one principle: no false alarm. What anything in the interview may
define is known, whatever defines it and wherever; so only names that are called are looked at.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from interviews.engine import registry
from interviews.engine.blocks.objects import Objects
from interviews.engine.errors import AuthorMistake, BlockInvalid, NothingDefines, Position
from interviews.engine.evaluator.grammar import Definition, Expression, Statements, place
from interviews.engine.functions.facade import Facade
from interviews.engine.interview import Interview
from interviews.engine.loading import Loader
from interviews.engine.names import ITERATORS, is_word
from interviews.engine.registry import did_you_mean, no_module
from interviews.engine.source import Files
from interviews.engine.text.nodes import Each, Text
from interviews.engine.text.template import Template

MOST = 200  # doubts about one interview: more help nobody
# What the engine itself gives a name for a while.
_BOUND = {"x", "loop", "row_item", "row_index", *ITERATORS}
_ROOT = re.compile(r"\s*(\w+)")

Placed = tuple[ast.AST, Position]


def doubts_about(files: Files, package: str, path: str) -> list[AuthorMistake]:
    """Return what would fail in a source and what it includes, in order of files and lines.

    Nothing that `check_interview` returns is among it.
    """
    loader = Loader(files)
    interview = loader.load(package, path)
    found = {str(each.position): each for each in loader.doubts}
    for each in _Doubter(interview, loader).doubts():
        if len(found) >= MOST:
            break
        found.setdefault(str(each.position), each)
    return sorted(found.values(), key=_order)


def _order(mistake: AuthorMistake) -> tuple[str, int, int]:
    at = mistake.position
    assert at is not None  # every doubt has its place
    return at.path, at.line, at.column


class _Doubter:
    def __init__(self, interview: Interview, loader: Loader) -> None:
        self.interview = interview
        # A source without a goal is there to be included: whoever does may define more.
        self.knows_all = loader.is_whole and interview.mandatory
        self.code: list[Placed] = []
        self.known = {*interview.offered, *_BOUND}
        self.hints: dict[str, str] = {}
        for text in loader.unread:
            self.known.update(re.findall(r"\w+", text))
        self._walk([interview.blocks, interview.definitions])
        for node, _ in self.code:
            self.known.update(_named(node))

    def _walk(self, waiting: list[Any]) -> None:
        """Find all code in blocks and texts, and every text that may be a name."""
        seen: set[int] = set()
        while waiting:
            each = waiting.pop()
            if isinstance(each, str):
                self.known.update(_root(each))
            elif id(each) not in seen:  # texts of a `def` are part of each text that uses them
                seen.add(id(each))
                waiting.extend(self._within(each))

    def _within(self, each: Any) -> Iterable[Any]:
        match each:
            case Expression():
                self._code(each.position, each.node)
            case Statements():
                self._code(each.position, *each.body)
            case Definition():
                self.known.add(each.name)
                self._code(each.position, each.arguments)
            case Each():
                self._code(each.values.position, each.target)
                return (each.values, each.body)
            case Template():
                return each.nodes
            case dict():
                return (*each, *each.values())
            case tuple() | list():
                return each
            case _ if is_dataclass(each) and not isinstance(each, Position | Text):
                return [getattr(each, inner.name) for inner in fields(each)]
        return ()

    def _code(self, position: Position, *nodes: ast.AST) -> None:
        self.code.extend((inner, position) for node in nodes for inner in ast.walk(node))

    def doubts(self) -> Iterator[AuthorMistake]:
        """Yield what would fail, classes first: a class in brackets is called too."""
        caught = {
            id(inner)
            for node, _ in self.code
            if isinstance(node, ast.Try)
            for statement in node.body
            for inner in ast.walk(statement)
        }
        for node, position in self.code:
            if isinstance(node, ast.Import | ast.ImportFrom) and id(node) not in caught:
                for said in self._imported(node):
                    yield BlockInvalid(said, place(node, position))
        if self.knows_all:
            yield from self._classes()
            yield from self._calls()

    def _imported(self, node: ast.Import | ast.ImportFrom) -> Iterator[str]:
        if isinstance(node, ast.Import):
            yield from filter(None, (no_module(alias.name) for alias in node.names))
            return
        if said := no_module("." * node.level + (node.module or "")):
            yield said
            return
        module = registry.modules.get(node.module or "")
        offered = module.offered if isinstance(module, Facade) else self.interview.offered
        for alias in node.names:
            if alias.name != "*" and alias.name not in offered:
                hint = did_you_mean(alias.name, offered)
                yield f'There is no "{alias.name}" to import.{hint}'

    def _classes(self) -> Iterator[AuthorMistake]:
        for block in self.interview.blocks:
            for _, made in block.entries if isinstance(block, Objects) else ():
                inner = map(_type, ast.walk(made.node))
                for node in map(_first, (made.node, *inner)):
                    if isinstance(node, ast.Name) and node.id not in self.known:
                        hint = did_you_mean(node.id, registry.classes)
                        said = f'There is no class "{node.id}".{hint}'
                        yield NothingDefines(said, place(node, made.position))

    def _calls(self) -> Iterator[AuthorMistake]:
        for node, position in self.code:
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            name = node.func.id
            if name not in self.known:
                if name not in self.hints:
                    self.hints[name] = did_you_mean(name, self.known)
                said = f'Nothing defines "{name}", which is called here.{self.hints[name]}'
                yield NothingDefines(said, place(node, position))


def _type(node: ast.AST) -> ast.AST | None:
    """Return what `object_type=` gives, None if the node is anything else."""
    if isinstance(node, ast.keyword) and node.arg == "object_type":
        return node.value
    return None


def _first(node: ast.AST | None) -> ast.AST | None:
    """Return what an expression such as `DAList.using(…)` begins with."""
    while isinstance(node, ast.Call | ast.Attribute):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node


def _named(node: ast.AST) -> Iterator[str]:
    """Yield the names that a node gives a meaning, or mentions in a text."""
    match node:
        case ast.Name(id=name, ctx=ast.Store()):
            yield name
        case ast.FunctionDef(name=name) | ast.ExceptHandler(name=str(name)):
            yield name
        case ast.arg(arg=name):
            yield name
        case ast.alias(name=name, asname=other):
            yield other or name.partition(".")[0]
        case ast.Constant(value=str(text)):
            yield from _root(text)


def _root(text: str) -> Iterator[str]:
    """Yield the word with which a name begins, if the text may be one."""
    if (match := _ROOT.match(text)) and is_word(match[1]):
        yield match[1]
