"""The blocks `objects` and `objects from file`: names that are objects from the start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from interviews.engine.blocks.base import Block, Reader, listed, read_modifiers
from interviews.engine.blocks.definitions import Definitions
from interviews.engine.evaluator.grammar import Expression
from interviews.engine.registry import block
from interviews.engine.source import Map


@dataclass
class Objects(Block):
    """Names with the class, or the list of objects, that each is made of."""

    repeatable: ClassVar[bool] = True
    entries: tuple[tuple[str, Expression], ...] = ()


@block("objects")
class ObjectsType:
    """Reads an `objects` section."""

    @classmethod
    def read(cls, reader: Reader, definitions: Definitions) -> Block:
        """Return the block; what is off is noted by the reader."""
        section = reader.section
        entries: list[tuple[str, Expression]] = []
        for each, at in listed(section["objects"], section.at("objects")):
            if not isinstance(each, Map):
                reader.mistake('An object is written "name: Class".', at)
                continue
            for key, value in each.items():
                name = reader.name(key, each.key_at(key))
                entries.append((name, reader.expression(value, each.at(key))))
        made = Objects(section.position, entries=tuple(entries))
        read_modifiers(made, reader, [name for name, _ in entries])
        return made


@dataclass
class ObjectsFromFile(Block):
    """Names whose objects are written down in a YAML or JSON file of the package."""

    entries: tuple[tuple[str, Any], ...] = ()
    package: str = ""


@block("objects from file")
class ObjectsFromFileType:
    """Reads an `objects from file` section."""

    @classmethod
    def read(cls, reader: Reader, definitions: Definitions) -> Block:
        """Return the block; what is off is noted by the reader."""
        section = reader.section
        entries = []
        for each, at in listed(section["objects from file"], section.at("objects from file")):
            if not isinstance(each, Map):
                reader.mistake('Objects from a file are written "name: file.yml".', at)
                continue
            for key, value in each.items():
                entries.append((reader.name(key, each.key_at(key)), str(value)))
        made = ObjectsFromFile(
            section.position,
            entries=tuple(entries),
            package=definitions.package,
        )
        read_modifiers(made, reader, [name for name, _ in entries])
        return made
