"""Objects that know their own names, and what follows from it: renaming, copying, words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from interviews.engine.context import Context
from interviews.engine.functions import english
from interviews.engine.names import is_name
from interviews.engine.values import Reachable, Refused


class Named(Reachable):
    """Something with a name and with parts that are named after it."""

    def __init__(self, instance_name: str = "") -> None:
        self.instance_name = instance_name
        self.attributes: dict[str, Any] = {}

    def begin(self, context: Context, **kwargs: Any) -> None:
        """Set the object up when an interview makes it; what it is made of is made here."""

    def parts(self) -> Iterator[Any]:
        """Yield the values that lie in the object: they are renamed and copied with it."""
        yield from self.attributes.values()

    def to_state(self) -> dict[str, Any]:
        """Return what `restore` needs: plain values and other objects."""
        return {"name": self.instance_name, "attributes": dict(self.attributes)}

    def restore(self, fields: Mapping[str, Any]) -> None:
        """Take up what `to_state` gave."""
        self.instance_name = fields["name"]
        self.attributes = dict(fields["attributes"])


QUOTES = "'\""


def a_name(value: Any) -> str:
    """Return a text that may be the name of an object. Raises Refused if it is none."""
    if not is_name(value):
        raise Refused("The name of an object was wanted, such as 'client.address'.")
    return str(value)


def adopt(value: Any, name: str) -> None:
    """Give a new object that has no name yet the name of the place it is put into."""
    if isinstance(value, Named) and not value.instance_name:
        rename(value, name)


def rename(value: Named, name: str) -> None:
    """Give an object another name, and all parts of it that bear its old one in front."""
    _rename(value, value.instance_name, name, set())


def _rename(value: Any, old: str, new: str, seen: set[int]) -> None:
    if not isinstance(value, Named) or id(value) in seen:
        return
    seen.add(id(value))
    if value.instance_name == old or value.instance_name.startswith((f"{old}.", f"{old}[")):
        value.instance_name = new + value.instance_name[len(old) :]
        for part in value.parts():
            _rename(part, old, new, seen)


def deep_copy(context: Context, value: Any, done: dict[int, Any]) -> Any:
    """Return a copy of plain containers and objects; the same object is copied once."""
    context.budget.charge()
    if id(value) in done:
        return done[id(value)]
    if isinstance(value, Named):
        copy = done[id(value)] = type(value)(value.instance_name)
        copy.restore(deep_copy(context, value.to_state(), done))
        return copy
    if isinstance(value, dict):
        return {key: deep_copy(context, each, done) for key, each in value.items()}
    if isinstance(value, list | tuple | set):
        return type(value)(deep_copy(context, each, done) for each in value)
    return value


def word_of(part: str) -> str:
    """Return one part of a name in words: `child[1]` is the "second child"."""
    word, bracket, index = part.partition("[")
    words = word.replace("_", " ")
    index = index.rstrip("]")
    if not bracket:
        return words
    if index.isdigit():
        return f"{english.ordinal_word(int(index) + 1)} {english.singular(words)}"
    return f"{index.strip(QUOTES)} {english.singular(words)}"


def in_words(name: str) -> str:
    """Return a whole name in words: "first child in the case"."""
    words = [word_of(part) for part in reversed(name.split("."))]
    return " in the ".join(words)
