"""What all blocks have in common: their modifiers, and how their keys are read.

A Reader gathers every mistake of a source instead of stopping at the first; apart from them what
fails only if it is reached, which keeps no interview from running.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from interviews.engine import names
from interviews.engine.context import Context
from interviews.engine.errors import AuthorMistake, BlockInvalid, Position
from interviews.engine.evaluator.evaluate import evaluate, holds
from interviews.engine.evaluator.grammar import (
    Expression,
    Statements,
    compile_expression,
    compile_statements,
)
from interviews.engine.registry import classes, did_you_mean
from interviews.engine.source import Map, Seq, plain
from interviews.engine.text.nodes import Node, Text
from interviews.engine.text.template import Template, compile_template
from interviews.engine.veil import plain as plain_text
from interviews.engine.veil import veil

_NOTHING = Position("", 1)


@dataclass(frozen=True)
class Dynamic:
    """A value that an author wrote as it is, as a text with `${ }`, or as code."""

    constant: Any = None
    template: Template | None = None
    expression: Expression | None = None

    def value(self, context: Context) -> Any:
        """Return the value. Raises as the evaluator does."""
        if self.expression is not None:
            return evaluate(self.expression, context)
        if self.template is not None:
            return plain_text(self.template.render(context)).strip()
        return self.constant

    def text(self, context: Context) -> str:
        """Return the value as plain text, '' for None."""
        value = self.value(context)
        return "" if value is None else str(value)


NONE = Dynamic()
ALWAYS = Dynamic(constant=True)
NEVER = Dynamic(constant=False)


@dataclass(frozen=True)
class Goal:
    """Whether a block is to be run at all: always, never, or if an expression holds."""

    always: bool = False
    expression: Expression | None = None

    def __bool__(self) -> bool:
        return self.always or self.expression is not None

    def holds(self, context: Context) -> bool:
        """Say whether it is; may raise NameMissing."""
        return self.always or (self.expression is not None and holds(self.expression, context))


@dataclass
class Block:
    """One section with a type. Built once per source, shared by all sessions, never changed."""

    position: Position
    name: str = ""
    id: str = ""
    order: int = 0
    offers: tuple[str, ...] = ()  # patterns of the names that it can define
    mandatory: Goal = field(default_factory=Goal)
    initial: Goal = field(default_factory=Goal)
    conditions: tuple[Expression, ...] = ()
    need: tuple[Expression, ...] = ()
    need_after: tuple[Expression, ...] = ()
    undefine: tuple[str, ...] = ()
    forget_always: bool = False  # `reconsider: True`
    reconsider: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    generic: str = ""  # the class that `x` must be of
    language: str = "*"
    event: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    # A block whose running may need its own name again, as `objects` do.
    repeatable: ClassVar[bool] = False
    asks: ClassVar[bool] = False


class Reader:
    """Reads one section's keys; what is off is noted in `mistakes`, and reading goes on."""

    def __init__(
        self,
        section: Map,
        package: str,
        mistakes: list[AuthorMistake],
        defs: Mapping[str, Template] | None = None,
        language: str = "*",
        doubts: list[AuthorMistake] | None = None,
    ) -> None:
        self.section = section
        self.package = package
        self.mistakes = mistakes
        self.doubts = [] if doubts is None else doubts
        self.language = language
        self.defs = self._used_defs(defs or {})

    def _used_defs(self, defs: Mapping[str, Template]) -> tuple[Node, ...]:
        """Return the functions that the section's texts may use by `usedefs`."""
        found: list[Node] = []
        for each, at in listed(self.section.get("usedefs"), self.section.at("usedefs")):
            if str(each) in defs:
                found.extend(defs[str(each)].nodes)
            else:
                hint = did_you_mean(str(each), defs)
                self.mistake(f'There is no "def: {each}" before this.{hint}', at)
        return tuple(found)

    def mistake(self, message: str, position: Position) -> None:
        """Note that something cannot be used."""
        self.mistakes.append(BlockInvalid(message, position))

    def doubt(self, message: str, position: Position) -> None:
        """Note what fails if it is ever reached, or does nothing."""
        self.doubts.append(BlockInvalid(message, position))

    def doubt_keys(self, what: str, section: Map, unknown: Iterable[str], known: set[str]) -> None:
        """Note unknown keys that resemble a known one, and do nothing as they stand."""
        for key in unknown:
            if hint := did_you_mean(key, known):
                self.doubt(f'{what} has no key "{key}".{hint}', section.key_at(key))

    def check_keys(self, what: str, section: Map, known: Iterable[str]) -> None:
        """Note keys that nothing knows if they resemble one that is known."""
        for key in section:
            hint = "" if key in known else did_you_mean(key, known)
            if hint:
                self.mistake(f'{what} has no key "{key}".{hint}', section.key_at(key))

    def expression(self, value: Any, position: Position) -> Expression:
        """Return the checked expression; None in its place if it is refused."""
        try:
            return compile_expression("None" if value is None else str(value), position)
        except AuthorMistake as mistake:
            self.mistakes.append(mistake)
            return compile_expression("None", position)

    def statements(self, value: Any, position: Position) -> Statements:
        """Return the checked code; none in its place if it is refused."""
        if not isinstance(value, str):
            self.mistake("Code is a text of Python statements.", position)
            value = ""
        try:
            return compile_statements(value, position)
        except AuthorMistake as mistake:
            self.mistakes.append(mistake)
            return compile_statements("", position)

    def template(self, value: Any, position: Position) -> Template:
        """Return the text with its `${ }` and `%` lines; empty if it is refused."""
        try:
            made = compile_template("" if value is None else str(value), position)
            return replace(made, nodes=(*self.defs, *made.nodes)) if self.defs else made
        except AuthorMistake as mistake:
            self.mistakes.append(mistake)
            return compile_template("", position)

    def text(self, key: str, section: Map | None = None) -> Template | None:
        """Return the text under a key, None if it is not there."""
        section = self.section if section is None else section
        if section.get(key) is None:
            return None
        value = section[key]
        if isinstance(value, Map) and isinstance(value.get("content"), str):
            return self.template(value["content"], value.at("content"))
        if isinstance(value, dict | list):
            self.mistake(f'"{key}" is a text.', section.at(key))
            return None
        return self.template(value, section.at(key))

    def dynamic(self, value: Any, position: Position) -> Dynamic:
        """Return a value that may be a text with `${ }`, or `code: …`."""
        if isinstance(value, Map) and set(value) == {"code"}:
            return Dynamic(expression=self.expression(value["code"], value.at("code")))
        if isinstance(value, str) and ("${" in value or "\n%" in value or value.startswith("% ")):
            return Dynamic(template=self.template(value, position))
        return Dynamic(constant=plain(value))

    def dynamic_at(self, key: str, section: Map | None = None) -> Dynamic:
        """Return what `dynamic` makes of the value under a key."""
        section = self.section if section is None else section
        return self.dynamic(section.get(key), section.at(key))

    def code_or_text(self, value: Any, position: Position) -> Dynamic:
        """Return a value that is true, false, or code: what conditions and numbers take."""
        if isinstance(value, Map) and set(value) == {"code"}:
            return Dynamic(expression=self.expression(value["code"], value.at("code")))
        value = decided(value)
        if isinstance(value, str):
            return Dynamic(expression=self.expression(value, position))
        return Dynamic(constant=plain(value))

    def name(self, value: Any, position: Position) -> str:
        """Return the one spelling of a name; 'x' in its place if it is none."""
        if isinstance(value, str) and names.is_name(value):
            return names.canonical(value)
        self.mistake(
            f"A name was expected, such as client.address.city, not {shown(value)}.", position
        )
        return "x"

    def names(self, value: Any, position: Position) -> tuple[str, ...]:
        """Return one name or a list of names."""
        return tuple(self.name(each, at) for each, at in listed(value, position))

    def expressions(self, value: Any, position: Position) -> tuple[Expression, ...]:
        """Return one expression or a list of them."""
        return tuple(self.expression(each, at) for each, at in listed(value, position))


class MadeReader(Reader):
    """Reads what code has made: its texts are values, and what they say is never evaluated."""

    def template(self, value: Any, position: Position) -> Template:
        """Return the text as it is."""
        said = "" if value is None else value if isinstance(value, str) else str(value)
        return Template((Text(veil(said)),), said, position)

    def dynamic(self, value: Any, position: Position) -> Dynamic:
        """Return the value as it is, unless it is `code: …`."""
        if isinstance(value, Map) and set(value) == {"code"}:
            return super().dynamic(value, position)
        return Dynamic(constant=plain(value))


def shown(value: Any) -> str:
    """Return what an author wrote, for a message."""
    return f'"{value}"'[:80] if isinstance(value, str) else type(value).__name__


def listed(value: Any, position: Position) -> Iterator[tuple[Any, Position]]:
    """Yield each element with its place; a single value counts as a list of one."""
    if value is None:
        return
    if isinstance(value, Seq):
        yield from value.located()
    else:
        yield value, position


def located(value: Any, position: Position) -> Any:
    """Return plain data that code has made as if it stood in a source at `position`."""
    if isinstance(value, dict):
        made = Map(position)
        for key, each in value.items():
            made[key if isinstance(key, str) else str(key)] = located(each, position)
        return made
    if isinstance(value, list | tuple):
        row = Seq(position)
        for each in value:
            row.append(located(each, position))
            row.elements_at.append(position)
        return row
    return value


# Modifiers

MODIFIERS = (
    "id", "mandatory", "initial", "if", "need", "undefine", "reconsider", "depends on",
    "generic object", "language", "event", "supersedes", "sets", "only sets",
    "scan for variables", "comment", "section", "allowed to set", "role", "tag",
)  # fmt: skip


def read_modifiers(block: Block, reader: Reader, found: Iterable[str]) -> None:
    """Set what all blocks share. `found` are the names that the block's own keys define."""
    section = reader.section
    block.id = str(section.get("id") or "")
    block.name = f"ID {block.id}" if block.id else content_name(section)
    block.mandatory = _goal(reader, "mandatory")
    block.initial = _goal(reader, "initial")
    block.conditions = reader.expressions(section.get("if"), section.at("if"))
    block.need, block.need_after = _needs(reader)
    block.undefine = reader.names(section.get("undefine"), section.at("undefine"))
    block.depends_on = reader.names(section.get("depends on"), section.at("depends on"))
    reconsider = section.get("reconsider")
    block.forget_always = reconsider is True
    if not isinstance(reconsider, bool):
        block.reconsider = reader.names(reconsider, section.at("reconsider"))
    block.generic = str(section.get("generic object") or "").strip()
    if block.generic and block.generic not in classes:
        hint = did_you_mean(block.generic, classes)
        reader.doubt(f'There is no class "{block.generic}".{hint}', section.at("generic object"))
    block.language = str(section.get("language") or reader.language)
    block.event = reader.names(section.get("event"), section.at("event"))
    block.supersedes = tuple(
        f"ID {each}" for each, _ in listed(section.get("supersedes"), _NOTHING)
    )
    block.offers = _offers(reader, found, block.event)


# What YAML of old takes for true and false; a source keeps such words as they stand.
DECISIONS = {"true": True, "yes": True, "false": False, "no": False}


def decided(value: Any) -> Any:
    """Return True or False for a word that says so, else the value."""
    return DECISIONS.get(value.strip().lower(), value) if isinstance(value, str) else value


def content_name(section: Map) -> str:
    """Return a name for a block without an id: what it says, not where it stands."""
    return hashlib.sha256(repr(plain(section)).encode()).hexdigest()[:16]


def _goal(reader: Reader, key: str) -> Goal:
    value = reader.section.get(key)
    value = decided(value)
    if isinstance(value, bool) or value is None:
        return Goal(always=bool(value))
    if isinstance(value, Map) and set(value) == {"code"}:
        return Goal(expression=reader.expression(value["code"], value.at("code")))
    return Goal(expression=reader.expression(value, reader.section.at(key)))


def _needs(reader: Reader) -> tuple[tuple[Expression, ...], tuple[Expression, ...]]:
    section = reader.section
    before: list[Expression] = []
    after: list[Expression] = []
    for each, at in listed(section.get("need"), section.at("need")):
        if isinstance(each, Map):
            before.extend(reader.expressions(each.get("pre"), each.at("pre")))
            after.extend(reader.expressions(each.get("post"), each.at("post")))
        else:
            before.append(reader.expression(each, at))
    return tuple(before), tuple(after)


def _offers(reader: Reader, found: Iterable[str], events: Sequence[str]) -> tuple[str, ...]:
    section = reader.section
    only = reader.names(section.get("only sets"), section.at("only sets"))
    sets = reader.names(section.get("sets"), section.at("sets"))
    scan = section.get("scan for variables") is not False and not only
    if "code" in section and events:
        scan = False
    patterns = [*(found if scan else ()), *sets, *only, *events]
    return tuple(dict.fromkeys(patterns))
