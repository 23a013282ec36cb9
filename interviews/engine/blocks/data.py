"""The blocks `data` and `data from code`: a value that is written down, or made piece by piece."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from interviews.engine.blocks.base import Block, Dynamic, Reader, read_modifiers
from interviews.engine.blocks.definitions import Definitions
from interviews.engine.context import Context
from interviews.engine.evaluator.evaluate import evaluate
from interviews.engine.evaluator.grammar import Expression
from interviews.engine.registry import block
from interviews.engine.source import Map, Seq
from interviews.engine.veil import authored


@dataclass
class Data(Block):
    """A name and the value that it gets."""

    variable: str = ""
    tree: Any = None  # Maps, Seqs and, at their ends, Dynamics or Expressions
    use_objects: bool | str = False
    gathered: bool = True

    def made(self, context: Context) -> Any:
        """Return the value as plain dicts and lists. Raises as the evaluator does."""
        return _made(self.tree, context)


def _made(tree: Any, context: Context) -> Any:
    context.budget.charge()
    if isinstance(tree, dict):
        return {key: _made(each, context) for key, each in tree.items()}
    if isinstance(tree, list):
        return [_made(each, context) for each in tree]
    if isinstance(tree, Dynamic):
        if tree.template is not None:
            return authored(tree.template.render(context).strip())
        value = tree.value(context)
        is_written = tree.expression is None and isinstance(value, str)
        return authored(value) if is_written else value
    return evaluate(tree, context) if isinstance(tree, Expression) else tree


def _read(reader: Reader, key: str) -> Block:
    section = reader.section
    made = Data(section.position)
    made.variable = reader.name(section.get("variable name"), section.at("variable name"))
    made.tree = _tree(reader, section[key], section.at(key), code=key == "data from code")
    use = section.get("use objects")
    made.use_objects = use if isinstance(use, str) else bool(use)
    made.gathered = section.get("gathered") is not False
    read_modifiers(made, reader, [made.variable])
    return made


def _tree(reader: Reader, value: Any, at: Any, *, code: bool) -> Any:
    if isinstance(value, Map):
        literal = {"object", "module"} if isinstance(value.get("object"), str) else set()
        return {
            key: each if key in literal else _tree(reader, each, value.at(key), code=code)
            for key, each in value.items()
        }
    if isinstance(value, Seq):
        return [_tree(reader, each, where, code=code) for each, where in value.located()]
    return reader.expression(value, at) if code else reader.dynamic(value, at)


@block("data")
class DataType:
    """Reads a `data` section."""

    @classmethod
    def read(cls, reader: Reader, definitions: Definitions) -> Block:
        """Return the block; what is off is noted by the reader."""
        return _read(reader, "data")


@block("data from code")
class DataFromCodeType:
    """Reads a `data from code` section."""

    @classmethod
    def read(cls, reader: Reader, definitions: Definitions) -> Block:
        """Return the block; what is off is noted by the reader."""
        return _read(reader, "data from code")
