"""Blocks that define a name without asking: objects, data, templates, tables, documents."""

from __future__ import annotations

import json
from typing import Any

import yaml

from interviews.engine import names, registry
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
from interviews.engine.objects.naming import adopt
from interviews.engine.running import Running
from interviews.engine.values import Reachable


def make(running: Running, block: Block, wanted: tuple[str, str] | None) -> None:
    """Define what a block defines. `wanted` is the pattern and the name that is sought.

    Raises NameMissing, ExpressionFailed.
    """
    maker = _MAKERS.get(type(block))
    if maker is not None:
        maker(running, block, wanted)


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
        value = as_objects(running, value, name, gathered=block.gathered)
    running.define(name, value)


def as_objects(running: Running, value: Any, name: str, *, gathered: bool = True) -> Any:
    """Return plain dicts and lists as objects of the language, with their names."""
    if isinstance(value, dict) and isinstance(value.get("object"), str):
        return _typed_object(running, value, name)
    if not isinstance(value, dict | list):
        return value
    made = registry.classes["DADict" if isinstance(value, dict) else "DAList"].make(running, name)
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in pairs:
        inner = as_objects(running, each, f"{name}[{key!r}]")
        if isinstance(value, list):
            made.elements.append(inner)
            adopt(inner, f"{name}[{key!r}]")
        else:
            made.set_item(running, key, inner)
    if gathered:
        made.set_attribute(running, "gathered", True)
    return made


def _typed_object(running: Running, value: dict[str, Any], name: str) -> Any:
    token = value["object"]
    if token not in registry.classes:
        hint = registry.did_you_mean(token, registry.classes)
        raise ExpressionFailed(f'There is no class "{token}".{hint}')
    items = value.get("items")
    if isinstance(items, list) and "item" not in value:
        return as_objects(running, [{"object": token, "item": each} for each in items], name)
    made = registry.classes[token].make(running, name)
    given = value.get("item")
    for key, each in (given if isinstance(given, dict) else {}).items():
        inner = as_objects(running, each, f"{name}.{key}")
        made.set_attribute(running, str(key), inner)
    return made


def _from_file(running: Running, block: ObjectsFromFile, wanted: tuple[str, str] | None) -> None:
    for pattern, reference in block.entries:
        if wanted is not None and pattern != wanted[0]:
            continue
        name = wanted[1] if wanted else pattern
        where = reference if ":" in reference else f"{block.package}:data/sources/{reference}"
        running.define(name, objects_from(running, where, name))


def objects_from(running: Running, reference: str, name: str) -> Any:
    """Return the objects that a YAML or JSON file describes. Raises ExpressionFailed."""
    try:
        text = running.read_file(reference).decode("utf-8-sig")
        if reference.endswith(".json"):
            loaded = json.loads(text)
        else:
            loaded = list(yaml.load_all(text, Loader=yaml.CSafeLoader))
            loaded = loaded[0] if len(loaded) == 1 else loaded
    except (FileNotFoundError, ValueError, yaml.YAMLError) as error:
        raise ExpressionFailed(f'The file "{reference}" cannot be read.') from error
    running.budget.text(len(text) * 4)
    return as_objects(running, loaded, name)


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
        if not scope.keeps:
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
