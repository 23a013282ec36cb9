"""YAML text to sections, with the place of every key and value.

What may go wrong for ever: a source that loads slowly, or into something other than plain values.
The one principle: libyaml reads it, this module alone builds what it means, and sizes, depth and
aliases are limited before anything is built.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

import yaml

from interviews.engine.errors import Position, SourceUnreadable

MAX_SOURCE = 1_000_000  # characters of one file
MAX_DEPTH = 30
MAX_NODES = 50_000  # of one section, aliases counted as often as they are used
_SEPARATOR = re.compile(r"^---[ \t]*$", re.MULTILINE)
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*)([eE][-+]?[0-9]+)?|[-+]?[0-9]+[eE][-+]?[0-9]+")
_CONSTANTS: dict[str, Any] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
}
_PLAIN_TAGS = {
    f"tag:yaml.org,2002:{kind}"
    for kind in ("str", "int", "float", "bool", "null", "map", "seq", "timestamp", "value")
}


class Files(Protocol):
    """Where sources, templates and static files come from."""

    def read(self, package: str, path: str) -> bytes:
        """Return the file's bytes. Raises FileNotFoundError."""
        ...


class Map(dict[str, Any]):
    """A mapping of a source that knows where each value and each key stands."""

    def __init__(self, position: Position) -> None:
        super().__init__()
        self.position = position
        self.values_at: dict[str, Position] = {}
        self.keys_at: dict[str, Position] = {}

    def at(self, key: str) -> Position:
        """Return where the value of a key stands, else where the mapping does."""
        return self.values_at.get(key, self.position)

    def key_at(self, key: str) -> Position:
        """Return where a key stands, else where the mapping does."""
        return self.keys_at.get(key, self.position)


class Seq(list[Any]):
    """A list of a source that knows where each element stands."""

    def __init__(self, position: Position) -> None:
        super().__init__()
        self.position = position
        self.elements_at: list[Position] = []

    def at(self, index: int) -> Position:
        """Return where an element stands."""
        return self.elements_at[index]

    def located(self) -> Iterator[tuple[Any, Position]]:
        """Yield each element with its place."""
        yield from zip(self, self.elements_at, strict=True)


def split(text: str, path: str) -> Iterator[tuple[str, int]]:
    """Yield the text of each section and the line on which it begins, counted from 1."""
    if len(text) > MAX_SOURCE:
        raise SourceUnreadable(
            f"A source may have {MAX_SOURCE} characters at most.", Position(path, 1)
        )
    text = text.replace("\r\n", "\n").replace("\t", "  ")
    start, line = 0, 1
    for match in _SEPARATOR.finditer(text):
        yield text[start : match.start()], line
        line += text.count("\n", start, match.end())
        start = match.end()
    yield text[start:], line


def read_section(text: str, path: str, first_line: int) -> Map | None:
    """Return one section, None if it is empty. Raises SourceUnreadable with the place."""
    builder = _Builder(text, path, first_line)
    try:
        built = builder.document()
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark or error.context_mark
        where = Position(path, first_line + mark.line, mark.column + 1)
        problem = f"This is not YAML: {error.problem or error.context}."
        raise SourceUnreadable(problem, where) from None
    except (yaml.YAMLError, ValueError):
        problem = "This is not YAML: it has a character that is not allowed."
        raise SourceUnreadable(problem, Position(path, first_line)) from None
    if built is None or built == "":
        return None
    if not isinstance(built, Map):
        listed = isinstance(built, Seq)
        hint = ' Write "key: value", without a "- ".' if listed else ""
        raise SourceUnreadable(
            f"A section has keys with values.{hint}",
            built.position if listed else Position(path, first_line),
        )
    return built


class _Builder:
    """Builds plain values out of libyaml's events; deep nesting never reaches a recursion."""

    def __init__(self, text: str, path: str, first_line: int) -> None:
        self.events = iter(yaml.parse(text, Loader=yaml.CSafeLoader))
        self.lines = text.split("\n")
        self.path = path
        self.first_line = first_line
        self.count = 0
        # What stands at an anchor, and of how many nodes it is made.
        self.anchors: dict[str, tuple[Any, int]] = {}

    def document(self) -> Any:
        """Return the value of the only document, None if there is none."""
        built: Any = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.NodeEvent):
                documents += 1
                if documents > 1:
                    raise self.refuse("A section begins on a line of its own: ---.", event)
                built = self.build(event, 1)
        return built

    def place(self, event: Any) -> Position:
        """Return where a node's content begins: of a block of text, its first line."""
        line, column = event.start_mark.line, event.start_mark.column
        # libyaml takes more characters for the end of a line than an editor does.
        last = min(event.end_mark.line, len(self.lines) - 1)
        if isinstance(event, yaml.ScalarEvent) and event.style in ("|", ">"):
            line += 1
            while line < last and not self.lines[line].strip():
                line += 1
            content = self.lines[line] if line <= last else ""
            column = len(content) - len(content.lstrip())
        return Position(self.path, self.first_line + line, column + 1)

    def refuse(self, message: str, event: yaml.Event) -> SourceUnreadable:
        """Return the error that says so at the event's place."""
        return SourceUnreadable(message, self.place(event))

    def build(self, event: Any, depth: int) -> Any:
        """Return the value that begins with the event. Raises SourceUnreadable at a limit."""
        if depth > MAX_DEPTH or self.count > MAX_NODES:
            raise self.refuse("A section is too large or nested too deeply.", event)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        if event.tag is not None and event.tag not in _PLAIN_TAGS:
            raise self.refuse("The language has no tags (!…).", event)
        before, self.count = self.count, self.count + 1
        if isinstance(event, yaml.ScalarEvent):
            built = _scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            built = self._sequence(event, depth)
        else:
            built = self._mapping(event, depth)
        if event.anchor:
            self.anchors[event.anchor] = (built, self.count - before)
        return built

    def _alias(self, event: Any) -> Any:
        if event.anchor not in self.anchors:
            raise self.refuse("An alias (*…) needs an anchor (&…) before it.", event)
        built, size = self.anchors[event.anchor]
        self.count += size
        if self.count > MAX_NODES:
            raise self.refuse("Aliases make this section too large.", event)
        return built

    def _sequence(self, event: yaml.Event, depth: int) -> Seq:
        made = Seq(self.place(event))
        while not isinstance(inner := next(self.events), yaml.SequenceEndEvent):
            made.elements_at.append(self.place(inner))
            made.append(self.build(inner, depth + 1))
        return made

    def _mapping(self, event: yaml.Event, depth: int) -> Map:
        made = Map(self.place(event))
        while not isinstance(inner := next(self.events), yaml.MappingEndEvent):
            if not isinstance(inner, yaml.ScalarEvent) or inner.tag not in (None, "!"):
                raise self.refuse("A key is a word or a text.", inner)
            key = inner.value.lower() if depth == 1 else str(inner.value)
            if key in made:
                raise self.refuse(f'The key "{key}" is there twice.', inner)
            if key == "<<":
                raise self.refuse("The language has no merge keys (<<).", inner)
            made.keys_at[key] = self.place(inner)
            value = next(self.events)
            made.values_at[key] = self.place(value)
            made[key] = self.build(value, depth + 1)
        return made


def _scalar(event: yaml.ScalarEvent) -> Any:
    """Return what YAML 1.2 makes of a scalar: `yes` and `12:30` are texts there."""
    text = str(event.value)
    if not event.implicit[0]:
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def plain(value: Any) -> Any:
    """Return the value without its places: dicts and lists as an interview may use them."""
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value
