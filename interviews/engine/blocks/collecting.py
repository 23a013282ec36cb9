"""`list collect`: a screen on which a whole list is gathered, item below item."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from interviews.engine import names
from interviews.engine.blocks.base import ALWAYS, Dynamic, Reader
from interviews.engine.blocks.fields import FieldPart
from interviews.engine.names import Each, Name
from interviews.engine.registry import did_you_mean
from interviews.engine.source import Map
from interviews.engine.text.template import Template

KEYS = {"enable", "label", "is final", "allow append", "allow delete", "add another label"}


@dataclass(frozen=True)
class Collecting:
    """What an author says of such a screen: `fruit[i].name` has the owner fruit, the letter i."""

    owner: str
    letter: str
    enabled: Dynamic = ALWAYS
    label: Template | None = None
    is_final: Dynamic = ALWAYS  # the list is gathered when the screen was answered
    can_add: Dynamic = ALWAYS
    can_remove: Dynamic = ALWAYS
    another: Template | None = None


def read_collecting(reader: Reader, parts: Iterable[FieldPart]) -> Collecting | None:
    """Return what `list collect` says, None if the screen does not collect."""
    section = reader.section
    value, at = section.get("list collect"), section.at("list collect")
    if value in (None, False):
        return None
    found = {_list_of(names.parse(part.name)) for part in parts if part.name}
    owner = found.pop() if len(found) == 1 else None
    if owner is None:
        reader.mistake(
            '"list collect" needs fields of the items of one list, such as fruit[i].name.', at
        )
        return None
    if not isinstance(value, Map):
        return Collecting(*owner, enabled=reader.code_or_text(value, at))
    for key in value:
        if key not in KEYS:
            hint = did_you_mean(key, KEYS)
            reader.mistake(f'"list collect" has no key "{key}".{hint}', value.key_at(key))
    return Collecting(
        *owner,
        enabled=_switch(reader, value, "enable"),
        label=reader.text("label", value),
        is_final=_switch(reader, value, "is final"),
        can_add=_switch(reader, value, "allow append"),
        can_remove=_switch(reader, value, "allow delete"),
        another=reader.text("add another label", value),
    )


def _switch(reader: Reader, value: Map, key: str) -> Dynamic:
    return reader.code_or_text(value.get(key, True), value.at(key))


def _list_of(path: Name) -> tuple[str, str] | None:
    """Return the innermost list that a name runs through and its iterator."""
    for at in range(len(path.steps) - 1, -1, -1):
        step = path.steps[at]
        if isinstance(step, Each):
            return str(Name(path.root, path.steps[:at])), step.letter
    return None
