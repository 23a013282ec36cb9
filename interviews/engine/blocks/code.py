"""The block `code`: Python that defines names, or carries out an event."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from interviews.engine.blocks.base import MODIFIERS, Block, Goal, Reader, read_modifiers
from interviews.engine.blocks.definitions import Definitions
from interviews.engine.context import Context
from interviews.engine.errors import Position
from interviews.engine.evaluator.evaluate import run
from interviews.engine.evaluator.grammar import Statements, compile_statements
from interviews.engine.registry import block

KEYS = (*MODIFIERS, "code", "default role")
_EMPTY = compile_statements("", Position("", 1))


@dataclass
class Code(Block):
    """Statements that are run from their start each time a missing name has come."""

    statements: Statements = _EMPTY

    @cached_property
    def counted(self) -> frozenset[str]:
        """The names that the code changes by what they were: `views += 1`."""
        return frozenset(_counted(self.statements))

    def run(self, context: Context) -> None:
        """Run the code in the context's scope. Raises as the evaluator does."""
        run(self.statements, context)


def _counted(statements: Statements) -> Iterator[str]:
    for node in (inner for outer in statements.body for inner in ast.walk(outer)):
        match node:
            case ast.AugAssign(target=ast.Name(id=name)):
                yield name
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.BinOp(left=left, right=right)):
                if name in {each.id for each in (left, right) if isinstance(each, ast.Name)}:
                    yield name


@block("code")
class CodeType:
    """Reads a `code` section."""

    @classmethod
    def read(cls, reader: Reader, definitions: Definitions) -> Block:
        """Return the block; what is off is noted by the reader."""
        section = reader.section
        reader.check_keys("A code block", section, KEYS)
        made = Code(
            section.position, statements=reader.statements(section["code"], section.at("code"))
        )
        read_modifiers(made, reader, made.statements.defined)
        if "default role" in section:
            made.initial = Goal(always=True)
        if "process_action" in made.statements.source:
            definitions.calls_process_action = True
        return made
