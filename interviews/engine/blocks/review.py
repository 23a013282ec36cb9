"""The entries of a `review`: what a person sees of their answers, and the way to change them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from interviews.engine.blocks.base import Dynamic, Reader, listed
from interviews.engine.errors import Position
from interviews.engine.evaluator.grammar import Expression
from interviews.engine.names import is_name
from interviews.engine.registry import did_you_mean
from interviews.engine.source import Map
from interviews.engine.text.template import Template

KEYS = {
    "label", "button", "field", "fields", "help", "note", "html", "raw html", "show if",
    "css class", "action", "css", "script", "color", "subtitle",
}  # fmt: skip
COMMANDS = ("recompute", "undefine", "invalidate", "set", "follow up")


@dataclass(frozen=True)
class Step:
    """What following the link does: ask for a name, or forget, compute, set some."""

    action: str = ""  # a name that is asked for again
    command: str = ""
    names: tuple[str, ...] = ()
    values: dict[str, Dynamic] = field(default_factory=dict)


@dataclass(frozen=True)
class ReviewPart:
    """One entry: a link with its text, or a note."""

    position: Position
    label: Template | None = None
    text: Template | None = None
    note: Template | None = None
    help: Template | None = None
    steps: tuple[Step, ...] = ()
    show_if: tuple[Expression, ...] = ()
    is_button: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names that the entry is about."""
        return tuple(step.action for step in self.steps if step.action)


def read_review(reader: Reader, value: Any, position: Position) -> tuple[ReviewPart, ...]:
    """Return the entries; what is off is noted by the reader."""
    return tuple(
        part
        for each, at in listed(value, position)
        if (part := _entry(reader, each, at)) is not None
    )


def _entry(reader: Reader, each: Any, at: Position) -> ReviewPart | None:
    if not isinstance(each, Map):
        reader.mistake('An entry of a review is "label: name", or a note.', at)
        return None
    conditions = _conditions(reader, each)
    labels = [key for key in each if key not in KEYS]
    _doubt_keys(reader, each, labels)
    for key in ("note", "html", "raw html"):
        if key in each and not labels and "field" not in each and "fields" not in each:
            text = reader.template(each[key], each.at(key))
            return ReviewPart(at, note=text, show_if=conditions)
    if not labels and not set(each) & {"field", "fields"}:
        return None
    label, steps = _label_and_steps(reader, each, labels)
    return ReviewPart(
        at,
        label=label,
        text=reader.text("button", each) or reader.text("note", each),
        help=reader.text("help", each),
        steps=steps,
        show_if=conditions,
        is_button="button" in each,
    )


def _doubt_keys(reader: Reader, each: Map, unknown: list[str]) -> None:
    """Note slips; where no `field` says what the entry is about, one key is its label."""
    if not set(each) & {"field", "fields"}:
        plain = [key for key in unknown if not did_you_mean(key, KEYS)]
        label = next(iter(plain or unknown), "")
        unknown = [key for key in unknown if key != label]
    reader.doubt_keys("An entry of a review", each, unknown, KEYS)


def _label_and_steps(
    reader: Reader, each: Map, labels: list[str]
) -> tuple[Template | None, tuple[Step, ...]]:
    if "field" in each or "fields" in each:
        key = "field" if "field" in each else "fields"
        return reader.text("label", each), _steps(reader, each[key], each.at(key))
    key = labels[0]
    return reader.template(key, each.key_at(key)), _steps(reader, each[key], each.at(key))


def _conditions(reader: Reader, each: Map) -> tuple[Expression, ...]:
    found = []
    for condition, at in listed(each.get("show if"), each.at("show if")):
        if isinstance(condition, Map) and "code" in condition:
            found.append(reader.expression(condition["code"], condition.at("code")))
        else:
            found.append(reader.expression(condition, at))
    return tuple(found)


def _steps(reader: Reader, value: Any, position: Position) -> tuple[Step, ...]:
    found: list[Step] = []
    for each, at in listed(value, position):
        if isinstance(each, Map):
            found.extend(_commands(reader, each))
        elif is_name(each):
            found.append(Step(action=reader.name(each, at)))
        else:
            reader.mistake("An entry of a review names what is asked for again.", at)
    return tuple(found)


def _commands(reader: Reader, each: Map) -> list[Step]:
    found = []
    for command, value in each.items():
        if command not in COMMANDS:
            reader.mistake(
                f'A review does {", ".join(COMMANDS)}, not "{command}".', each.key_at(command)
            )
        elif command == "set":
            given = {
                reader.name(key, pair.key_at(key)): reader.dynamic(inner, pair.at(key))
                for pair, _ in listed(value, each.at(command))
                if isinstance(pair, Map)
                for key, inner in pair.items()
            }
            found.append(Step(command=command, names=tuple(given), values=given))
        else:
            found.append(Step(command=command, names=reader.names(value, each.at(command))))
    return found
