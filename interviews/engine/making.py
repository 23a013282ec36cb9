"""Blocks that define a name without asking: objects, data, templates, tables, documents."""

from __future__ import annotations

from typing import Any

from interviews.engine import names
from interviews.engine.blocks.attachments import Attachments
from interviews.engine.blocks.base import Block
from interviews.engine.blocks.data import Data
from interviews.engine.blocks.objects import Objects, ObjectsFromFile
from interviews.engine.blocks.table import Table
from interviews.engine.blocks.template import TemplateBlock
from interviews.engine.drawing.documents import DocumentValue, fill
from interviews.engine.drawing.texts import Texts
from interviews.engine.errors import ExpressionFailed
from interviews.engine.evaluator.evaluate import evaluate
from interviews.engine.lazy import TableValue, TemplateValue
from interviews.engine.objects.classes import ClassValue
from interviews.engine.objects.from_file import make_objects, objects_from_file
from interviews.engine.objects.naming import adopt
from interviews.engine.running import Running
from interviews.engine.values import Reachable, Refused


def make(running: Running, block: Block, wanted: tuple[str, str] | None) -> None:
    """Define what a block defines. `wanted` is the pattern and the name that is sought.

    Raises NameMissing, ExpressionFailed.
    """
    _MAKERS[type(block)](running, block, wanted)


def _objects(running: Running, block: Objects, wanted: tuple[str, str] | None) -> None:
    for pattern, expression in block.entries:
        if wanted is not None and pattern != wanted[0]:
            continue
        if wanted is None and running.is_defined(pattern):
            continue
        name = wanted[1] if wanted else str(running.spelled(names.parse(pattern)))
        value = evaluate(expression, running)
        if isinstance(value, ClassValue):
            value = value.make(running, name)
        elif isinstance(value, Reachable):
            adopt(value, name)
        running.define(name, value)


def _data(running: Running, block: Data, wanted: tuple[str, str] | None) -> None:
    name = wanted[1] if wanted else block.variable
    value = block.made(running)
    if block.use_objects:
        value = make_objects(running, value, name, use_objects=True, gathered=block.gathered)
    running.define(name, value)


def _from_file(running: Running, block: ObjectsFromFile, wanted: tuple[str, str] | None) -> None:
    for pattern, reference in block.entries:
        if wanted is not None and pattern != wanted[0]:
            continue
        name = wanted[1] if wanted else pattern
        where = reference if ":" in reference else f"{block.package}:data/sources/{reference}"
        try:
            made = objects_from_file(running, where, name=name, use_objects=True)
        except Refused as error:
            raise ExpressionFailed(f"{error} It is `{where}`.", block.position) from error
        running.define(name, made)


def _template(running: Running, block: TemplateBlock, wanted: tuple[str, str] | None) -> None:
    name = wanted[1] if wanted else block.variable
    running.define(name, TemplateValue(name, block.name, _bound(running)))


def _table(running: Running, block: Table, wanted: tuple[str, str] | None) -> None:
    name = wanted[1] if wanted else block.variable
    running.define(name, TableValue(name, block.name, _bound(running)))


def _bound(running: Running) -> dict[str, Any]:
    """Return what the letters of the block stand for now."""
    found: dict[str, Any] = {}
    scope = running.scope
    while scope.outer is not None:
        found = {**scope.names, **found}
        scope = scope.outer
    return found


def _attachments(running: Running, block: Attachments, wanted: tuple[str, str] | None) -> None:
    for part in block.parts:
        if part.variable:
            name = wanted[1] if wanted and wanted[0] == part.variable else part.variable
            running.define(name, DocumentValue(name, fill(running, Texts(running, None), part)))


_MAKERS: dict[type[Block], Any] = {
    Objects: _objects,
    ObjectsFromFile: _from_file,
    Data: _data,
    TemplateBlock: _template,
    Table: _table,
    Attachments: _attachments,
}
