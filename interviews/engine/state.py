"""A session as typed JSON, and back; differences between two states.

What may go wrong for ever: a stored state that makes something other than plain values and the
classes on our list. The one principle: a closed list of tokens; what is not on it is refused.

Objects stand in one table and are referred to by a handle, so that two names of one object stay
two names of one object. Functions and modules are derived and never stored.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from interviews.engine import registry
from interviews.engine.errors import BudgetExceeded, StateUnreadable
from interviews.engine.session import Session
from interviews.engine.values import Invocable, Reachable
from interviews.engine.veil import Markup

SCHEMA = 1
MAX_STATE = 2_000_000  # characters of one session's JSON
MAX_DEPTH = 60

Json = Any
T = TypeVar("T")

# Classes that state itself knows, beside those of `registry.classes`.
_storable: dict[str, type] = {}


def storable(token: str) -> Callable[[type[T]], type[T]]:
    """Register a class under a token; it has `to_state()` and `restore(fields)`."""

    def register(cls: type[T]) -> type[T]:
        _storable[token] = cls
        return cls

    return register


class _Left(Exception):
    """The value is derived: it is left out and made again when it is needed."""


class _Writer:
    """Writes values; objects and lists that are met twice get a handle."""

    def __init__(self) -> None:
        self.objects: dict[str, Json] = {}
        self.handles: dict[int, str] = {}
        self.kept: list[Any] = []  # so that no id is used twice
        self.depth = 0

    def value(self, value: Any) -> Json:
        """Return the value as JSON. Raises _Left if it is derived."""
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, str):
            return {"$m": str(value)} if isinstance(value, Markup) else value
        if isinstance(value, Decimal | date | time | timedelta):
            return _moment(value)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise BudgetExceeded("The interview's values are nested too deeply to be stored.")
        try:
            return self.compound(value)
        finally:
            self.depth -= 1

    def compound(self, value: Any) -> Json:
        if isinstance(value, Reachable) and hasattr(value, "to_state"):
            return {"$r": self.object(value)}
        if isinstance(value, Invocable | Reachable):
            raise _Left
        if isinstance(value, list | dict):
            return (
                {"$r": self.object(value)} if id(value) in self.handles else self.collection(value)
            )
        if isinstance(value, tuple):
            return {"$tuple": self.elements(value)}
        if isinstance(value, set | frozenset):
            return {"$set": sorted(self.elements(value), key=repr)}
        if isinstance(value, range):
            return {"$range": [value.start, value.stop, value.step]}
        raise _Left

    def collection(self, value: Any) -> Json:
        """Return a plain list or dictionary."""
        if isinstance(value, list):
            return self.elements(value)
        return self.mapping(value)

    def elements(self, values: Any) -> list[Json]:
        """Return elements; what is derived is None, so that the others keep their places."""
        made = []
        for each in values:
            try:
                made.append(self.value(each))
            except _Left:
                made.append(None)
        return made

    def mapping(self, values: Mapping[Any, Any]) -> Json:
        """Return a dictionary, as pairs if its keys are not all plain texts."""
        made = {}
        for key, each in values.items():
            try:
                made[key] = self.value(each)
            except _Left:
                continue
        if all(type(key) is str and not key.startswith("$") for key in made):
            return made
        return {"$dict": [[self.value(key), each] for key, each in made.items()]}

    def object(self, value: Any) -> str:
        """Return the handle of an object, written once."""
        if id(value) in self.handles:
            return self.handles[id(value)]
        handle = base = getattr(value, "instance_name", "") or type(value).__name__
        number = 1
        while handle in self.objects:
            number += 1
            handle = f"{base}#{number}"
        self.handles[id(value)] = handle
        self.kept.append(value)
        self.objects[handle] = {}
        self.objects[handle] = {"$class": _token(value), **self.mapping_of(value.to_state())}
        return handle

    def mapping_of(self, state: Mapping[str, Any]) -> dict[str, Json]:
        """Return what an object says of itself."""
        made = {}
        for key, each in state.items():
            try:
                made[key] = self.value(each)
            except _Left:
                continue
        return made


def _token(value: Any) -> str:
    for token, cls in _storable.items():
        if type(value) is cls:
            return token
    return str(getattr(value, "class_token", "") or type(value).__name__)


def _moment(value: Any) -> Json:
    if isinstance(value, datetime):
        return {"$datetime": value.isoformat()}
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    if isinstance(value, time):
        return {"$time": value.isoformat()}
    if isinstance(value, timedelta):
        return {"$delta": value.total_seconds()}
    return {"$decimal": str(value)}


def to_json(session: Session) -> Json:
    """Return the session as typed JSON. Raises BudgetExceeded if it is too large."""
    writer = _Writer()
    made: dict[str, Json] = {"schema": SCHEMA}
    for each in fields(Session):
        value = getattr(session, each.name)
        made[each.name] = (
            writer.mapping_of(value) if isinstance(value, dict) else writer.value(value)
        )
    made["objects"] = writer.objects
    if len(json.dumps(made)) > MAX_STATE:
        raise BudgetExceeded("The session has become too large.")
    return made


class _Reader:
    """Reads values; an object is made once for its handle."""

    def __init__(self, objects: Mapping[str, Json]) -> None:
        self.objects = objects
        self.made: dict[str, Any] = {}

    def value(self, stored: Json) -> Any:
        """Return the value. Raises StateUnreadable for an unknown token."""
        if isinstance(stored, list):
            return [self.value(each) for each in stored]
        if not isinstance(stored, dict):
            return stored
        token = next(iter(stored), "")
        if not token.startswith("$"):
            return {key: self.value(each) for key, each in stored.items()}
        if token not in _READ or len(stored) != 1:
            raise StateUnreadable("The stored session has a token that is unknown.")
        return _READ[token](self, stored[token])

    def reference(self, handle: str) -> Any:
        """Return the object with a handle."""
        if handle in self.made:
            return self.made[handle]
        if handle not in self.objects:
            raise StateUnreadable("The stored session refers to an object that is not there.")
        stored = dict(self.objects[handle])
        token = stored.pop("$class", "")
        if token == "ClassValue":  # noqa: S105 - no secret: the token of a class
            return self.class_value(handle, stored)
        blank = self.blank(token)
        self.made[handle] = blank
        blank.restore({key: self.value(each) for key, each in stored.items()})
        return blank

    def blank(self, token: str) -> Any:
        """Return an empty object of a class on our list."""
        if token in _storable:
            return _storable[token]()
        if token in registry.classes:
            return registry.classes[token].blank()
        raise StateUnreadable("The stored session has an object of an unknown class.")

    def class_value(self, handle: str, stored: Mapping[str, Json]) -> Any:
        """Return a class with what `using` gave it."""
        name = stored.get("class")
        if name not in registry.classes:
            raise StateUnreadable("The stored session names an unknown class.")
        known = registry.classes[name]
        made = type(known)(known.made, self.value(stored.get("kwargs", {})))
        self.made[handle] = made
        return made

    def pairs(self, stored: Json) -> dict[Any, Any]:
        """Return a dictionary with any keys."""
        return {self.value(key): self.value(each) for key, each in stored}


_READ: dict[str, Callable[[_Reader, Any], Any]] = {
    "$r": _Reader.reference,
    "$m": lambda reader, stored: Markup(stored),
    "$tuple": lambda reader, stored: tuple(reader.value(stored)),
    "$set": lambda reader, stored: set(reader.value(stored)),
    "$dict": _Reader.pairs,
    "$range": lambda reader, stored: range(*stored),
    "$datetime": lambda reader, stored: datetime.fromisoformat(stored),
    "$date": lambda reader, stored: date.fromisoformat(stored),
    "$time": lambda reader, stored: time.fromisoformat(stored),
    "$delta": lambda reader, stored: timedelta(seconds=stored),
    "$decimal": lambda reader, stored: Decimal(stored),
}


def from_json(stored: Json) -> Session:
    """Return the session of typed JSON. Raises StateUnreadable if it is another's or damaged."""
    if not isinstance(stored, dict) or stored.get("schema") != SCHEMA:
        raise StateUnreadable("The stored session is of another schema.")
    reader = _Reader(stored.get("objects", {}))
    try:
        return Session(
            **{
                each.name: reader.value(stored[each.name])
                for each in fields(Session)
                if each.name in stored
            }
        )
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise StateUnreadable("The stored session is damaged.") from error


# Differences


def difference(old: Json, new: Json) -> Json:
    """Return what turns `old` into `new` by `apply`; small if little changed."""
    if isinstance(old, dict) and isinstance(new, dict):
        gone = [key for key in old if key not in new]
        put = {key: new[key] for key in new if key not in old}
        inner = {
            key: difference(old[key], new[key])
            for key in new
            if key in old and not _same(old[key], new[key])
        }
        made: dict[str, Json] = {"in": inner} if inner else {}
        if put:
            made["put"] = put
        if gone:
            made["gone"] = gone
        return made
    return {"is": new}


def apply(old: Json, delta: Json) -> Json:
    """Return the state that `difference` led to. Raises StateUnreadable if it does not fit."""
    if not isinstance(delta, dict):
        raise StateUnreadable("A difference of states is damaged.")
    if "is" in delta:
        return delta["is"]
    if not delta:
        return old
    if not isinstance(old, dict):
        raise StateUnreadable("A difference of states does not fit.")
    made = {key: each for key, each in old.items() if key not in delta.get("gone", ())}
    for key, inner in delta.get("in", {}).items():
        if key not in made:
            raise StateUnreadable("A difference of states does not fit.")
        made[key] = apply(made[key], inner)
    made.update(delta.get("put", {}))
    return made


def _same(left: Json, right: Json) -> bool:
    """Say whether two values are the same JSON: 1, 1.0 and true are three things there."""
    return type(left) is type(right) and left == right and json.dumps(left) == json.dumps(right)
